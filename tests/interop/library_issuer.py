"""An issuer of library cards on openvc-core, with the pre-authorized code grant and nothing beyond need."""

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from openvc.keys import P256SigningKey
from openvc.openid4vci import verify_credential_request_proofs
from openvc.proof.sd_jwt import SdJwtVcProofSuite

from tests.interop.site import Call, Reply

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
VCT = "https://library.example/card"
CLAIMS = {"name": "홍길동", "level": 3}


@dataclass
class LibraryIssuer:
    """Answers as credential issuer and authorization server in one; its keys are published."""

    url: str = ""
    has_nonces: bool = True
    key: P256SigningKey = field(default_factory=lambda: P256SigningKey.generate("library-key-1"))
    nonces: set[str] = field(default_factory=lambda: {"nonce-of-the-library"})

    def offer_link(self) -> str:
        """An offer by value."""
        grant = {GRANT: {"pre-authorized_code": "code-of-the-library"}}
        offer = {
            "credential_issuer": self.url,
            "credential_configuration_ids": ["library-card"],
            "grants": grant,
        }
        return "openid-credential-offer://?" + urlencode({"credential_offer": json.dumps(offer)})

    def answer(self, call: Call) -> Reply:
        documents = {
            "/.well-known/openid-credential-issuer": self._metadata,
            "/.well-known/oauth-authorization-server": self._server_metadata,
            "/.well-known/jwt-vc-issuer": self._published_keys,
            "/token": self._token,
            "/nonce": {"c_nonce": "nonce-of-the-library"},
        }
        if call.path == "/credential":
            return Reply.json(self._issue(call))
        if call.path in documents:
            return Reply.json(documents[call.path])
        return Reply.json({"error": "not_found"}, status=404)

    @property
    def _metadata(self) -> dict[str, Any]:
        configuration = {
            "format": "dc+sd-jwt",
            "vct": VCT,
            "cryptographic_binding_methods_supported": ["jwk"],
            "proof_types_supported": {"jwt": {"proof_signing_alg_values_supported": ["ES256"]}},
        }
        metadata: dict[str, Any] = {
            "credential_issuer": self.url,
            "credential_endpoint": f"{self.url}/credential",
            "credential_configurations_supported": {"library-card": configuration},
        }
        return metadata | ({"nonce_endpoint": f"{self.url}/nonce"} if self.has_nonces else {})

    @property
    def _server_metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.url,
            "token_endpoint": f"{self.url}/token",
            "grant_types_supported": [GRANT],
            "pre-authorized_grant_anonymous_access_supported": True,
        }

    @property
    def _published_keys(self) -> dict[str, Any]:
        return {"issuer": self.url, "jwks": {"keys": [self.key.public_jwk() | {"kid": self.key.kid}]}}

    @property
    def _token(self) -> dict[str, Any]:
        return {"access_token": "token-of-the-library", "token_type": "Bearer", "expires_in": 300}

    def _issue(self, call: Call) -> dict[str, Any]:
        assert call.token == "token-of-the-library"
        [proof] = verify_credential_request_proofs(
            call.body,
            credential_issuer=self.url,
            check_nonce=self._consume,
            require_nonce=self.has_nonces,
        )
        card = SdJwtVcProofSuite().issue(
            {"iss": self.url} | CLAIMS,
            vct=VCT,
            signing_key=self.key,
            disclosable=CLAIMS.keys(),
            holder_jwk=dict(proof.public_jwk),
            expires_in_s=86_400,
            decoys=2,
        )
        return {"credentials": [{"credential": card}]}

    def _consume(self, nonce: str) -> bool:
        known = nonce in self.nonces
        self.nonces.discard(nonce)
        return known
