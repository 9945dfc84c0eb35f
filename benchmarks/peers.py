"""The same work in other libraries: PyPI sd-jwt, and openvc-core."""

from collections.abc import Callable
from typing import Any

from jwcrypto.jwk import JWK
from openvc.keys import P256SigningKey
from openvc.proof.sd_jwt import SdJwtVcProofSuite
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from benchmarks.scenery import AUDIENCE, CLAIMS, NONCE, SHOWN, VCT, Issuing
from citywallet.protocol.jose import serialize_x5c
from citywallet.protocol.keys import EcSigningKey, serialize_public_jwk
from citywallet.protocol.statuslist import StatusReference, serialize_status_claim
from tests.support.certificates import ISSUER_URL
from tests.support.status_lists import LIST_URI

_SHOWN_NAMES = {str(path[0]) for path in SHOWN}
_DAY_SECONDS = 86_400


class SdJwtPeer:
    """PyPI sd-jwt; its keys are jwcrypto's."""

    name = "PyPI sd-jwt"

    def __init__(self, issuing: Issuing) -> None:
        self._issuing = issuing
        self._key = JWK.from_pyca(issuing.signer.key.private_key)
        self._public = JWK.from_pyca(issuing.signer.key.private_key.public_key())
        self._header = {"kid": issuing.key_id, **serialize_x5c(issuing.signer.x5c)}

    def prepare_holder(self, holder: EcSigningKey) -> Any:
        return JWK.from_pyca(holder.private_key)

    def issue(self, holder: Any, index: int) -> str:
        claims: dict[Any, Any] = {SDObj(name): value for name, value in CLAIMS.items()}
        claims |= _format_claims(self._issuing, index)
        issued = SDJWTIssuer(
            claims, self._key, holder, sign_alg="ES256", extra_header_parameters=dict(self._header)
        )
        return str(issued.sd_jwt_issuance)

    def present(self, text: str, holder: Any) -> str:
        wallet = SDJWTHolder(text)
        wallet.create_presentation(
            dict.fromkeys(_SHOWN_NAMES, True), NONCE, AUDIENCE, holder, sign_alg="ES256"
        )
        return str(wallet.sd_jwt_presentation)

    def verify(self, text: str) -> dict[str, Any]:
        verifier = SDJWTVerifier(text, self._issuer_key, AUDIENCE, NONCE)
        claims: dict[str, Any] = verifier.get_verified_payload()
        return claims

    def _issuer_key(self, _issuer: str, _header: dict[str, Any]) -> Any:
        return self._public


class OpenVcPeer:
    """openvc-core, its SD-JWT VC suite; keys and times as it wants them."""

    name = "openvc-core"

    def __init__(self, issuing: Issuing) -> None:
        self._issuing = issuing
        self._suite = SdJwtVcProofSuite()
        self._key = P256SigningKey.from_pem(issuing.signer.key.to_pem(), issuing.key_id)
        self._public = serialize_public_jwk(issuing.signer.key.public)
        self._x5c = serialize_x5c(issuing.signer.x5c)["x5c"]

    def prepare_holder(self, holder: EcSigningKey) -> Any:
        return serialize_public_jwk(holder.public), P256SigningKey.from_pem(holder.to_pem(), "holder")

    def issue(self, holder: Any, index: int) -> str:
        claims = {**CLAIMS, **_format_claims(self._issuing, index)}
        return self._suite.issue(
            claims,
            signing_key=self._key,
            disclosable=CLAIMS,
            holder_jwk=holder[0],
            vct=VCT,
            x5c=self._x5c,
        )

    def present(self, text: str, holder: Any) -> str:
        # The library shows all that it is given: choosing is left to its caller.
        token, *disclosures, _ = text.split("~")
        chosen = [each for each in disclosures if _name_of(each) in _SHOWN_NAMES]
        return self._suite.create_presentation(
            "~".join((token, *chosen, "")), holder_key=holder[1], audience=AUDIENCE, nonce=NONCE
        )

    def verify(self, text: str) -> dict[str, Any]:
        verified = self._suite.verify(
            text,
            public_key_jwk=self._public,
            audience=AUDIENCE,
            nonce=NONCE,
            require_key_binding=True,
            expected_vct=VCT,
            kb_max_age_s=_DAY_SECONDS,
        )
        return dict(verified.claims)


Peer = SdJwtPeer | OpenVcPeer
PEERS: tuple[Callable[[Issuing], Peer], ...] = (SdJwtPeer, OpenVcPeer)


def _format_claims(issuing: Issuing, index: int) -> dict[str, Any]:
    return {
        "iss": ISSUER_URL,
        "iat": int(issuing.issued_at.timestamp()),
        "exp": int(issuing.expires_at.timestamp()),
        "vct": VCT,
        "status": serialize_status_claim(StatusReference(uri=LIST_URI, index=index)),
    }


def _name_of(disclosure: str) -> str:
    import base64
    import json

    return str(json.loads(base64.urlsafe_b64decode(disclosure + "==="))[1])
