"""Building a verifiable credential of the data model 2.0, secured as a JWT."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import build_signing_input, serialize_compact, serialize_x5c
from citywallet.protocol.keys import PublicJwk, serialize_public_jwk

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
VC_TYPE = "VerifiableCredential"
VC_JWT_TYP = "vc+jwt"
VC_JWT_MEDIA_TYPE = "application/vc+jwt"
JWT_VC_FORMAT = "jwt_vc_json"
"""How OpenID4VCI and OpenID4VP call this format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validity:
    """From when to when a credential is valid, both ends included; written in whole seconds."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedVc:
    """A verifiable credential that waits for its signature over `signing_input`."""

    signing_input: bytes = field(repr=False)

    def serialize(self, signature: bytes) -> str:
        """The signed credential, a compact JWT."""
        return serialize_compact(self.signing_input, signature)


def build_verifiable_credential(
    properties: JsonObject,
    *,
    types: Sequence[str],
    vocabulary: str | None,
    issuer: str,
    validity: Validity,
    x5c: tuple[bytes, ...],
    key_id: str,
    holder_key: PublicJwk | None,
) -> UnsignedVc:
    """Build a credential that waits for the issuer's signature.

    `properties` are `credentialSubject` and whatever else is said, `types` those besides
    `VerifiableCredential`.
    Names that the base context does not know get their meaning from `vocabulary`, which is never fetched.
    `x5c` and `key_id` are as in `sdjwtvc.build_credential`.

    Spec: VC JOSE and COSE, Securing JSON-LD Verifiable Credentials with JOSE.
    Spec: VC Data Model 2.0, Validity Period.
    """
    claims: JsonObject = {
        "@context": [VC_CONTEXT] if vocabulary is None else [VC_CONTEXT, {"@vocab": vocabulary}],
        "type": [VC_TYPE, *types],
        "issuer": issuer,
        "validFrom": _date_time_stamp(validity.start),
        "validUntil": _date_time_stamp(validity.end),
        **properties,
    }
    if holder_key is not None:
        claims["cnf"] = {"jwk": serialize_public_jwk(holder_key)}
    header: JsonObject = {"typ": VC_JWT_TYP, "cty": "vc", "kid": key_id, **serialize_x5c(x5c)}
    return UnsignedVc(signing_input=build_signing_input(header, claims))


def _date_time_stamp(time: datetime) -> str:
    return time.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
