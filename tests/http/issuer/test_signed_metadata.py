"""Metadata that the issuer signs."""

import pytest

from citywallet.protocol.jose import claims_of, parse_compact_jws, verify_jws, x5c_of
from citywallet.protocol.keys import public_jwk_of
from citywallet.protocol.trust.certificate import parse_certificate
from tests.support.issuer import City
from tests.support.keys import ISSUER, a_signing_key

PATH = "/.well-known/openid-credential-issuer"


async def test_signed_metadata_say_what_the_plain_ones_say(city: City) -> None:
    plain = await city.client.get(PATH)
    signed = await city.client.get(PATH, headers={"Accept": "application/jwt"})
    assert (signed.status_code, signed.headers["content-type"]) == (200, "application/jwt")
    assert plain.headers["vary"] == signed.headers["vary"] == "Accept, Accept-Language"
    jws = parse_compact_jws(signed.text)
    verify_jws(jws, key=a_signing_key(ISSUER).public, typ="openidvci-issuer-metadata+jwt")
    certified = public_jwk_of(parse_certificate(x5c_of(jws)[0]).public_key())
    assert certified == a_signing_key(ISSUER).public
    claims = claims_of(jws)
    assert claims.pop("sub") == claims.pop("iss") == city.issuer
    assert claims.pop("iat") == int(city.clock.now().timestamp())
    assert claims == plain.json()


@pytest.mark.parametrize(
    ("accept", "is_signed"),
    [
        ("application/json", False),
        ("*/*", False),
        ("", False),
        ("application/jwt, application/json", False),
        ("application/json;q=0.5, application/jwt", True),
        ("application/jwt;q=0.4, application/json;q=0.5", False),
        ("APPLICATION/JWT", True),
        ("application/jwt;q=0", False),
        ("application/jwt;q=x;;,,", True),
    ],
)
async def test_metadata_come_in_the_form_that_is_asked_for(city: City, accept: str, is_signed: bool) -> None:
    response = await city.client.get(PATH, headers={"Accept": accept})
    assert response.headers["content-type"] == f"application/{'jwt' if is_signed else 'json'}"
