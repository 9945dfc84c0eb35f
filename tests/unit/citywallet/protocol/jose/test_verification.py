from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject, encode_base64url, serialize_json
from citywallet.protocol.jose import (
    AlgorithmRefused,
    CriticalHeaderUnknown,
    Jws,
    JwsTypeWrong,
    parse_compact_jws,
    sign_jws,
    verify_jws,
)
from citywallet.protocol.keys import SignatureInvalid
from tests.support.keys import a_signing_key


def a_token(header: JsonObject, *, number: int = 1) -> Jws:
    """Signed with whatever header, `alg` included."""
    signing_input = f"{encode_base64url(serialize_json(header))}.{encode_base64url(b'{}')}"
    signature = a_signing_key(number).sign(signing_input.encode())
    return parse_compact_jws(f"{signing_input}.{encode_base64url(signature)}")


def test_a_token_is_accepted_with_its_key_and_type() -> None:
    verify_jws(a_token({"alg": "ES256", "typ": "x+jwt"}), key=a_signing_key().public, typ="x+jwt")


@pytest.mark.parametrize("algorithm", ["ES384", "EdDSA", "ES256K", "RS256", "es256", "", None, 1, ["ES256"]])
def test_a_token_is_refused_when_its_algorithm_is_not_es256(algorithm: Any) -> None:
    with pytest.raises(AlgorithmRefused):
        verify_jws(a_token({"alg": algorithm, "typ": "x"}), key=a_signing_key().public, typ="x")


def test_a_token_is_refused_when_it_names_no_algorithm() -> None:
    with pytest.raises(AlgorithmRefused):
        verify_jws(a_token({"typ": "x"}), key=a_signing_key().public, typ="x")


@pytest.mark.parametrize("typ", ["X+JWT", "application/x+jwt", "x+jwt ", "", None, ["x+jwt"]])
def test_a_token_is_refused_when_its_type_is_not_exactly_the_one_expected(typ: Any) -> None:
    with pytest.raises(JwsTypeWrong):
        verify_jws(a_token({"alg": "ES256", "typ": typ}), key=a_signing_key().public, typ="x+jwt")


def test_a_token_is_refused_when_it_has_no_type() -> None:
    with pytest.raises(JwsTypeWrong):
        verify_jws(a_token({"alg": "ES256"}), key=a_signing_key().public, typ="x+jwt")


@pytest.mark.threat(5)
@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], None, "x"])
def test_a_token_is_refused_when_it_marks_anything_critical(critical: Any) -> None:
    token = a_token({"alg": "ES256", "typ": "x", "crit": critical, "exp": 1})
    with pytest.raises(CriticalHeaderUnknown):
        verify_jws(token, key=a_signing_key().public, typ="x")


def test_a_token_is_refused_when_its_payload_is_declared_unencoded() -> None:
    with pytest.raises(CriticalHeaderUnknown):
        verify_jws(a_token({"alg": "ES256", "typ": "x", "b64": False}), key=a_signing_key().public, typ="x")


def test_a_token_is_refused_when_header_or_payload_is_changed() -> None:
    header, payload, signature = sign_jws({"typ": "x"}, {"a": 1}, key=a_signing_key()).split(".")
    other_payload = encode_base64url(serialize_json({"a": 2}))
    other_header = encode_base64url(serialize_json({"typ": "x", "alg": "ES256"}))
    for forged in (f"{header}.{other_payload}.{signature}", f"{other_header}.{payload}.{signature}"):
        with pytest.raises(SignatureInvalid):
            verify_jws(parse_compact_jws(forged), key=a_signing_key().public, typ="x")
