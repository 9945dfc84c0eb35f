"""What a query is held against: the facts of a credential, whoever holds or presents it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography import x509

from citywallet.protocol.encoding import JsonObject, encode_base64url
from citywallet.protocol.sdjwt import ClaimPath
from citywallet.protocol.trust import parse_certificate


@dataclass(frozen=True, slots=True, kw_only=True)
class PresentedCredential:
    """A credential as it was presented, already verified.

    `claims` is the processed payload with all its members, `vct` and `iss` included. `is_bound` says that
    its holder's key binding was verified.
    """

    format: str
    vct: str
    claims: JsonObject = field(repr=False)
    is_bound: bool
    authority_key_identifiers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A credential that the wallet holds and could present.

    `claims` is the processed payload with everything disclosed; `disclosable` are the paths that have a
    disclosure of their own; `is_bound` says that the wallet can prove the holder's key.
    """

    id: str
    format: str
    vct: str
    claims: JsonObject = field(repr=False)
    disclosable: frozenset[ClaimPath] = field(repr=False)
    is_bound: bool
    authority_key_identifiers: frozenset[str] = frozenset()


def authority_key_identifiers(x5c: Sequence[bytes]) -> frozenset[str]:
    """The authority key identifiers (base64url) of a credential's certificates, for queries of type `aki`.

    Raises:
        CertificateUnreadable: one of them is no certificate.

    Spec: OpenID4VP 1.0, Authority Key Identifier.
    """
    identifiers = (_authority_key_identifier(parse_certificate(der)) for der in x5c)
    return frozenset(encode_base64url(each) for each in identifiers if each is not None)


def _authority_key_identifier(certificate: x509.Certificate) -> bytes | None:
    try:
        extension = certificate.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier)
    except x509.ExtensionNotFound:
        return None
    return extension.value.key_identifier
