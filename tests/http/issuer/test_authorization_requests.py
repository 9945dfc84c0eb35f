"""Authorization requests, pushed or in the address: what is refused, and where the browser goes with it."""

import json
from pathlib import Path
from typing import Any

import pytest

from citywallet.client.issuer import CODE_IN_OFFER, SIGN_IN
from citywallet.protocol.oid4vci import parse_credential_offer
from issuer.domain.offers import issuer_state
from tests.support.authorization import (
    CALLBACK,
    OTHER_CALLBACK,
    OTHER_WALLET,
    WALLET,
    CodeFlow,
    a_code_flow,
)
from tests.support.citizen_browser import query_of
from tests.support.issuer import an_issuer

DETAIL = {"type": "openid_credential", "credential_configuration_id": "citizen-id"}


def details(*configuration_ids: str) -> str:
    return json.dumps([DETAIL | {"credential_configuration_id": each} for each in configuration_ids])


async def test_push_gets_a_reference_that_nobody_can_guess_and_few_may_keep(flow: CodeFlow) -> None:
    first, second = [await flow.push() for _ in range(2)]
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.headers["cache-control"] == "no-cache, no-store"
    references = {answer.json()["request_uri"] for answer in (first, second)}
    assert len(references) == 2
    assert all(
        each.startswith("urn:ietf:params:oauth:request_uri:") and len(each) > 70 for each in references
    )
    assert 5 <= first.json()["expires_in"] < 600


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": None}, "invalid_client"),
        ({"client_id": "https://unknown.example"}, "invalid_client"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": "https://evil.example/cb"}, "invalid_request"),
        ({"redirect_uri": f"{CALLBACK}/more"}, "invalid_request"),
        ({"redirect_uri": f"{CALLBACK}?x=1"}, "invalid_request"),
        ({"redirect_uri": CALLBACK[:-1]}, "invalid_request"),
        ({"redirect_uri": "https://wallet.example.org:8443/cb"}, "invalid_request"),
        ({"redirect_uri": "https://WALLET.example.org/cb"}, "invalid_request"),
        ({"redirect_uri": OTHER_CALLBACK}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"request_uri": "urn:ietf:params:oauth:request_uri:x"}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"response_mode": "form_post"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "openid unknown"}, "invalid_scope"),
        ({"authorization_details": "no json"}, "invalid_authorization_details"),
        ({"authorization_details": "[]"}, "invalid_authorization_details"),
        ({"authorization_details": '[{"type":"other"}]'}, "invalid_authorization_details"),
        ({"authorization_details": details("unknown")}, "invalid_authorization_details"),
        ({"resource": "https://another.example"}, "invalid_target"),
        ({"issuer_state": "never handed out"}, "invalid_request"),
        ({"dpop_jkt": "x"}, "invalid_request"),
        ({"state": "x" * 9_000}, "invalid_request"),
    ],
)
@pytest.mark.threat(41)
async def test_push_is_refused_when_one_thing_in_it_is_wrong(
    flow: CodeFlow, changes: dict[str, Any], error: str
) -> None:
    before = await flow.city.counts()
    answer = await flow.push(**changes)
    assert (answer.status_code, answer.json()["error"]) == (401 if error == "invalid_client" else 400, error)
    assert await flow.city.counts() == before


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", ""])
async def test_push_is_refused_when_it_is_no_form(flow: CodeFlow, content_type: str) -> None:
    answer = await flow.city.client.post("/par", content=b"{}", headers={"Content-Type": content_type})
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_push_is_refused_with_a_field_twice_or_too_large(flow: CodeFlow) -> None:
    for content in (b"client_id=a&client_id=b", b"state=" + b"x" * 70_000, b"%zz=1", b"\xff=1"):
        answer = await flow.city.client.post(
            "/par", content=content, headers={"Content-Type": "application/x-www-form-urlencoded"}
        )
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_reference_leads_to_a_session_and_the_request_out_of_the_address(flow: CodeFlow) -> None:
    answer = await flow.start()
    assert answer.status_code == 200
    assert flow.browser.address == f"{flow.city.issuer}/sign-in"
    assert "시험 지갑" in flow.browser.page.text


@pytest.mark.threat(40)
async def test_reference_can_be_opened_until_the_citizen_decides_and_then_no_more(flow: CodeFlow) -> None:
    reference = await flow.pushed()
    address = flow.address(client_id=WALLET, request_uri=reference)
    first, second = flow.a_browser(), flow.a_browser()
    for browser in (first, second):
        assert (await browser.open(address)).status_code == 200
        await flow.sign_in(browser)
    await first.press("받기")
    assert "code" in query_of(first.address)
    # The other session of the same request was for the same decision.
    assert (await second.press("받기")).status_code == 400
    assert second.address.startswith(flow.city.issuer)
    assert (await flow.a_browser().open(address)).status_code == 400


@pytest.mark.threat(40)
async def test_declining_spends_the_reference_too(flow: CodeFlow) -> None:
    reference = await flow.pushed()
    address = flow.address(client_id=WALLET, request_uri=reference)
    await flow.browser.open(address)
    await flow.browser.press("받지 않기")
    assert query_of(flow.browser.address)["error"] == "access_denied"
    assert (await flow.browser.open(address)).status_code == 400


