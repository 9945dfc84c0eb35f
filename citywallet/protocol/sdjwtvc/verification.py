"""Verifying a credential's form. Its status, its issuer's right and its holder are verified elsewhere."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    object_member,
    optional_numeric_date_member,
    optional_object_member,
    optional_string_member,
    string_member,
)
from citywallet.protocol.jose import x5c_of
from citywallet.protocol.keys import JwkMalformed, PublicJwk, parse_public_jwk
from citywallet.protocol.sdjwt import ClaimPath, SdJwt, VerifiedSdJwt, verify_sd_jwt
from citywallet.protocol.sdjwtvc.claims import NEVER_DISCLOSED, REGISTERED
from citywallet.protocol.sdjwtvc.errors import (
    ClaimNotDisclosable,
    CredentialExpired,
    CredentialMalformed,
    CredentialNotYetValid,
    CredentialWithoutExpiry,
    HolderKeyUnsupported,
)
from citywallet.protocol.statuslist import StatusReference, parse_status_claim

SD_JWT_VC_FORMAT = "dc+sd-jwt"
"""How OpenID4VCI and OpenID4VP call this format."""

CREDENTIAL_TYP = "dc+sd-jwt"
"""The `typ` in the header of every credential; the same letters as the format, with another meaning."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedCredential:
    """A credential whose signature, disclosures and form hold.

    `claims` are those of the type that the holder disclosed or the issuer signed openly; `disclosed` names
    the former by path. Not verified yet: the times, the status, the issuer's right, and who presents it.
    """

    vct: str
    issuer: str | None
    issued_at: datetime | None
    not_before: datetime | None
    expires_at: datetime | None
    holder_key: PublicJwk | None
    status: StatusReference | None
    claims: JsonObject = field(repr=False)
    disclosed: frozenset[ClaimPath]
    sd_jwt: SdJwt = field(repr=False)


def issuer_x5c(sd_jwt: SdJwt) -> tuple[bytes, ...]:
    """The certificates that a credential's header offers, DER, the signer's first. To be verified before use.

    Raises:
        X5cMissing, X5cInvalid: see `x5c_of`.
    """
    return x5c_of(sd_jwt.jws)


def verify_credential(sd_jwt: SdJwt, *, key: PublicJwk) -> VerifiedCredential:
    """Verify a credential's signature, disclosures and form, not its times (see `check_validity`).

    The caller has established that `key` belongs to the issuer. `iat` may be hidden or absent: the format
    allows it, although our issuer always signs it openly.

    Raises:
        ClaimNotDisclosable: a claim that must always be visible came as a disclosure.
        CredentialMalformed: a claim of the format is absent or of the wrong type (`HolderKeyUnsupported`).
        StatusReferenceInvalid: `status` does not point to an entry of a status list.
        ProtocolError: as `verify_sd_jwt`.

    Spec: SD-JWT VC, Verification and Processing.
    """
    verified = verify_sd_jwt(sd_jwt, key=key, typ=CREDENTIAL_TYP)
    if not NEVER_DISCLOSED.isdisjoint([path[0] for path in verified.disclosed]):
        raise ClaimNotDisclosable
    try:
        return _read(verified)
    except MemberInvalid as error:
        raise CredentialMalformed(error.detail) from None


def check_validity(credential: VerifiedCredential, *, at: datetime, leeway: timedelta = timedelta(0)) -> None:
    """Hold a credential's own times against `at`; `leeway` is granted at both ends.

    Raises:
        CredentialNotYetValid: `at` is before `nbf`, or before `iat`.
        CredentialExpired: `at` is at or past `exp`; `CredentialWithoutExpiry` where it has none.

    Spec: SD-JWT VC, Registered JWT Claims.
    """
    for start in (credential.not_before, credential.issued_at):
        if start is not None and at + leeway < start:
            raise CredentialNotYetValid
    if credential.expires_at is None:
        raise CredentialWithoutExpiry
    if at - leeway >= credential.expires_at:
        raise CredentialExpired


def holder_key_of(claims: JsonObject) -> PublicJwk | None:
    """The holder's key that `cnf` names; None where there is no `cnf`.

    Raises:
        HolderKeyUnsupported: `cnf` names the key by something else than a P-256 public key.

    Spec: SD-JWT VC, Registered JWT Claims.
    """
    if "cnf" not in claims:
        return None
    try:
        return parse_public_jwk(object_member(object_member(claims, "cnf"), "jwk"))
    except (JwkMalformed, MemberInvalid) as error:
        raise HolderKeyUnsupported(type(error).__name__) from None


def _read(verified: VerifiedSdJwt) -> VerifiedCredential:
    claims = verified.claims
    status = optional_object_member(claims, "status")
    return VerifiedCredential(
        vct=string_member(claims, "vct"),
        issuer=optional_string_member(claims, "iss"),
        issued_at=optional_numeric_date_member(claims, "iat"),
        not_before=optional_numeric_date_member(claims, "nbf"),
        expires_at=optional_numeric_date_member(claims, "exp"),
        holder_key=holder_key_of(claims),
        status=None if status is None else parse_status_claim(status),
        claims={name: value for name, value in claims.items() if name not in REGISTERED},
        disclosed=verified.disclosed,
        sd_jwt=verified.sd_jwt,
    )
