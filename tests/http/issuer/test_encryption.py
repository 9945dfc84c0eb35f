"""Encrypted requests and responses at the credential endpoint."""

import json
from pathlib import Path
from typing import Any

import pytest

from citywallet.protocol.encoding import encode_base64url, serialize_json
from citywallet.protocol.jose import ContentEncryption, EncryptionKey, encrypt_jwe, parse_compact_jwe
from tests.support.encryption import (
    JWT,
    WALLET,
    assert_refused,
    decrypt,
    encrypt,
    post_encrypted,
    wanted,
)
from tests.support.issuer import City, an_issuer, credential_body, verified, write_message_key
from tests.support.keys import ATTACKER, HOLDER, a_signing_key

CREDENTIAL = "/credential"


async def body(city: City, **changes: Any) -> bytes:
    """A request that would succeed, with a key for the response."""
    proof = await city.proof()
    return serialize_json(credential_body(proof, credential_response_encryption=wanted()) | changes)


async def test_what_the_metadata_offer_is_what_is_taken(city: City) -> None:
    metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    request, response = metadata["credential_request_encryption"], metadata["credential_response_encryption"]
    (jwk,) = request["jwks"]["keys"]
    assert (jwk["alg"], jwk["use"], jwk["crv"]) == ("ECDH-ES", "enc", "P-256")
    assert "d" not in jwk
    assert response["alg_values_supported"] == ["ECDH-ES"]
    assert request["enc_values_supported"] == response["enc_values_supported"] == ["A128GCM", "A256GCM"]
    assert "zip_values_supported" not in request | response
    assert request["encryption_required"] is response["encryption_required"] is False


@pytest.mark.parametrize("for_request", ["A128GCM", "A256GCM"])
@pytest.mark.parametrize("for_response", ["A128GCM", "A256GCM"])
async def test_a_request_and_its_response_are_encrypted(
    city: City, for_request: str, for_response: str
) -> None:
    content = await body(city, credential_response_encryption=wanted(enc=for_response))
    message = await encrypt(city, content, encryption=for_request)
    response = await post_encrypted(city, CREDENTIAL, await city.token(), message)
    assert (response.status_code, response.headers["cache-control"]) == (200, "no-store")
    jwe = parse_compact_jwe(response.text, offered=[ContentEncryption(for_response)])
    assert jwe.key_id == WALLET.key_id
    (entry,) = decrypt(response)["credentials"]  # type: ignore[misc, union-attr]
    assert isinstance(entry, dict)
    assert verified(str(entry["credential"])).holder_key == a_signing_key(HOLDER).public


async def test_an_encrypted_request_that_asks_for_no_encryption_is_answered_plainly(city: City) -> None:
    message = await encrypt(city, serialize_json(credential_body(await city.proof())))
    response = await post_encrypted(city, CREDENTIAL, await city.token(), message)
    assert response.headers["content-type"] == "application/json"
    assert verified(response.json()["credentials"][0]["credential"])


async def test_a_key_for_the_response_in_a_plain_request_is_refused(city: City) -> None:
    # Somebody on the way could have put his own there.
    before = await city.counts()
    response = await city.request_credential(await city.token(), await body(city))
    assert_refused(response, "invalid_encryption_parameters")
    assert (await city.counts())["issuance_intents"] == before["issuance_intents"]


@pytest.mark.parametrize(
    "parameters",
    [
        None,
        "A256GCM",
        {},
        wanted(jwk=None),
        wanted(enc=None),
        wanted(enc="A128CBC-HS256"),
        wanted(enc=["A256GCM"]),
        wanted(zip="DEF"),
        wanted(jwk={"kty": "RSA", "n": "AQAB", "e": "AQAB", "alg": "RSA-OAEP"}),
        wanted(jwk=wanted()["jwk"] | {"alg": "ECDH-ES+A256KW"}),
        wanted(jwk={name: value for name, value in wanted()["jwk"].items() if name != "alg"}),
        wanted(jwk=wanted()["jwk"] | {"use": "sig"}),
        wanted(jwk=wanted()["jwk"] | {"crv": "P-384"}),
        wanted(jwk=wanted()["jwk"] | {"x": encode_base64url(bytes(32))}),
        wanted(jwk=wanted()["jwk"] | {"d": encode_base64url(bytes(32))}),
        wanted(jwk=wanted()["jwk"] | {"kid": 7}),
    ],
)
async def test_encryption_that_is_not_offered_is_refused(city: City, parameters: Any) -> None:
    before = await city.counts()
    content = await body(city, credential_response_encryption=parameters)
    response = await post_encrypted(city, CREDENTIAL, await city.token(), await encrypt(city, content))
    assert_refused(response, "invalid_encryption_parameters")
    assert (await city.counts())["issuance_intents"] == before["issuance_intents"]


