"""The last step of every issuance: signed, the signatures on record, and only then handed out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from citywallet.protocol.keys import SigningKey
from citywallet.protocol.oid4vci import CredentialResponse
from citywallet.runtime.failpoint import failpoint
from issuer.domain.identifiers import CredentialId, IssuanceId
from issuer.domain.unsigned_credentials import UnsignedCredential
from issuer.ports import UnitsOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedCopy:
    """A credential whose intent is on record; `signature` is None where none is, and `key` then signs."""

    id: CredentialId
    unsigned: UnsignedCredential
    key: SigningKey
    signature: bytes | None


async def deliver_copies(
    units: UnitsOfWork, copies: Sequence[RecordedCopy], *, issuance_id: IssuanceId, now: datetime
) -> CredentialResponse:
    """The answer that carries the copies of an issuance.

    Of two who sign the same at a time, both deliver the signature that was recorded first: the signatures of
    a hardware module differ each time.

    Raises:
        SignerUnavailable: the key does not sign now.
    """
    made = {copy.id: copy.key.sign(copy.unsigned.signing_input) for copy in copies if copy.signature is None}
    signatures = {copy.id: copy.signature for copy in copies if copy.signature is not None}
    failpoint("issue.after_sign")
    if made:
        async with units.writing() as records:
            for credential_id, signature in made.items():
                signatures[credential_id] = await records.credentials.confirm(
                    credential_id, signature=signature, signed_at=now
                )
    failpoint("issue.after_confirm")
    return CredentialResponse(
        credentials=tuple(copy.unsigned.serialize(signatures[copy.id]) for copy in copies),
        notification_id=issuance_id,
    )
