"""Verifying a credential's signature and form. Status, the issuer's right and the holder are elsewhere."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    array_member,
    object_member,
    string_array_member,
    string_member,
)
from citywallet.protocol.jose import claims_of, parse_compact_jws, verify_jws
from citywallet.protocol.keys import JwkMalformed, PublicJwk, parse_public_jwk
from citywallet.protocol.vcdm.build import VC_CONTEXT, VC_JWT_TYP, VC_TYPE
from citywallet.protocol.vcdm.errors import VcExpired, VcMalformed, VcNotYetValid

MAX_VC_CHARS = 4 * 1024 * 1024

_STAMP = "%Y-%m-%dT%H:%M:%S%z"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedVc:
    """A credential whose signature and form hold. Not verified yet: times, status, issuer's right, holder."""

    types: tuple[str, ...]
    issuer: str
    valid_from: datetime
    valid_until: datetime
    holder_key: PublicJwk | None
    subject: JsonObject = field(repr=False)
    properties: JsonObject = field(repr=False)


def verify_verifiable_credential(text: str, *, key: PublicJwk) -> VerifiedVc:
    """Verify a credential's signature and form; the caller has established that `key` is the issuer's.

    Raises:
        JwsMalformed, AlgorithmRefused, JwsTypeWrong, CriticalHeaderUnknown, SignatureMalformed,
            SignatureInvalid: as `verify_jws`.
        VcMalformed: a property is absent or of the wrong type.

    Spec: VC JOSE and COSE, Verifying a Credential or Presentation Secured with JOSE.
    """
    jws = parse_compact_jws(text, max_chars=MAX_VC_CHARS)
    verify_jws(jws, key=key, typ=VC_JWT_TYP)
    claims = claims_of(jws, max_bytes=MAX_VC_CHARS)
    try:
        return _read(claims)
    except (MemberInvalid, JwkMalformed, ValueError) as error:
        raise VcMalformed(type(error).__name__) from None


def check_vc_validity(credential: VerifiedVc, *, at: datetime) -> None:
    """Hold a credential's own times against `at`.

    Raises:
        VcNotYetValid, VcExpired: as their names say.

    Spec: VC Data Model 2.0, Validity Period.
    """
    if at < credential.valid_from:
        raise VcNotYetValid
    if at > credential.valid_until:
        raise VcExpired


def _read(claims: JsonObject) -> VerifiedVc:
    # The first context says which version of the data model the names are of.
    if array_member(claims, "@context")[:1] != [VC_CONTEXT]:
        raise VcMalformed("another context")
    types = string_array_member(claims, "type")
    if VC_TYPE not in types or "vc" in claims:
        raise VcMalformed("no verifiable credential of version 2")
    return VerifiedVc(
        types=types,
        issuer=string_member(claims, "issuer"),
        valid_from=_stamp(claims.get("validFrom")),
        valid_until=_stamp(claims.get("validUntil")),
        holder_key=parse_public_jwk(object_member(object_member(claims, "cnf"), "jwk"))
        if "cnf" in claims
        else None,
        subject=object_member(claims, "credentialSubject"),
        properties=claims,
    )


def _stamp(value: JsonValue) -> datetime:
    if not isinstance(value, str):
        raise VcMalformed("a time is missing")
    return datetime.strptime(value, _STAMP).astimezone(UTC)
