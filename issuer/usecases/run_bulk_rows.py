"""The run of a bulk job: each row that is still entitled gets an offer, and gets it once."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from citywallet.runtime.clock import Clock
from citywallet.runtime.failpoint import failpoint
from issuer.domain.bulk_jobs import BulkJob, Done, Running
from issuer.domain.bulk_offers import offer_secrets
from issuer.domain.bulk_rows import BulkRow, RowOutcome, RowRefusal
from issuer.domain.catalogue import Catalogue
from issuer.domain.identifiers import CitizenId, OfferId
from issuer.domain.offers import (
    NewOffer,
    OfferGrant,
    OfferTerms,
    digest_of_tx_code,
    new_offer,
    pre_authorized_code,
)
from issuer.ports import MAX_ASKED, UnitsOfWork
from issuer.usecases.check_entitlement import CheckEntitlement
from issuer.usecases.require_issuing import require_issuing


@dataclass(frozen=True, slots=True, kw_only=True)
class RunBulkRows:
    """Offer the next rows of a job, one unit of work for all of them.

    The secrets of an offer follow from `secret`, job and row: whatever dies or runs twice, the database takes
    one offer for a row.
    """

    units: UnitsOfWork
    clock: Clock
    catalogue: Catalogue
    check_entitlement: CheckEntitlement
    secret: bytes
    offer_lifetime: timedelta

    async def __call__(self, job: BulkJob, state: Running) -> None:
        """Offer some rows, or end the job when none is left.

        Raises:
            SourceUnavailable: the source could not be asked; the rows wait.
            IssuingHalted: the office issues nothing at present; the rows wait.
        """
        async with self.units.reading() as records:
            await require_issuing(records)
            rows = await records.bulk_jobs.rows(
                job.id, after=state.position, limit=MAX_ASKED, outcome=RowOutcome.READY
            )
        # Asked again: the dry run may have been days ago.
        entitled = await self._entitled(job, rows)
        done = [self._done(row, entitled) for row in rows]
        offers = [self._offer(job, row) for row in done if row.outcome is RowOutcome.DONE]
        failpoint("bulk.before_record")
        async with self.units.writing() as records:
            await require_issuing(records)
            after = Running(position=rows[-1].row) if rows else Done(finished_at=self.clock.now())
            if await records.bulk_jobs.save_state(job, after):
                await records.offers.add_all(offers)
                await records.bulk_jobs.save_rows(done)
        failpoint("bulk.after_record")

    async def _entitled(self, job: BulkJob, rows: list[BulkRow]) -> Collection[CitizenId]:
        configuration = self.catalogue.configuration(job.configuration_id)
        if configuration is None or not rows:
            return ()
        named = [row.citizen_id for row in rows if row.citizen_id is not None]
        return await self.check_entitlement.of_each(named, configuration.type, now=self.clock.now())

    def _done(self, row: BulkRow, entitled: Collection[CitizenId]) -> BulkRow:
        if row.citizen_id not in entitled:
            return replace(row, outcome=RowOutcome.REFUSED, code=RowRefusal.NOT_ELIGIBLE)
        return replace(row, outcome=RowOutcome.DONE, offer_id=OfferId(f"{row.job_id}.{row.row}"))

    def _offer(self, job: BulkJob, row: BulkRow) -> NewOffer:
        assert row.citizen_id is not None
        assert row.offer_id is not None
        secrets, now = offer_secrets(self.secret, job_id=job.id, row=row.row), self.clock.now()
        code = pre_authorized_code(secrets.reference)
        terms = OfferTerms(
            id=row.offer_id,
            grants=frozenset({OfferGrant.PRE_AUTHORIZED_CODE}),
            configuration_ids=(job.configuration_id,),
            citizen_id=row.citizen_id,
            tx_code_digest=digest_of_tx_code(secrets.tx_code, code=code),
            created_at=now,
            expires_at=now + self.offer_lifetime,
        )
        return new_offer(terms, reference=secrets.reference)
