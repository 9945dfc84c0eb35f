from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid, encode_base64url
from citywallet.protocol.keys import JwkMalformed, KeyUnsupported, serialize_public_jwk
from citywallet.protocol.openid_connect import ProviderKey, RsaPublicKey, parse_jwk_set, serialize_jwk_set
from tests.support.keys import ISSUER, a_signing_key

EC = serialize_public_jwk(a_signing_key(ISSUER).public)
MODULUS = 2**2_047 + 1
RSA = {"kty": "RSA", "n": encode_base64url(MODULUS.to_bytes(256)), "e": "AQAB"}


def test_keys_are_read_with_their_names_and_algorithms() -> None:
    keys = parse_jwk_set({"keys": [EC | {"kid": "a"}, RSA]})
    assert [(key.key_id, key.algorithm) for key in keys] == [("a", "ES256"), (None, "RS256")]
    assert keys[1].key == RsaPublicKey(modulus=MODULUS, exponent=65_537)


def test_set_of_our_own_keys_is_read_again() -> None:
    key = a_signing_key(ISSUER).public
    assert parse_jwk_set(serialize_jwk_set([("a", key)])) == (ProviderKey(key_id="a", key=key),)


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        "key",
        EC | {"use": "enc"},
        EC | {"crv": "P-384"},
        RSA | {"use": "enc"},
        RSA | {"alg": "PS256"},
        RSA | {"n": "AQAB"},
        RSA | {"n": 7},
        RSA | {"n": "*"},
        RSA | {"e": "Ag"},
        RSA | {"e": "AQ"},
        {"kty": "RSA"},
    ],
)
def test_key_that_we_cannot_use_is_passed_over(jwk: Any) -> None:
    assert len(parse_jwk_set({"keys": [jwk, EC]})) == 1


@pytest.mark.threat(17)
def test_endless_set_is_read_to_a_limit() -> None:
    assert len(parse_jwk_set({"keys": [EC] * 10_000})) == 32


@pytest.mark.parametrize("members", [{}, {"keys": {}}, {"keys": "none"}])
def test_set_is_refused_without_keys(members: Any) -> None:
    with pytest.raises(MemberInvalid):
        parse_jwk_set(members)


@pytest.mark.parametrize("modulus", [2**1_024 + 1, 2**8_192 + 1])
def test_rsa_key_of_another_size_is_no_key(modulus: int) -> None:
    with pytest.raises(KeyUnsupported):
        RsaPublicKey(modulus=modulus, exponent=65_537)


@pytest.mark.parametrize(
    ("modulus", "exponent"), [(MODULUS, 1), (MODULUS, 65_536), (MODULUS, 2**40 + 1), (MODULUS + 1, 65_537)]
)
def test_rsa_key_with_numbers_that_cannot_be_is_no_key(modulus: int, exponent: int) -> None:
    with pytest.raises(JwkMalformed):
        RsaPublicKey(modulus=modulus, exponent=exponent)
