"""Where the facts behind each type of credential come from."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta

from citywallet.runtime.clock import Clock
from citywallet.runtime.outbound import OutboundClient, Timeouts
from citywallet.runtime.settings import SettingsInvalid
from citywallet.runtime.tls import client_context
from citywallet.storage.database import Database, open_database
from issuer.adapters.http_source import HttpSource
from issuer.adapters.imported_source import ImportedSource
from issuer.adapters.register_source import RegisterSource
from issuer.adapters.sql_view_source import SqlViewSource
from issuer.domain.catalogue import Catalogue
from issuer.domain.citizens import REGISTER
from issuer.domain.identifiers import SourceName
from issuer.ports import DataSource
from issuer.settings import FileSource, Settings
from issuer.settings import HttpSource as HttpSettings
from issuer.settings import SqlViewSource as SqlViewSettings


def check_sources(settings: Settings, catalogue: Catalogue) -> None:
    """Refuse a source that no type asks: its name may be misspelt, and the type would wait for files.

    Raises:
        SettingsInvalid: there is one.
    """
    unused = set(settings.sources) - (catalogue.sources() - {REGISTER})
    if unused:
        raise SettingsInvalid(
            f"The setting CITYWALLET_ISSUER_SOURCES describes '{min(unused)}', which no type names."
        )


def imported_sources(settings: Settings, catalogue: Catalogue) -> frozenset[SourceName]:
    """The sources that officers fill with files."""
    described = settings.sources
    return frozenset(
        name
        for name in catalogue.sources() - {REGISTER}
        if name not in described or isinstance(described[name], FileSource)
    )


@asynccontextmanager
async def open_sources(
    settings: Settings, catalogue: Catalogue, database: Database, *, clock: Clock
) -> AsyncIterator[Mapping[SourceName, DataSource]]:
    """Every source of the catalogue while the block runs; each connects when it is first asked."""
    async with AsyncExitStack() as opened:
        sources: dict[SourceName, DataSource] = {REGISTER: RegisterSource(database)}
        for name in imported_sources(settings, catalogue):
            sources[name] = ImportedSource(database, name)
        for text, described in settings.sources.items():
            match described:
                case SqlViewSettings():
                    sources[SourceName(text)] = _sql_view(described, opened)
                case HttpSettings():
                    sources[SourceName(text)] = _service(described, settings, opened, clock)
        yield sources


def _sql_view(described: SqlViewSettings, opened: AsyncExitStack) -> DataSource:
    database = open_database(described.url)
    opened.push_async_callback(database.close)
    return SqlViewSource(database, described.view, timeout=timedelta(seconds=described.timeout_seconds))


def _service(described: HttpSettings, settings: Settings, opened: AsyncExitStack, clock: Clock) -> DataSource:
    client = OutboundClient(
        allowed_origins=settings.outbound_allowed_origins,
        tls=client_context(settings.tls_authority),
        timeouts=Timeouts(total=described.timeout_seconds),
    )
    opened.push_async_callback(client.close)
    return HttpSource(
        client,
        base=described.url,
        key=described.key.get_secret_value(),
        clock=clock,
        max_age=timedelta(seconds=described.max_age_seconds),
    )
