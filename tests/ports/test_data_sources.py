"""What every source of facts promises, whatever is behind it: one suite for the fake and all adapters."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, text

from citywallet.runtime.outbound import OutboundClient
from citywallet.storage.database import Database
from issuer.adapters.citizen_records import SqlCitizenRecords
from issuer.adapters.http_source import HttpSource
from issuer.adapters.imported_source import ImportedSource
from issuer.adapters.register_source import RegisterSource
from issuer.adapters.source_fact_records import SqlSourceFactRecords
from issuer.adapters.sql_view_source import SqlViewSource
from issuer.domain.citizens import REGISTER_FACTS, Citizen, District
from issuer.domain.errors import SourceUnavailable
from issuer.domain.fact_json import serialize_facts
from issuer.domain.fact_texts import all_columns
from issuer.domain.facts import Facts, FactType, FactTypes, Place
from issuer.domain.identifiers import CitizenId, FactName, ImportId, SourceName
from issuer.ports import DataSource
from tests.support.clock import NOON, FixedClock
from tests.support.database import a_database, a_database_of
from tests.support.facts_service import KEY, FactsService, a_facts_service
from tests.support.sources import FakeSource

SENIOR, NEWCOMER, NOBODY = CitizenId("c-senior"), CitizenId("c:new.1"), CitizenId("c-nobody")
# What the register can say, so that the suite holds for it, too.
KNOWN: Mapping[CitizenId, Facts] = {
    SENIOR: {
        FactName("name"): "김영자",
        FactName("birthdate"): date(1950, 3, 2),
        FactName("district"): Place(id="michuhol", name="미추홀구", code="28177"),
        FactName("incheon_resident"): True,
    },
    NEWCOMER: {
        FactName("name"): "O'Example, Siobhán",
        FactName("birthdate"): date(1990, 12, 31),
        FactName("district"): Place(id="seo", name="서구"),
        FactName("incheon_resident"): False,
    },
}
ALL_TYPES: FactTypes = {
    FactName("name"): FactType.TEXT,
    FactName("until"): FactType.DATE,
    FactName("entitled"): FactType.BOOLEAN,
    FactName("hours"): FactType.INTEGER,
    FactName("home"): FactType.PLACE,
    FactName("grounds"): FactType.TEXT_LIST,
}
OF_ALL_TYPES: Facts = {
    FactName("name"): "황보샛별",
    FactName("until"): date(2027, 1, 31),
    FactName("entitled"): False,
    FactName("hours"): -12,
    FactName("home"): Place(name="송도동", code="2818510600"),
    FactName("grounds"): ("나", "가"),
}
LISTS = SourceName("lists")


@dataclass
class Source:
    """A source, and how to fill it and break it."""

    asked: DataSource
    fill: Any
    cut: Any = None


async def the_fake(stack: AsyncExitStack, folder: Path) -> Source:
    fake = FakeSource()

    async def fill(known: Mapping[CitizenId, Facts], _types: FactTypes) -> None:
        fake.known = known

    async def cut() -> None:
        fake.down = True

    return Source(fake, fill, cut)


async def an_imported_source(stack: AsyncExitStack, folder: Path) -> Source:
    database = await stack.enter_async_context(a_database("issuer.migrations", folder))

    async def fill(known: Mapping[CitizenId, Facts], _types: FactTypes) -> None:
        async with database.transaction() as connection:
            await SqlSourceFactRecords(connection).store(LISTS, known, import_id=ImportId("i"), now=NOON)

    async def cut() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("""UPDATE source_facts SET facts = '{"name": 7}'"""))

    return Source(ImportedSource(database, LISTS), fill, cut)


async def the_register(stack: AsyncExitStack, folder: Path) -> Source:
    database = await stack.enter_async_context(a_database("issuer.migrations", folder))

    async def fill(known: Mapping[CitizenId, Facts], _types: FactTypes) -> None:
        async with database.transaction() as connection:
            citizens = [a_citizen(citizen_id, facts) for citizen_id, facts in known.items()]
            await SqlCitizenRecords(connection).store(citizens, import_id=ImportId("i"), now=NOON)

    return Source(RegisterSource(database), fill)


async def a_view(stack: AsyncExitStack, folder: Path) -> Source:
    database: Database = await stack.enter_async_context(a_database_of(MetaData(), folder, name="welfare"))

    async def fill(known: Mapping[CitizenId, Facts], types: FactTypes) -> None:
        columns = ("citizen_id", *all_columns(types))
        async with database.transaction() as connection:
            await connection.execute(text(f"CREATE TABLE people ({', '.join(columns)}, secret)"))
            await connection.execute(text("CREATE VIEW citizen_facts AS SELECT * FROM people"))
            for citizen_id, facts in known.items():
                values = dict.fromkeys(columns) | as_columns(facts) | {"citizen_id": citizen_id}
                names = ", ".join(f":{name}" for name in columns)
                await connection.execute(text(f"INSERT INTO people VALUES ({names}, 'secret')"), values)

    async def cut() -> None:
        async with database.transaction() as connection:
            await connection.execute(text("DROP VIEW citizen_facts"))

    source = SqlViewSource(database, "citizen_facts", timeout=timedelta(seconds=5))
    return Source(source, fill, cut)


async def a_service(stack: AsyncExitStack, folder: Path) -> Source:
    service = await stack.enter_async_context(a_facts_service())
    source = await a_source_of(service, stack)

    async def fill(known: Mapping[CitizenId, Facts], _types: FactTypes) -> None:
        service.known = {citizen_id: serialize_facts(facts) for citizen_id, facts in known.items()}

    async def cut() -> None:
        async def hang_up(writer: Any) -> None:
            writer.close()

        service.broken = hang_up

    return Source(source, fill, cut)


async def a_source_of(
    service: FactsService, stack: AsyncExitStack, *, clock: FixedClock | None = None, max_age: int = 60
) -> HttpSource:
    client = OutboundClient(allowed_origins=[service.origin])
    stack.push_async_callback(client.close)
    return HttpSource(
        client,
        base=service.origin,
        key=KEY,
        clock=clock or FixedClock(),
        max_age=timedelta(seconds=max_age),
    )


def a_citizen(citizen_id: CitizenId, facts: Mapping[str, Any]) -> Citizen:
    place = facts["district"]
    return Citizen(
        id=citizen_id,
        name=facts["name"],
        birthdate=facts["birthdate"],
        district=District(id=place.id, name=place.name, code=place.code),
        legal_dong=None,
        incheon_resident=facts["incheon_resident"],
    )


def as_columns(facts: Facts) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, Place):
            columns |= {f"{name}_name": value.name, f"{name}_id": value.id, f"{name}_code": value.code}
        else:
            columns[name] = ";".join(value) if isinstance(value, tuple) else value
    return columns


GENERAL = (the_fake, an_imported_source, a_view, a_service)


@pytest.fixture(params=(*GENERAL, the_register), ids=lambda make: make.__name__)
async def source(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Source]:
    async with AsyncExitStack() as stack:
        made: Source = await request.param(stack, tmp_path)
        await made.fill(KNOWN, REGISTER_FACTS)
        yield made


@pytest.fixture(params=GENERAL, ids=lambda make: make.__name__)
async def general(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Source]:
    async with AsyncExitStack() as stack:
        yield await request.param(stack, tmp_path)


async def test_a_source_says_what_it_knows_of_each_citizen(source: Source) -> None:
    assert await source.asked.facts_of((SENIOR, NEWCOMER), wanted=REGISTER_FACTS) == KNOWN


async def test_a_citizen_whom_the_source_does_not_know_is_left_out(source: Source) -> None:
    known = await source.asked.facts_of((NOBODY, SENIOR), wanted=REGISTER_FACTS)
    assert set(known) == {SENIOR}


async def test_nothing_but_what_is_wanted_comes(source: Source) -> None:
    wanted = {FactName("birthdate"): FactType.DATE}
    known = await source.asked.facts_of((SENIOR,), wanted=wanted)
    assert known == {SENIOR: {FactName("birthdate"): date(1950, 3, 2)}}


async def test_nobody_asked_about_is_nobody_known(source: Source) -> None:
    assert await source.asked.facts_of((), wanted=REGISTER_FACTS) == {}


async def test_every_type_of_fact_comes_as_it_was_put_in(general: Source) -> None:
    await general.fill({SENIOR: OF_ALL_TYPES}, ALL_TYPES)
    assert await general.asked.facts_of((SENIOR,), wanted=ALL_TYPES) == {SENIOR: OF_ALL_TYPES}


async def test_a_fact_that_is_not_known_is_not_there(general: Source) -> None:
    some = {name: value for name, value in OF_ALL_TYPES.items() if name in ("name", "hours")}
    await general.fill({SENIOR: some}, ALL_TYPES)
    assert await general.asked.facts_of((SENIOR,), wanted=ALL_TYPES) == {SENIOR: some}


async def test_a_source_that_cannot_answer_says_so(general: Source) -> None:
    await general.fill({SENIOR: OF_ALL_TYPES}, ALL_TYPES)
    await general.cut()
    with pytest.raises(SourceUnavailable):
        await general.asked.facts_of((SENIOR,), wanted=ALL_TYPES)