@pytest.mark.threat(40)
@pytest.mark.parametrize("client_id", [OTHER_WALLET, "https://unknown.example", ""])
async def test_reference_of_another_client_is_refused_without_a_redirect(
    flow: CodeFlow, client_id: str
) -> None:
    reference = await flow.pushed()
    answer = await flow.browser.open(flow.address(client_id=client_id, request_uri=reference))
    assert answer.status_code == 400
    assert flow.browser.address.startswith(flow.city.issuer)


@pytest.mark.threat(36)
@pytest.mark.threat(40)
async def test_reference_is_refused_at_the_moment_it_expires(flow: CodeFlow) -> None:
    answer = (await flow.push()).json()
    address = flow.address(client_id=WALLET, request_uri=answer["request_uri"])
    flow.city.clock.advance(seconds=answer["expires_in"] - 1)
    assert (await flow.a_browser().open(address)).status_code == 200
    flow.city.clock.advance(seconds=1)
    assert (await flow.a_browser().open(address)).status_code == 400


@pytest.mark.parametrize(
    "reference", ["x", "urn:ietf:params:oauth:request_uri:unknown", "https://evil.example"]
)
async def test_reference_that_nobody_was_given_is_refused_and_nothing_is_fetched(
    flow: CodeFlow, reference: str
) -> None:
    answer = await flow.browser.open(flow.address(client_id=WALLET, request_uri=reference))
    assert answer.status_code == 400
    assert "더 쓸 수 없는 요청이에요" in flow.browser.page.text


@pytest.mark.threat(40)
@pytest.mark.parametrize(
    "beside", [{"scope": "residence"}, {"state": "s-2"}, {"redirect_uri": "https://evil.example/cb"}]
)
async def test_fields_beside_a_reference_that_say_something_else_are_refused(
    flow: CodeFlow, beside: dict[str, str]
) -> None:
    reference = await flow.pushed()
    await flow.browser.open(flow.address(client_id=WALLET, request_uri=reference, **beside))
    assert flow.browser.address.startswith(f"{CALLBACK}?")
    answer = query_of(flow.browser.address)
    assert (answer["error"], answer["state"], answer["iss"]) == ("invalid_request", "s-1", flow.city.issuer)


async def test_request_in_the_address_leads_to_a_session_in_the_open_profile(flow: CodeFlow) -> None:
    answer = await flow.browser.open(flow.address(**flow.request()))
    assert (answer.status_code, flow.browser.address) == (200, f"{flow.city.issuer}/sign-in")


@pytest.mark.threat(41)
@pytest.mark.threat(87)
@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"client_id": None}, 400),
        ({"client_id": "https://unknown.example"}, 401),
        ({"redirect_uri": None}, 400),
        ({"redirect_uri": "https://evil.example/cb"}, 400),
        ({"redirect_uri": f"{CALLBACK}.evil.example"}, 400),
        ({"redirect_uri": "javascript:alert(1)"}, 400),
        ({"redirect_uri": "//evil.example"}, 400),
    ],
)
async def test_browser_is_sent_nowhere_when_the_way_back_is_not_the_wallets(
    flow: CodeFlow, changes: dict[str, Any], status: int
) -> None:
    before = await flow.city.counts()
    answer = await flow.browser.open(flow.address(**flow.request(**changes)))
    assert answer.status_code == status
    assert "location" not in answer.headers
    assert flow.browser.cookies == {}
    assert await flow.city.counts() == before


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"scope": "unknown"}, "invalid_scope"),
        ({"authorization_details": "{}"}, "invalid_authorization_details"),
        ({"resource": "https://another.example"}, "invalid_target"),
        ({"issuer_state": "never handed out"}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
    ],
)
async def test_wallet_is_told_what_is_wrong_with_its_request(
    flow: CodeFlow, changes: dict[str, Any], error: str
) -> None:
    await flow.browser.open(flow.address(**flow.request(**changes)))
    assert flow.browser.address.startswith(f"{CALLBACK}?")
    answer = query_of(flow.browser.address)
    assert answer.pop("error_description")
    assert answer == {"error": error, "state": "s-1", "iss": flow.city.issuer}
    assert flow.browser.cookies == {}


async def test_answer_goes_to_an_applications_scheme_where_that_is_the_wallets_address(
    flow: CodeFlow,
) -> None:
    await flow.start(client_id=OTHER_WALLET, redirect_uri=OTHER_CALLBACK)
    policy = flow.browser.answer.headers["content-security-policy"] if flow.browser.answer else ""
    assert "form-action 'self' https://login.example.com org.example.other:;" in policy
    await flow.sign_in()
    await flow.browser.press("받기")
    assert flow.browser.address.startswith(f"{OTHER_CALLBACK}?code=")


async def test_details_give_identifiers_and_scope_does_not(flow: CodeFlow) -> None:
    changes = {"scope": "residence", "authorization_details": details("citizen-id")}
    answer = (await flow.redeem(await flow.code(**changes))).json()
    (authorized,) = answer["authorization_details"]
    assert authorized["credential_configuration_id"] == "citizen-id"
    assert authorized["credential_identifiers"]


