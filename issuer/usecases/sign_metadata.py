"""The issuer signs what it says about itself, for wallets that trust no web server."""

from dataclasses import dataclass

from citywallet.protocol.encoding import JsonObject, numeric_date
from citywallet.protocol.jose import serialize_x5c, sign_jws
from citywallet.protocol.trust import KeyPurpose
from citywallet.runtime.clock import Clock
from issuer.domain.profile import IssuerProfile
from issuer.ports import KeyRing

SIGNED_METADATA_TYP = "openidvci-issuer-metadata+jwt"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignMetadata:
    """Sign metadata with the key that signs credentials; its certificates lead to the city's root."""

    clock: Clock
    keys: KeyRing
    profile: IssuerProfile

    def __call__(self, metadata: JsonObject) -> str:
        """The metadata as a signed JWT.

        Raises:
            SignerUnavailable: no key signs now.

        Spec: OpenID4VCI 1.0, Signed Metadata.
        """
        signer = self.keys.signer(KeyPurpose.CREDENTIAL)
        header: JsonObject = {"typ": SIGNED_METADATA_TYP, **serialize_x5c(signer.chain)}
        issuer = self.profile.credential_issuer
        claims: JsonObject = metadata | {"iss": issuer, "sub": issuer, "iat": numeric_date(self.clock.now())}
        return sign_jws(header, claims, key=signer.key)
