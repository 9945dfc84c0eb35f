"""Building a credential: the format's claims around those of its type."""

from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache

from citywallet.protocol.encoding import JsonObject, numeric_date
from citywallet.protocol.jose import ProtectedHeader, serialize_x5c
from citywallet.protocol.keys import PublicJwk, serialize_public_jwk
from citywallet.protocol.sdjwt import ClaimPath, UnsignedSdJwt, build_sd_jwt
from citywallet.protocol.sdjwtvc.claims import REGISTERED
from citywallet.protocol.sdjwtvc.errors import ClaimNotDisclosable, RegisteredClaimGiven
from citywallet.protocol.sdjwtvc.verification import CREDENTIAL_TYP
from citywallet.protocol.statuslist import StatusReference, serialize_status_claim


def build_credential(
    *,
    vct: str,
    issuer: str,
    x5c: tuple[bytes, ...],
    key_id: str,
    holder_key: PublicJwk,
    issued_at: datetime,
    expires_at: datetime,
    status: StatusReference,
    claims: JsonObject,
    disclosable: Collection[ClaimPath],
    salts: Iterator[str],
    decoys: int,
) -> UnsignedSdJwt:
    """Build a credential that waits for the issuer's signature.

    `x5c` holds DER certificates, the signer's first, without the trust anchor; `key_id` is the signing key's
    thumbprint in base64url. `disclosable` are paths within `claims`, best a frozenset, which many
    credentials share. Times are written in whole seconds.

    Raises:
        RegisteredClaimGiven: `claims` has one that the credential itself sets (`iat` included).
        ClaimNotDisclosable: `disclosable` names such a claim.
        ClaimNotFound, ReservedName, ValueError: as `build_sd_jwt`.

    Spec: SD-JWT VC, Data Format.
    """
    if not REGISTERED.isdisjoint(claims):
        raise RegisteredClaimGiven
    _refuse_registered(paths := frozenset(disclosable))
    signed: JsonObject = {
        "iss": issuer,
        "iat": numeric_date(issued_at),
        "exp": numeric_date(expires_at),
        "vct": vct,
        "cnf": {"jwk": serialize_public_jwk(holder_key)},
        "status": serialize_status_claim(status),
        **claims,
    }
    header = _header_of(x5c, key_id)
    return build_sd_jwt(header, signed, disclosable=paths, salts=salts, decoys=decoys)


@lru_cache(maxsize=64)
def _refuse_registered(paths: frozenset[ClaimPath]) -> None:
    if any(path and path[0] in REGISTERED for path in paths):
        raise ClaimNotDisclosable


@lru_cache(maxsize=16)
def _header_of(x5c: tuple[bytes, ...], key_id: str) -> ProtectedHeader:
    """The header of every credential that one key signs."""
    return ProtectedHeader.of({"typ": CREDENTIAL_TYP, "kid": key_id, **serialize_x5c(x5c)})
