"""Building a credential in any of the formats, up to the signature."""

from collections.abc import Callable, Mapping
from typing import Protocol

from issuer.domain.catalogue import CredentialFormat
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.jwt_vc_credential import build_jwt_vc_credential
from issuer.domain.mdoc_credential import build_mdoc_credential
from issuer.domain.sd_jwt_credential import build_sd_jwt_credential
from issuer.domain.signatory import Signatory


class UnsignedCredential(Protocol):
    """A credential of some format that waits for the issuer's signature."""

    @property
    def signing_input(self) -> bytes:
        """The bytes that are signed, with ES256."""
        ...

    def serialize(self, signature: bytes) -> str:
        """The text that a wallet receives."""
        ...


class _Build(Protocol):
    def __call__(
        self,
        subject: CredentialSubject,
        copy: CredentialCopy,
        *,
        signatory: Signatory,
        random_bytes: Callable[[int], bytes],
    ) -> UnsignedCredential: ...


_BUILDERS: Mapping[CredentialFormat, _Build] = {
    CredentialFormat.SD_JWT_VC: build_sd_jwt_credential,
    CredentialFormat.MDOC: build_mdoc_credential,
    CredentialFormat.JWT_VC: build_jwt_vc_credential,
}


def build_unsigned_credential(
    credential_format: CredentialFormat,
    subject: CredentialSubject,
    copy: CredentialCopy,
    *,
    signatory: Signatory,
    random_bytes: Callable[[int], bytes],
) -> UnsignedCredential:
    """One copy of a credential, bound to one key and one status index.

    `random_bytes` gives as many as it is asked for; each copy has its own.
    """
    build = _BUILDERS[credential_format]
    return build(subject, copy, signatory=signatory, random_bytes=random_bytes)
