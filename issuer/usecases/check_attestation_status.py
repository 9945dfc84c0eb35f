"""A wallet provider may take back what it attested; its status list says so."""

from dataclasses import dataclass

from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusReference,
    parse_status_list_token,
    verify_status_list_token,
)
from citywallet.protocol.trust import TrustedAttesters, key_of_attester
from citywallet.runtime.clock import Clock
from issuer.domain.errors import AttestationStatusUnknown
from issuer.ports import AttestationStatusLists


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckAttestationStatus:
    """Look up what a provider says of one attestation now; what cannot be established is no "valid"."""

    clock: Clock
    lists: AttestationStatusLists
    trusted: TrustedAttesters

    async def __call__(self, reference: StatusReference | None, *, attester: str | None) -> bool:
        """Whether an attestation of `attester` still counts; one without a status does.

        Raises:
            AttestationStatusUnknown: the list cannot be had, or is not one that a trusted provider signed.

        Spec: Token Status List, Validation Rules.
        """
        if reference is None:
            return True
        text = await self.lists.token(reference.uri)
        try:
            status = self._status(text, reference, attester)
        except ProtocolError as error:
            raise AttestationStatusUnknown(type(error).__name__) from error
        return status is CredentialStatus.VALID

    def _status(self, text: str, reference: StatusReference, attester: str | None) -> CredentialStatus:
        now = self.clock.now()
        token = parse_status_list_token(text)
        key = key_of_attester(token.jws, attester=attester, trusted=self.trusted, at=now)
        verified = verify_status_list_token(token, key=key, uri=reference.uri, now=now)
        return verified.status_list.status_at(reference.index)