async def test_details_win_over_a_scope_for_the_same_credential(flow: CodeFlow) -> None:
    answer = (await flow.redeem(await flow.code(authorization_details=details("citizen-id")))).json()
    assert len(answer["authorization_details"]) == 1


async def test_words_of_the_scope_that_mean_nothing_here_are_ignored(flow: CodeFlow) -> None:
    assert await flow.token(scope="openid citizen-id offline_access")


async def test_offer_ties_the_request_to_its_citizen(flow: CodeFlow) -> None:
    state = await an_issuer_state(flow)
    await flow.start(issuer_state=state)
    answer = await flow.sign_in(citizen="c-young")
    assert answer.status_code == 403
    assert "다른 분께 드린 안내예요" in flow.browser.page.text
    # Whoever is meant may still sign in, in the same session.
    await flow.browser.open(f"{flow.city.issuer}/sign-in")
    await flow.sign_in(citizen="c-senior")
    await flow.browser.press("받기")
    assert "code" in query_of(flow.browser.address)


async def test_offer_alone_says_what_is_asked_for(flow: CodeFlow) -> None:
    assert await flow.token(issuer_state=await an_issuer_state(flow), scope=None)


async def test_more_than_was_offered_is_refused(flow: CodeFlow) -> None:
    answer = await flow.push(issuer_state=await an_issuer_state(flow), scope="citizen-id residence")
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_offer_is_good_once_by_whichever_grant(flow: CodeFlow) -> None:
    offer = await flow.city.offer(grants=[SIGN_IN, CODE_IN_OFFER])
    state = issuer_state_of(offer.body)
    first, second = [await flow.code(issuer_state=state) for _ in range(2)]
    assert (await flow.redeem(first)).status_code == 200
    assert (await flow.redeem(second)).json()["error"] == "invalid_grant"
    assert (await flow.city.redeem(offer)).json()["error"] == "invalid_grant"
    assert (await flow.push(issuer_state=state)).json()["error"] == "invalid_request"


async def test_offer_taken_up_by_its_code_is_not_signed_in_for(flow: CodeFlow) -> None:
    offer = await flow.city.offer(grants=[SIGN_IN, CODE_IN_OFFER])
    code = await flow.code(issuer_state=issuer_state_of(offer.body))
    assert (await flow.city.redeem(offer)).status_code == 200
    assert (await flow.redeem(code)).json()["error"] == "invalid_grant"


@pytest.mark.threat(36)
async def test_offer_past_its_time_is_refused(flow: CodeFlow) -> None:
    state = await an_issuer_state(flow)
    flow.city.clock.advance(seconds=flow.city.settings.offer_lifetime_seconds)
    assert (await flow.push(issuer_state=state)).json()["error"] == "invalid_request"


async def test_offer_that_carries_a_code_alone_cannot_be_signed_in_for(flow: CodeFlow) -> None:
    offer = await flow.city.offer(grants=[CODE_IN_OFFER])
    answer = await flow.push(issuer_state=issuer_state(offer.address.rpartition("/")[2]))
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


async def test_without_a_way_to_sign_in_the_grant_is_neither_offered_nor_there(tmp_path: Path) -> None:
    async with a_code_flow(tmp_path) as flow:
        server = (await flow.city.client.get("/.well-known/oauth-authorization-server")).json()
        assert "authorization_code" in server["grant_types_supported"]
    (tmp_path / "other").mkdir()
    async with an_issuer(tmp_path / "other") as city:
        server = (await city.client.get("/.well-known/oauth-authorization-server")).json()
        assert not {"authorization_endpoint", "pushed_authorization_request_endpoint"} & server.keys()
        assert "authorization_code" not in server["grant_types_supported"]
        assert (await city.client.get("/authorize")).status_code == 404
        assert (await city.client.post("/par", data={})).status_code == 404


async def test_every_advertised_endpoint_and_value_is_true(flow: CodeFlow) -> None:
    server = (await flow.city.client.get("/.well-known/oauth-authorization-server")).json()
    assert server["authorization_endpoint"] == f"{flow.city.issuer}/authorize"
    assert server["pushed_authorization_request_endpoint"] == f"{flow.city.issuer}/par"
    assert server["response_types_supported"] == ["code"]
    assert server["code_challenge_methods_supported"] == ["S256"]
    assert server["authorization_response_iss_parameter_supported"] is True
    metadata = (await flow.city.client.get("/.well-known/openid-credential-issuer")).json()
    scopes = {each["scope"] for each in metadata["credential_configurations_supported"].values()}
    assert set(server["scopes_supported"]) == scopes
    for scope in scopes:
        assert (await flow.push(scope=scope)).status_code == 201


async def an_issuer_state(flow: CodeFlow) -> str:
    return issuer_state_of((await flow.city.offer(grants=[SIGN_IN])).body)


def issuer_state_of(offer: Any) -> str:
    grant = parse_credential_offer(offer).authorization_code
    assert grant is not None
    assert grant.issuer_state is not None
    return grant.issuer_state
