"""Signing in at an issuer, over HTTP: begun with the key, finished by whichever browser comes back."""

import pytest

from tests.http.wallet_api.conftest import ServedWallet


async def begin(served: ServedWallet) -> tuple[str, str]:
    """A wallet, and the sign-in that it began."""
    wallet = await served.client.new_wallet()
    begun = await served.client.begin_sign_in(
        wallet, issuer=served.world.issuer.url, configurations=["citizen-id"]
    )
    assert str(begun["authorization_url"]).startswith(f"{served.world.issuer.url}/authorize?")
    return wallet, str(begun["id"])


def state(served: ServedWallet) -> str:
    pushed = served.world.issuer.pushed
    assert pushed is not None
    return str(pushed.target.state)


async def test_a_browser_without_any_key_brings_the_code_and_the_card_is_there(served: ServedWallet) -> None:
    wallet, sign_in = await begin(served)
    assert (await served.client.sign_in(wallet, sign_in))["state"] == "begun"

    fields = {"code": "code-of-the-citizen", "state": state(served), "iss": served.world.issuer.url}
    page = await served.http.get("/sign-in/callback", params=fields, headers={"Authorization": ""})
    assert page.status_code == 200
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert "카드를 받았어요." in page.text
    assert "code-of-the-citizen" not in page.text

    stands = await served.client.sign_in(wallet, sign_in)
    assert (stands["state"], stands["code"]) == ("finished", None)
    assert len(await served.client.cards(wallet)) == 1


@pytest.mark.threat(86)
async def test_nothing_that_comes_with_the_address_stands_on_the_page(served: ServedWallet) -> None:
    payload = "<script>alert(1)</script>"
    page = await served.http.get(
        "/sign-in/callback", params={"state": payload, "error": payload, "error_description": payload}
    )
    assert page.status_code == 400
    assert "<script" not in page.text


@pytest.mark.parametrize(
    "query", ["", "state=", "state=x", "code=x&state=%00", f"state={'x' * 9_000}", "%ff=%ff"]
)
async def test_an_answer_to_no_sign_in_is_refused_with_400(served: ServedWallet, query: str) -> None:
    page = await served.http.get(f"/sign-in/callback?{query}")
    assert page.status_code == 400
    assert "처음부터 다시" in page.text


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b'{"credential_issuer": "https://issuer.example", "credential_configuration_ids": []}',
        b'{"credential_issuer": 5, "credential_configuration_ids": ["a"]}',
        b'{"credential_issuer": "x", "credential_configuration_ids": ["a"], "more": 1}',
        b'{"link": ""}',
        b'{"link": "openid-credential-offer://?"}',
        b'{"link": "x", "credential_issuer": "x", "credential_configuration_ids": ["a"]}',
    ],
)
async def test_malformed_bodies_are_refused_with_400(served: ServedWallet, body: bytes) -> None:
    wallet = await served.client.new_wallet()
    response = await served.http.post(
        f"/api/v1/wallets/{wallet}/sign-ins", content=body, headers={"Content-Type": "application/json"}
    )
    assert response.status_code == 400


async def test_a_sign_in_is_read_with_the_key_alone(served: ServedWallet) -> None:
    wallet, sign_in = await begin(served)
    address = f"/api/v1/wallets/{wallet}/sign-ins/{sign_in}"
    assert (await served.http.get(address, headers={"Authorization": ""})).status_code == 401
    assert (await served.http.get(f"{address[:-1]}x")).status_code == 404
