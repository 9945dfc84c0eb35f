"""One spelling for one address."""

import pytest

from citywallet.protocol.oauth import UrlInvalid, normalize_target_uri


@pytest.mark.parametrize(
    "spelling",
    [
        "https://issuer.example/city/token",
        "HTTPS://Issuer.EXAMPLE/city/token",
        "https://issuer.example:443/city/token",
        "https://issuer.example:/city/token",
        "https://issuer.example/city/token?a=b",
        "https://issuer.example/city/token#part",
        "https://issuer.example/%63ity/t%6Fken",
        "https://issuer.example/./city/x/../token",
        "https://issuer.example/../city/token",
    ],
)
def test_spellings_of_one_address_are_one(spelling: str) -> None:
    assert normalize_target_uri(spelling) == "https://issuer.example/city/token"


@pytest.mark.parametrize(
    ("text", "normalized"),
    [
        ("https://issuer.example", "https://issuer.example/"),
        ("http://localhost:80", "http://localhost/"),
        ("https://issuer.example/a/.", "https://issuer.example/a/"),
        ("https://issuer.example/a/b/..", "https://issuer.example/a/"),
        ("https://issuer.example/a%2fb", "https://issuer.example/a%2Fb"),
        ("https://issuer.example//a", "https://issuer.example//a"),
        ("http://[::1]:8100/token", "http://[::1]:8100/token"),
    ],
)
def test_an_address_has_one_spelling(text: str, normalized: str) -> None:
    assert normalize_target_uri(text) == normalized
    assert normalize_target_uri(normalized) == normalized


@pytest.mark.parametrize(
    "other",
    [
        "http://issuer.example/city/token",
        "https://issuer.example:8443/city/token",
        "https://issuer.example.evil/city/token",
        "https://issuer.example/city/Token",
        "https://issuer.example/city/token/",
        "https://issuer.example/city%2Ftoken",
    ],
)
def test_other_addresses_stay_other(other: str) -> None:
    assert normalize_target_uri(other) != "https://issuer.example/city/token"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/token",
        "issuer.example/token",
        "ftp://issuer.example/",
        "https://",
        "https://a:x/",
        "https://[::1/",
        "https://user@issuer.example/",
        "https://issuer.example/\n",
        "https:\\\\issuer.example",
        "https://é/",
        "https://issuer.example/" + "a" * 5_000,
    ],
)
def test_what_is_no_web_address_is_refused(text: str) -> None:
    with pytest.raises(UrlInvalid):
        normalize_target_uri(text)
