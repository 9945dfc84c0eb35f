"""How bulk issuing is put together."""

from citywallet.storage.database import Database
from issuer.adapters.units_of_work import SqlUnitsOfWork
from issuer.domain.bulk_offers import bulk_secret
from issuer.http.bulk_acts import BulkActs
from issuer.settings import Settings
from issuer.usecases.advance_bulk_jobs import AdvanceBulkJobs
from issuer.usecases.change_bulk_job import ChangeBulkJob
from issuer.usecases.check_bulk_rows import CheckBulkRows
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.count_quota import CountQuota
from issuer.usecases.export_bulk_offers import ExportBulkOffers
from issuer.usecases.read_bulk_jobs import ReadBulkJobs
from issuer.usecases.receive_bulk_file import ReceiveBulkFile
from issuer.usecases.run_bulk_rows import RunBulkRows
from issuer.wiring.parts import IssuerParts


def bulk_acts(settings: Settings, parts: IssuerParts, database: Database) -> BulkActs:
    """What officers do with bulk jobs."""
    units = SqlUnitsOfWork(database)
    return BulkActs(
        receive=ReceiveBulkFile(
            units=units, clock=parts.clock, entropy=parts.entropy, catalogue=parts.catalogue
        ),
        read=ReadBulkJobs(units=units),
        change=ChangeBulkJob(units=units, clock=parts.clock, count_quota=CountQuota(settings.quotas)),
        export_offers=ExportBulkOffers(
            units=units, clock=parts.clock, profile=settings.profile, secret=_secret(settings)
        ),
    )


def advance_bulk_act(
    settings: Settings, parts: IssuerParts, database: Database, entitlement: CheckEntitlement
) -> AdvanceBulkJobs:
    """What happens to bulk jobs in the background."""
    units = SqlUnitsOfWork(database)
    return AdvanceBulkJobs(
        units=units,
        check_rows=CheckBulkRows(
            units=units, clock=parts.clock, catalogue=parts.catalogue, check_entitlement=entitlement
        ),
        run_rows=RunBulkRows(
            units=units,
            clock=parts.clock,
            catalogue=parts.catalogue,
            check_entitlement=entitlement,
            secret=_secret(settings),
            offer_lifetime=settings.bulk_offer_lifetime,
        ),
    )


def _secret(settings: Settings) -> bytes:
    return bulk_secret(settings.key_passphrase.get_secret_value())
