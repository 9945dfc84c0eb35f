"""Verifying an SD-JWT: the issuer's signature, then every disclosure."""

from dataclasses import dataclass, field

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import verify_jws
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.sdjwt.disclosure import ClaimPath
from citywallet.protocol.sdjwt.opening import open_sd_jwt
from citywallet.protocol.sdjwt.serialization import SdJwt


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedSdJwt:
    """An SD-JWT whose signature and disclosures hold.

    `claims` is the processed payload: what the issuer signed openly and what the holder disclosed.
    `payload` is what was signed, digests included. Times, status, the issuer's right to sign and the key
    binding are *not* verified.
    """

    sd_jwt: SdJwt
    claims: JsonObject = field(repr=False)
    disclosed: frozenset[ClaimPath]

    @property
    def payload(self) -> JsonObject:
        """The signed payload as it is, with digests and without disclosed claims."""
        return self.sd_jwt.payload


def verify_sd_jwt(sd_jwt: SdJwt, *, key: PublicJwk, typ: str) -> VerifiedSdJwt:
    """Verify the issuer's signature and process the disclosures.

    The caller has established that `key` belongs to the issuer, and checks times and key binding afterwards.

    Raises:
        ProtocolError: as `verify_jws` for the token, as `open_sd_jwt` for the disclosures.

    Spec: SD-JWT, Verification of the SD-JWT.
    """
    # (2) The issuer-signed token holds under the issuer's key.
    verify_jws(sd_jwt.jws, key=key, typ=typ)
    # (3)-(5) Every disclosure stands for exactly one digest, and each digest stands at one place.
    opened = open_sd_jwt(sd_jwt)
    return VerifiedSdJwt(sd_jwt=sd_jwt, claims=opened.claims, disclosed=frozenset(opened.places))
