"""From the text of a status list token to a list that the issuer's registered status key signed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from citywallet.protocol.anchoring import AnchoredHead, is_committed
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import x5c_of
from citywallet.protocol.keys import thumbprint
from citywallet.protocol.statuslist import (
    VerifiedStatusList,
    parse_status_list_token,
    verify_status_list_token,
)
from citywallet.protocol.trust import CertificateUsage, KeyPurpose, check_key_epoch, verify_chain
from citywallet.runtime.logging import get_logger
from verifier.domain.errors import ListSignerForeign
from verifier.domain.trusted_issuer import TrustedIssuer
from verifier.usecases.read_directory import ReadDirectory

_log = get_logger("status")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListReading:
    """What a token is read for: the list's address, the head that counts, the time asked about.

    `now` and `max_age` bound how long what was read of the directory may stand in for it.
    """

    uri: str
    head: AnchoredHead
    at: datetime
    now: datetime
    max_age: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyList:
    """Verifies status list tokens of the one trusted issuer."""

    issuer: TrustedIssuer
    directory: ReadDirectory

    async def usable(self, text: str | None, reading: ListReading) -> VerifiedStatusList | None:
        """The verified list; None if there is no token, or one that does not count: the log says which."""
        if text is None:
            return None
        try:
            return await self._verify(text, reading)
        except ProtocolError as error:
            _log.warning("status_list_unusable", cause=type(error).__name__)
            return None

    async def _verify(self, text: str, reading: ListReading) -> VerifiedStatusList:
        # (1) A certificate for signing status lists, issued to this issuer.
        token = parse_status_list_token(text)
        leaf = verify_chain(
            x5c_of(token.jws),
            anchors=self.issuer.anchors,
            at=reading.at,
            usage=CertificateUsage.STATUS_SIGNER,
        )
        if not self.issuer.is_named_by(leaf):
            raise ListSignerForeign
        # (2) Its signature, over the list that the credential names, not expired.
        verified = verify_status_list_token(token, key=leaf.key, uri=reading.uri, now=reading.at)
        # (3) A registered status key. What the chain committed to was signed before that block, whoever holds
        # the key since; anything else must be signed by a key that is good at the time asked about.
        head = reading.head
        committed = verified.sequence == head.head.sequence and is_committed(verified, head=head)
        name = thumbprint(leaf.key)
        epoch = await self.directory.key_epoch(
            self.issuer.issuer_id, name, now=reading.now, max_age=reading.max_age
        )
        check_key_epoch(
            epoch,
            thumbprint=name,
            purpose=KeyPurpose.STATUS,
            signed_at=verified.issued_at,
            at=head.anchored_at if committed else reading.at,
            anchored_at=head.anchored_at if committed else None,
        )
        return verified
