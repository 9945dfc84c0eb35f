"""An officer takes the links of a bulk job's offers, to send each to its citizen."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

from citywallet.protocol.oid4vci import OfferByReference, build_offer_link
from citywallet.runtime.clock import Clock
from issuer.domain.audit import Act
from issuer.domain.bulk_offers import offer_secrets
from issuer.domain.bulk_rows import BulkRow, RowOutcome
from issuer.domain.callers import Caller
from issuer.domain.errors import BulkOffersLost
from issuer.domain.identifiers import BulkJobId, CitizenId
from issuer.domain.offers import digest_of
from issuer.domain.profile import IssuerProfile
from issuer.ports import UnitsOfWork
from issuer.usecases.audit_trail import record_act
from issuer.usecases.read_bulk_jobs import known_job

_PORTION_ROWS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferToSend:
    """One citizen's offer; the transaction code goes to them by another way than the link."""

    row: int
    citizen_id: CitizenId
    link: str
    tx_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportBulkOffers:
    """Make the links and codes of a job's offers again, portion by portion."""

    units: UnitsOfWork
    clock: Clock
    profile: IssuerProfile
    secret: bytes

    async def __call__(self, job_id: BulkJobId, *, by: Caller) -> AsyncIterator[tuple[OfferToSend, ...]]:
        """The offers that were made so far, in the order of the file. The act is in the audit log.

        Raises:
            BulkJobUnknown: there is no such job.
            BulkOffersLost: the links cannot be made again.
        """
        async with self.units.writing() as records:
            await known_job(records, job_id)
            await record_act(
                records, by.actor, Act.BULK_OFFERS_EXPORTED, subject=job_id, now=self.clock.now()
            )
        await self._check_secret(job_id)
        return self._portions(job_id)

    async def _portions(self, job_id: BulkJobId) -> AsyncIterator[tuple[OfferToSend, ...]]:
        position = 0
        while rows := await self._rows(job_id, after=position, limit=_PORTION_ROWS):
            position = rows[-1].row
            yield tuple(self._offer(row) for row in rows)

    async def _check_secret(self, job_id: BulkJobId) -> None:
        """One offer speaks for all: they come from the same secret."""
        for row in await self._rows(job_id, after=0, limit=1):
            reference = offer_secrets(self.secret, job_id=job_id, row=row.row).reference
            async with self.units.reading() as records:
                if await records.offers.find_by_reference(digest_of(reference)) is None:
                    raise BulkOffersLost()

    async def _rows(self, job_id: BulkJobId, *, after: int, limit: int) -> list[BulkRow]:
        async with self.units.reading() as records:
            return await records.bulk_jobs.rows(job_id, after=after, limit=limit, outcome=RowOutcome.DONE)

    def _offer(self, row: BulkRow) -> OfferToSend:
        assert row.citizen_id is not None
        secrets = offer_secrets(self.secret, job_id=row.job_id, row=row.row)
        address = self.profile.offer_address(secrets.reference)
        return OfferToSend(
            row=row.row,
            citizen_id=row.citizen_id,
            link=build_offer_link(OfferByReference(credential_offer_uri=address)),
            tx_code=secrets.tx_code,
        )
