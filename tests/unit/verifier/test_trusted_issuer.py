"""Which status lists are the issuer's own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.domain.trusted_issuer import TrustedIssuer

ISSUER = TrustedIssuer(credential_issuer="https://city.example/issuer", anchors=())


@pytest.mark.parametrize("name", ["1", "0", "2-a_B", "x" * 64])
def test_lists_below_the_issuer_s_address_are_its_own(name: str) -> None:
    assert ISSUER.owns_list(f"https://city.example/issuer/status/{name}")


@pytest.mark.threat(54)
@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://city.example/issuer/status/",
        "https://city.example/issuer/status/" + "x" * 65,
        "https://city.example/status/1",
        "https://city.example/issuer/status/1/",
        "https://city.example/issuer/status/1\n",
        "https://city.example/issuer/status/..",
        "https://city.example/issuer/status/%2e%2e",
        "https://CITY.example/issuer/status/1",
        "http://city.example/issuer/status/1",
        "https://city.example.evil.example/issuer/status/1",
        "https://evil.example/https://city.example/issuer/status/1",
    ],
)
def test_every_other_address_is_not(uri: str) -> None:
    assert not ISSUER.owns_list(uri)


@pytest.mark.threat(54)
@given(st.text())
def test_whatever_follows_must_be_a_plain_name(name: str) -> None:
    plain = 0 < len(name) <= 64 and name.isascii() and name.replace("-", "").replace("_", "a").isalnum()

    owned = ISSUER.owns_list(f"https://city.example/issuer/status/{name}")

    assert not owned or plain or set(name) <= {"-", "_"}
