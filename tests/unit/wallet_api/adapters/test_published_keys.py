"""The keys that an issuer publishes are read strictly and found by name alone."""

import pytest

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import serialize_public_jwk
from citywallet.protocol.oauth import IssuerIdentifier
from tests.support.wallet_issuer import a_key
from wallet_api.adapters.published_keys import (
    IssuerKeysMalformed,
    issuer_keys_url,
    key_set_url,
    parse_key_set,
)

ISSUER = IssuerIdentifier("https://issuer.example/tenant")
KEY = a_key("published").public


def a_key_entry(**members: str) -> JsonObject:
    return serialize_public_jwk(KEY) | {"kid": "k-1"} | dict(members)


def test_metadata_lie_between_host_and_path() -> None:
    assert issuer_keys_url(ISSUER) == "https://issuer.example/.well-known/jwt-vc-issuer/tenant"


def test_keys_are_read_by_their_kid_and_others_left_out() -> None:
    listed: JsonObject = {
        "keys": [a_key_entry(), {"kty": "RSA", "kid": "k-2"}, serialize_public_jwk(KEY), "no key", {"kid": 5}]
    }
    assert parse_key_set(listed) == {"k-1": KEY}


def test_one_kid_twice_is_refused() -> None:
    with pytest.raises(IssuerKeysMalformed):
        parse_key_set({"keys": [a_key_entry(), a_key_entry()]})


def test_ten_thousand_keys_are_refused() -> None:
    with pytest.raises(IssuerKeysMalformed):
        parse_key_set({"keys": [{}] * 10_000})


@pytest.mark.parametrize(
    "members",
    [
        {"jwks": {"keys": []}},
        {"issuer": "https://issuer.example", "jwks": {"keys": []}},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks": {"keys": []}, "jwks_uri": "https://issuer.example/keys"},
        {"issuer": ISSUER, "jwks_uri": "http://issuer.example/keys"},
        {"issuer": ISSUER, "jwks_uri": 5},
    ],
)
def test_metadata_of_another_issuer_or_without_one_key_set_are_refused(members: JsonObject) -> None:
    with pytest.raises(ProtocolError):
        key_set_url(members, credential_issuer=ISSUER)


def test_key_set_elsewhere_is_named() -> None:
    members: JsonObject = {"issuer": ISSUER, "jwks_uri": "https://issuer.example/keys"}
    assert key_set_url(members, credential_issuer=ISSUER) == "https://issuer.example/keys"
    assert key_set_url({"issuer": ISSUER, "jwks": {"keys": []}}, credential_issuer=ISSUER) is None
