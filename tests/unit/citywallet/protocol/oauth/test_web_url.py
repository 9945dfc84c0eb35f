import pytest

from citywallet.protocol.oauth import (
    IssuerIdentifier,
    UrlInvalid,
    UrlNotSecure,
    host_of,
    parse_issuer_identifier,
    parse_redirect_url,
    parse_web_url,
    well_known_url,
)
from tests.support.vectors import load_vectors


@pytest.mark.parametrize(
    "text",
    [
        "https://issuer.example.com",
        "https://issuer.example.com:8443/a/b?c=d",
        "http://localhost:8100/nonce",
        "http://127.0.0.1:8100",
        "http://[::1]:8100/x",
        "https://issuer.example.com/!~",
        "https://issuer.example.com/" + "a" * (4_096 - 27),
    ],
)
def test_web_address_stays_as_it_was_written(text: str) -> None:
    assert parse_web_url(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "issuer.example.com",
        "//issuer.example.com",
        "ftp://issuer.example.com",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "https://",
        "https:///path",
        "https://user@issuer.example.com",
        "https://issuer.example.com@evil.example",
        "https://issuer.example.com\\@evil.example",
        "https://issuer.example.com/a b",
        "https://issuer.example.com/\n",
        "\thttps://issuer.example.com",
        "https://issuer.example.com/한글",
        "https://issuer.example.com:port",
        "https://issuer.example.com:99999",
        "https://[::1",
        "https://issuer.example.com/#fragment",
        "https://issuer.example.com/#",
        "https://issuer.example.com/" + "a" * 5_000,
    ],
)
def test_web_address_is_refused_when_it_is_none(text: str) -> None:
    with pytest.raises(UrlInvalid):
        parse_web_url(text)


@pytest.mark.parametrize(
    "text",
    ["http://issuer.example.com", "http://localhost.evil.example", "http://127.0.0.2", "http://10.0.0.1"],
)
def test_plain_http_is_refused_beyond_this_machine(text: str) -> None:
    with pytest.raises(UrlNotSecure):
        parse_web_url(text)


def test_redirect_address_may_have_a_fragment() -> None:
    text = "https://verifier.example.com/done#response_code=091535"
    assert parse_redirect_url(text) == text


def test_redirect_address_is_refused_when_it_is_no_web_address() -> None:
    with pytest.raises(UrlInvalid):
        parse_redirect_url("javascript:alert(1)")


def test_issuer_identifier_has_no_query() -> None:
    with pytest.raises(UrlInvalid):
        parse_issuer_identifier("https://issuer.example.com?tenant=1")


@pytest.mark.parametrize(
    ("identifier", "url"), load_vectors("oid4vci/well_known.json")["urls"].items(), ids=str
)
def test_well_known_segment_stands_between_host_and_path(identifier: str, url: str) -> None:
    assert well_known_url(parse_issuer_identifier(identifier), "openid-credential-issuer") == url


def test_well_known_address_has_no_closing_slash() -> None:
    identifier = IssuerIdentifier("https://issuer.example.com/")
    assert well_known_url(identifier, "x") == "https://issuer.example.com/.well-known/x"


def test_host_is_told_without_port_and_in_lower_case() -> None:
    assert host_of(parse_web_url("https://Verifier.Example.com:8443/x")) == "verifier.example.com"
