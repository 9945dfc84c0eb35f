"""A wallet that encrypts its requests and opens encrypted responses."""

from collections.abc import Mapping
from typing import Any

import httpx

from citywallet.protocol.encoding import JsonObject, parse_json_object
from citywallet.protocol.jose import (
    ContentEncryption,
    DecryptionKey,
    decrypt_jwe,
    encrypt_jwe,
    parse_compact_jwe,
    parse_encryption_key,
    serialize_encryption_key,
)
from tests.support.issuer import City
from tests.support.keys import a_signing_key

WALLET = DecryptionKey(a_signing_key(70).private_key)
JWT = "application/jwt"


def wanted(key: DecryptionKey = WALLET, **changes: Any) -> dict[str, Any]:
    """What a wallet says about the response it wants; None takes a member away."""
    members = {"jwk": serialize_encryption_key(key.encryption_key), "enc": "A256GCM"} | changes
    return {name: value for name, value in members.items() if value is not None}


async def encrypt(city: City, content: bytes, *, encryption: str = "A256GCM") -> str:
    """Encrypt to the key that the issuer publishes."""
    metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    (jwk,) = metadata["credential_request_encryption"]["jwks"]["keys"]
    return encrypt_jwe(content, key=parse_encryption_key(jwk), encryption=ContentEncryption(encryption))


async def post_encrypted(city: City, path: str, token: str, content: str) -> httpx.Response:
    """Send an encrypted message."""
    headers = {"Authorization": f"Bearer {token}", "Content-Type": JWT}
    return await city.client.post(path, content=content, headers=headers)


def decrypt(response: httpx.Response, key: DecryptionKey = WALLET) -> JsonObject:
    """Open a response, which must be encrypted to the wallet's key."""
    assert response.headers["content-type"] == JWT, response.text
    jwe = parse_compact_jwe(response.text, offered=tuple(ContentEncryption))
    return parse_json_object(decrypt_jwe(jwe, keys={key.key_id: key}), max_bytes=2**20)


def assert_refused(response: httpx.Response, error: str) -> None:
    """A refusal, which is never encrypted."""
    assert (response.status_code, response.headers["content-type"]) == (400, "application/json")
    answer: Mapping[str, Any] = response.json()
    assert answer["error"] == error, answer
