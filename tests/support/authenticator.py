"""A passkey device in software: registers, and signs what a page asks of it, also in wrong ways."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from webauthn.helpers import encode_cbor

from citywallet.protocol.encoding import decode_base64url, encode_base64url
from citywallet.protocol.keys import EcSigningKey
from tests.support.keys import a_signing_key

_PRESENT, _VERIFIED, _WITH_KEY = 0x01, 0x04, 0x40


@dataclass(kw_only=True)
class Authenticator:
    """One device with one passkey, on one site. Changed members make it the wrong device for a request."""

    origin: str
    host: str = "localhost"
    key_number: int = 7
    counter: int = 1
    sees_owner: bool = True
    handle: str | None = None

    @property
    def key(self) -> EcSigningKey:
        return a_signing_key(self.key_number)

    @property
    def credential_id(self) -> bytes:
        return hashlib.sha256(f"passkey {self.key_number}".encode()).digest()

    def register(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a browser makes of registration options."""
        self.handle = options["user"]["id"]
        data = self._data(_WITH_KEY) + bytes(16) + len(self.credential_id).to_bytes(2, "big")
        data += self.credential_id + self._cose_key()
        attestation = encode_cbor({"fmt": "none", "attStmt": {}, "authData": data})
        return self._credential(
            clientDataJSON=self._client_data("webauthn.create", options["challenge"]),
            attestationObject=attestation,
        )

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """What a browser makes of request options; the counter grows."""
        self.counter += 1
        client_data, data = self._client_data("webauthn.get", options["challenge"]), self._data()
        signed = data + hashlib.sha256(client_data).digest()
        credential = self._credential(
            clientDataJSON=client_data, authenticatorData=data, signature=self._der(self.key.sign(signed))
        )
        if self.handle is not None:
            credential["response"]["userHandle"] = self.handle
        return credential

    def _credential(self, **response: bytes) -> dict[str, Any]:
        name = encode_base64url(self.credential_id)
        return {
            "id": name,
            "rawId": name,
            "type": "public-key",
            "clientExtensionResults": {},
            "response": {part: encode_base64url(value) for part, value in response.items()},
        }

    def _client_data(self, kind: str, challenge: str) -> bytes:
        assert decode_base64url(challenge)
        data = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        return json.dumps(data).encode()

    def _data(self, flags: int = 0) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.sees_owner else 0)
        return hashlib.sha256(self.host.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big")

    def _cose_key(self) -> bytes:
        public = self.key.public
        return encode_cbor({1: 2, 3: -7, -1: 1, -2: public.x, -3: public.y})

    @staticmethod
    def _der(signature: bytes) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

        return encode_dss_signature(int.from_bytes(signature[:32]), int.from_bytes(signature[32:]))
