"""Reading what wallets reported beside the credentials that it is about."""

from collections.abc import Sequence

from issuer.domain.issued_credentials import CredentialRecord
from issuer.domain.notifications import ReportedCredential
from issuer.ports import Records


async def with_reports(records: Records, found: Sequence[CredentialRecord]) -> list[ReportedCredential]:
    """Each record with the notifications of its issuance, in the order of `found`."""
    issuance_ids = [record.intent.issuance_id for record in found]
    reports = await records.issuances.notifications_of({each for each in issuance_ids if each is not None})
    return [
        ReportedCredential(
            record=record,
            notifications=()
            if record.intent.issuance_id is None
            else reports.get(record.intent.issuance_id, ()),
        )
        for record in found
    ]
