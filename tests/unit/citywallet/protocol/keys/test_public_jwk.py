from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from joserfc.jwk import ECKey

from citywallet.protocol.encoding import JsonObject, decode_base64url, encode_base64url
from citywallet.protocol.keys import (
    JwkMalformed,
    KeyNotOnCurve,
    KeyUnsupported,
    PrivateKeyExposed,
    PublicJwk,
    parse_public_jwk,
    public_jwk_of,
    serialize_public_jwk,
    thumbprint,
)
from tests.support.keys import a_signing_key
from tests.support.vectors import load_vectors

THUMBPRINTS = load_vectors("jwk/thumbprints.json")["vectors"]
PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1


def a_jwk(**changes: Any) -> JsonObject:
    return {**serialize_public_jwk(a_signing_key().public), **changes}


@pytest.mark.parametrize("vector", THUMBPRINTS)
def test_a_thumbprint_is_that_of_the_published_key(vector: dict[str, Any]) -> None:
    assert encode_base64url(thumbprint(parse_public_jwk(vector["jwk"]))) == vector["thumbprint"]


@pytest.mark.parametrize("number", range(8))
def test_a_thumbprint_is_the_one_that_joserfc_computes(number: int) -> None:
    jwk = serialize_public_jwk(a_signing_key(number).public)
    assert encode_base64url(thumbprint(parse_public_jwk(jwk))) == ECKey.import_key(jwk).thumbprint()


def test_a_public_jwk_is_read_and_written_again() -> None:
    public = a_signing_key().public
    assert parse_public_jwk(serialize_public_jwk(public)) == public
    assert hash(parse_public_jwk(serialize_public_jwk(public))) == hash(public)


def test_a_public_jwk_may_carry_members_that_say_nothing_of_the_key() -> None:
    jwk = a_jwk(kid="1", use="sig", alg="ES256", key_ops=["verify"], iss="x")
    assert parse_public_jwk(jwk) == a_signing_key().public


@pytest.mark.parametrize("name", ["d", "k", "p", "q", "dp", "dq", "qi", "oth"])
def test_a_public_jwk_is_refused_when_its_private_half_came_along(name: str) -> None:
    with pytest.raises(PrivateKeyExposed):
        parse_public_jwk(a_jwk(**{name: "AQ"}))


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "RSA"},
        {"kty": "oct"},
        {"kty": "OKP"},
        {"kty": None},
        {"crv": "P-384"},
        {"crv": "secp256k1"},
        {"crv": "p-256"},
        {"alg": "HS256"},
        {"alg": "ECDH-ES"},
        {"alg": None},
        {"use": "enc"},
    ],
)
def test_a_public_jwk_is_refused_when_it_is_of_another_kind(change: JsonObject) -> None:
    with pytest.raises(KeyUnsupported):
        parse_public_jwk(a_jwk(**change))


@pytest.mark.parametrize("value", [None, 1, "", "AQ", "A" * 42, "A" * 44, "!" * 43, "A" * 43 + "="])
@pytest.mark.parametrize("name", ["x", "y"])
def test_a_public_jwk_is_refused_when_a_coordinate_is_malformed(name: str, value: Any) -> None:
    with pytest.raises(JwkMalformed):
        parse_public_jwk(a_jwk(**{name: value}))
    incomplete = a_jwk()
    del incomplete[name]
    with pytest.raises(JwkMalformed):
        parse_public_jwk(incomplete)


@pytest.mark.threat(7)
def test_a_public_jwk_is_refused_when_it_is_no_point_of_the_curve() -> None:
    x, y = a_signing_key().public.x, a_signing_key().public.y
    beyond_the_field = (PRIME + 5).to_bytes(32)
    for forged in ((y, x), (bytes(32), bytes(32)), (x, bytes(32)), (b"\xff" * 32, y), (beyond_the_field, y)):
        with pytest.raises(KeyNotOnCurve):
            PublicJwk(x=forged[0], y=forged[1])


def test_a_public_jwk_is_taken_from_a_library_key() -> None:
    key = a_signing_key()
    assert public_jwk_of(key.private_key.public_key()) == key.public


@pytest.mark.threat(7)
def test_a_library_key_is_refused_when_it_is_of_another_curve() -> None:
    for key in (ec.derive_private_key(7, ec.SECP384R1()), ec.derive_private_key(7, ec.SECP256K1())):
        with pytest.raises(KeyUnsupported):
            public_jwk_of(key.public_key())
    with pytest.raises(KeyUnsupported):
        public_jwk_of(ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key())


def test_a_coordinate_with_leading_zeros_keeps_its_length() -> None:
    vector = THUMBPRINTS[0]["jwk"]
    assert len(decode_base64url(vector["x"])) == 32
    for number in range(400):
        public = a_signing_key(number).public
        if public.x[0] == 0:
            assert len(decode_base64url(str(serialize_public_jwk(public)["x"]))) == 32
            return
    pytest.fail("no such key among the first 400")
