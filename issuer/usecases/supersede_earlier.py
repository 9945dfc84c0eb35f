"""What becomes of the credentials that a wallet fetched before, when it fetches again."""

from datetime import datetime, timedelta

from citywallet.protocol.oid4vci import CredentialRequestDenied
from issuer.domain.access_tokens import TokenGrant
from issuer.domain.credential_states import Revoked, StatusAct, Suspended
from issuer.domain.identifiers import CredentialConfigurationId
from issuer.domain.reasons import OwnReason
from issuer.ports import Records


async def supersede_earlier(
    records: Records,
    grant: TokenGrant,
    configuration_id: CredentialConfigurationId,
    *,
    grace: timedelta,
    now: datetime,
) -> None:
    """Make room for the next credentials of a configuration, within the unit of work that records them.

    Who asks again under one token lost the answer, or is somebody else: what it got is revoked at once. What
    was fetched under an earlier token is superseded, and lives on until its grace ends.

    Raises:
        CredentialRequestDenied: what the wallet holds is suspended; asking again must not undo that.
    """
    earlier = await records.credentials.living_under(grant.authorization.id, configuration_id)
    for record in earlier:
        if record.ends_at is None and isinstance(record.state, Suspended):
            raise CredentialRequestDenied("suspended")
        if record.intent.issued_at >= grant.issued_at:
            await records.credentials.change_state(
                record, Revoked(), act=StatusAct.REVOKE, reason=OwnReason.ISSUED_AGAIN, entry=None, now=now
            )
        elif record.ends_at is None:
            await records.credentials.supersede(record, ends_at=now + grace)
