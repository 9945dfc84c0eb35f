import pytest

from citywallet.protocol.oauth import RedirectUriInvalid, parse_redirect_uri, redirect_target


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("https://wallet.example.org/cb", "https://wallet.example.org"),
        ("https://wallet.example.org:8443/cb?x=1", "https://wallet.example.org:8443"),
        ("http://localhost:8200/cb", "http://localhost:8200"),
        ("http://[::1]:8200/cb", "http://[::1]:8200"),
        ("org.example.wallet:/cb", "org.example.wallet:"),
        ("openid4vci-wallet://cb", "openid4vci-wallet:"),
    ],
)
def test_addresses_of_wallets_are_read_with_what_a_policy_names_for_them(text: str, target: str) -> None:
    assert redirect_target(parse_redirect_uri(text)) == target


@pytest.mark.threat(41)
@pytest.mark.threat(87)
@pytest.mark.parametrize(
    "text",
    [
        "",
        "/cb",
        "//wallet.example.org/cb",
        "wallet.example.org/cb",
        "https:",
        "https:///cb",
        "https://wallet.example.org/cb#x",
        "https://wallet.example.org/cb#",
        "https://user@wallet.example.org/cb",
        "https://wallet.example.org\\@evil.example/cb",
        "https://wallet.example.org/c b",
        "https://wallet.example.org/\r\nSet-Cookie: a=b",
        "https://wallet.example.org;script-src/cb",
        "https://한국.example/cb",
        "http://wallet.example.org/cb",
        "http://127.0.0.1.evil.example/cb",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,hello",
        "file:///etc/passwd",
        "1wallet:cb",
        "https://wallet.example.org/" + "x" * 2_048,
    ],
)
def test_address_that_no_browser_may_be_sent_to_is_refused(text: str) -> None:
    with pytest.raises(RedirectUriInvalid):
        parse_redirect_uri(text)