async def test_a_request_to_another_key_is_refused(city: City) -> None:
    metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    kid = metadata["credential_request_encryption"]["jwks"]["keys"][0]["kid"]
    foreign = a_signing_key(ATTACKER).public
    for key_id in (kid, "another", None):
        message = encrypt_jwe(
            await body(city),
            key=EncryptionKey(public=foreign, key_id=key_id),
            encryption=ContentEncryption.A256GCM,
        )
        response = await post_encrypted(city, CREDENTIAL, await city.token(), message)
        assert_refused(response, "invalid_encryption_parameters")


async def test_a_refusal_is_never_encrypted(city: City) -> None:
    content = await body(city, credential_configuration_id="another")
    response = await post_encrypted(city, CREDENTIAL, await city.token(), await encrypt(city, content))
    assert_refused(response, "unknown_credential_configuration")


@pytest.mark.parametrize("content", [b"", b"a.b.c", b"\xff", b"e30....", b"x" * 500_000])
async def test_what_is_no_encrypted_message_is_an_invalid_credential_request(
    city: City, content: bytes
) -> None:
    headers = {"Authorization": f"Bearer {await city.token()}", "Content-Type": JWT}
    response = await city.client.post(CREDENTIAL, content=content, headers=headers)
    assert response.status_code == 400
    assert response.json()["error"] in ("invalid_credential_request", "invalid_encryption_parameters")


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"a":1,"a":2}', b"\xff", b"[" * 5_000])
async def test_an_encrypted_message_that_holds_no_json_object_is_refused(city: City, content: bytes) -> None:
    message = await encrypt(city, content)
    response = await post_encrypted(city, CREDENTIAL, await city.token(), message)
    assert_refused(response, "invalid_credential_request")


async def test_without_a_token_nothing_is_decrypted(city: City) -> None:
    response = await post_encrypted(city, CREDENTIAL, "unknown", await encrypt(city, await body(city)))
    assert response.status_code == 401


async def test_an_issuer_that_requires_encryption_says_so_and_refuses_less(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, encryption_required=True) as city:
        metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
        for name in ("credential_request_encryption", "credential_response_encryption"):
            assert metadata[name]["encryption_required"] is True
        token, plain = await city.token(), credential_body(await city.proof())
        assert_refused(await city.request_credential(token, plain), "invalid_encryption_parameters")
        half = await post_encrypted(city, CREDENTIAL, token, await encrypt(city, serialize_json(plain)))
        assert_refused(half, "invalid_encryption_parameters")
        whole = await post_encrypted(city, CREDENTIAL, token, await encrypt(city, await body(city)))
        assert decrypt(whole)["credentials"]


@pytest.mark.threat(9)
async def test_after_a_change_of_keys_the_one_before_still_opens_requests(tmp_path: Path) -> None:
    old, new = tmp_path / "old.key.pem", tmp_path / "new.key.pem"
    retired = write_message_key(old, number=80)
    current = write_message_key(new, number=81)
    files = {"encryption_key_file": new, "previous_encryption_key_file": old}
    async with an_issuer(tmp_path, **files) as city:
        metadata = json.dumps((await city.client.get("/.well-known/openid-credential-issuer")).json())
        assert current.key_id in metadata
        assert retired.key_id not in metadata
        for key in (retired, current):
            message = encrypt_jwe(
                await body(city), key=key.encryption_key, encryption=ContentEncryption.A256GCM
            )
            assert (await post_encrypted(city, CREDENTIAL, await city.token(), message)).status_code == 200
