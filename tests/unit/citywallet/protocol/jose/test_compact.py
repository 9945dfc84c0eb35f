from typing import Any

import pytest
from joserfc import jws as joserfc_jws
from joserfc.jwk import ECKey

from citywallet.protocol.encoding import decode_base64url, encode_base64url, parse_json, serialize_json
from citywallet.protocol.jose import (
    MAX_HEADER_CHARS,
    AlgorithmRefused,
    JwsMalformed,
    JwsTooLarge,
    ProtectedHeader,
    build_signing_input,
    claims_of,
    parse_compact_jws,
    serialize_compact,
    sign_jws,
    verify_jws,
)
from citywallet.protocol.keys import parse_public_jwk, serialize_public_jwk, verify_signature
from tests.support.keys import a_signing_key
from tests.support.vectors import load_vectors

TWO_ALGORITHMS = encode_base64url(b'{"alg":"ES256","alg":"none"}')
A3 = load_vectors("jws/rfc7515-a3.json")


def _encoded(value: Any) -> str:
    return encode_base64url(serialize_json(value))


def test_the_published_es256_example_is_read_and_its_signature_holds() -> None:
    jws = parse_compact_jws(A3["jws"])
    assert jws.header == A3["header"]
    assert jws.payload.decode() == A3["payload"]
    assert jws.text == A3["jws"]
    verify_signature(parse_public_jwk(A3["jwk"]), message=jws.signing_input, signature=jws.signature)


def test_a_token_that_we_signed_is_accepted_by_joserfc() -> None:
    token = sign_jws({"typ": "x+jwt", "kid": "1"}, {"이름": "가"}, key=a_signing_key())
    public = ECKey.import_key(serialize_public_jwk(a_signing_key().public))
    judged = joserfc_jws.deserialize_compact(token, public, algorithms=["ES256"])
    assert judged.payload == '{"이름":"가"}'.encode()
    assert judged.protected == {"alg": "ES256", "typ": "x+jwt", "kid": "1"}


def test_a_token_that_joserfc_signed_is_accepted_by_us() -> None:
    private = ECKey.import_key(a_signing_key().to_pem())
    token = joserfc_jws.serialize_compact({"alg": "ES256", "typ": "x+jwt"}, b'{"a":1}', private)
    jws = parse_compact_jws(token)
    verify_jws(jws, key=a_signing_key().public, typ="x+jwt")
    assert claims_of(jws) == {"a": 1}


def test_a_signing_input_and_its_signature_make_the_compact_form() -> None:
    signing_input = build_signing_input({"typ": "x"}, b"\x00\xff")
    header = decode_base64url(signing_input.decode().split(".")[0])
    assert parse_json(header) == {"alg": "ES256", "typ": "x"}
    jws = parse_compact_jws(serialize_compact(signing_input, bytes(64)))
    assert (jws.payload, jws.signature, jws.signing_input) == (b"\x00\xff", bytes(64), signing_input)


def test_a_header_is_encoded_once_for_many_tokens() -> None:
    header = ProtectedHeader.of({"typ": "x"})
    assert build_signing_input(header, {"a": 1}) == build_signing_input({"typ": "x"}, {"a": 1})


@pytest.mark.parametrize("algorithm", ["none", "HS256", "ES384", "es256", "", None, 1])
def test_a_token_is_not_built_when_its_header_names_another_algorithm(algorithm: Any) -> None:
    with pytest.raises(AlgorithmRefused):
        build_signing_input({"alg": algorithm}, {})


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b",
        "a.b.c",
        "a.b.c.d",
        f"{_encoded({})}.{_encoded({})}",
        f"{_encoded({})}.{_encoded({})}.AA.AA",
        f"{_encoded([])}.{_encoded({})}.AA",
        f"{_encoded({})}=.{_encoded({})}.AA",
        f"{_encoded({})}.{_encoded({})}.A A",
        f"{_encoded({})}.{_encoded({})}.AB",
        f"{encode_base64url(b'not json')}.{_encoded({})}.AA",
        f"{TWO_ALGORITHMS}.{_encoded({})}.AA",
        f" {_encoded({})}.{_encoded({})}.AA",
        f"{_encoded({})}.{_encoded({})}.AA\n",
        "가.나.다",
    ],
)
def test_a_token_is_refused_when_it_is_malformed(text: str) -> None:
    with pytest.raises(JwsMalformed):
        parse_compact_jws(text)


def test_a_token_is_refused_when_it_is_too_long() -> None:
    token = sign_jws({"typ": "x"}, {"a": "b" * 200}, key=a_signing_key())
    assert parse_compact_jws(token, max_chars=len(token))
    with pytest.raises(JwsTooLarge):
        parse_compact_jws(token, max_chars=len(token) - 1)
    with pytest.raises(JwsTooLarge):
        parse_compact_jws(sign_jws({"typ": "x" * MAX_HEADER_CHARS}, {}, key=a_signing_key()))


@pytest.mark.parametrize("payload", [b"", b"[]", b"1", b"\xff", b'{"a":1,"a":2}'])
def test_claims_are_refused_when_the_payload_is_no_object(payload: bytes) -> None:
    with pytest.raises(JwsMalformed):
        claims_of(parse_compact_jws(sign_jws({"typ": "x"}, payload, key=a_signing_key())))


def test_a_header_that_someone_changes_does_not_change_that_of_another_token() -> None:
    token = sign_jws({"typ": "x"}, {}, key=a_signing_key())
    parse_compact_jws(token).header["typ"] = "y"
    assert parse_compact_jws(token).header["typ"] == "x"
