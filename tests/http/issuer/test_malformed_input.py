"""Whatever is sent to a protocol endpoint: an error object with 400 or 401, and nothing changes."""

from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from citywallet.protocol.encoding import serialize_json
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from tests.support.issuer import City, credential_body

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
FUZZ = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=12,
)


def assert_is_error_object(response: httpx.Response) -> None:
    assert response.status_code in (400, 401), response.text
    assert response.headers["content-type"] == "application/json"
    assert response.headers["cache-control"] == "no-store"
    answer = response.json()
    assert answer["error"] in list(ErrorCode)
    assert set(answer) <= {"error", "error_description"}
    assert all(
        " " <= character <= "~" and character not in '"\\' for character in answer["error_description"]
    )


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", "invalid_request"),
        (b"grant_type=", "invalid_request"),
        (b"grant_type=authorization_code&code=x", "invalid_request"),
        (b"grant_type=password&username=a&password=b", "unsupported_grant_type"),
        (b"grant_type=refresh_token", "invalid_request"),
        (b"grant_type=refresh_token&refresh_token=x", "invalid_grant"),
        (b"grant_type=" + b"x" * 30_000, "unsupported_grant_type"),
        (f"grant_type={PRE_AUTHORIZED_CODE_GRANT}".encode(), "invalid_request"),
        (f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&pre-authorized_code=".encode(), "invalid_request"),
        (f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&pre-authorized_code=x".encode(), "invalid_grant"),
        (f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&pre-authorized_code=%00".encode(), "invalid_grant"),
        (
            f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&pre-authorized_code={'x' * 2_000}".encode(),
            "invalid_request",
        ),
        (
            f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&pre-authorized_code=x&pre-authorized_code=x".encode(),
            "invalid_request",
        ),
        (f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&grant_type=x".encode(), "invalid_request"),
        (b"grant_type=%ZZ", "invalid_request"),
        (b"grant_type=%ff", "invalid_request"),
        (b"&".join(b"f%d=1" % number for number in range(1_000)), "invalid_request"),
        (b"x" * 2_000_000, "invalid_request"),
        (b'{"grant_type":"x"}', "invalid_request"),
    ],
)
async def test_a_malformed_token_request_is_refused(city: City, body: bytes, error: str) -> None:
    before = await city.counts()
    response = await city.client.post("/token", content=body, headers=FORM)
    assert_is_error_object(response)
    assert response.json()["error"] == error
    assert await city.counts() == before


@pytest.mark.parametrize("media_type", ["application/json", "text/plain", "multipart/form-data", ""])
async def test_a_token_request_of_another_media_type_is_refused(city: City, media_type: str) -> None:
    offer = await city.offer()
    body = f"grant_type={PRE_AUTHORIZED_CODE_GRANT}&pre-authorized_code={offer.code}"
    response = await city.client.post("/token", content=body, headers={"Content-Type": media_type})
    assert_is_error_object(response)
    assert (await city.redeem(offer)).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/token"), ("GET", "/credential"), ("GET", "/nonce"), ("PUT", "/token"), ("POST", "/offers/x")],
)
async def test_another_method_is_refused(city: City, method: str, path: str) -> None:
    response = await city.client.request(method, path)
    assert response.status_code == 405
    assert response.json()["error"] == "invalid_request"


@pytest.mark.parametrize(
    "reference", ["x", "..", "%00", "%2e%2e%2f", "'; DROP TABLE offers; --", "x" * 5_000, "가"]
)
async def test_an_unknown_offer_is_not_found(city: City, reference: str) -> None:
    response = await city.client.get(f"/offers/{reference}")
    assert response.status_code == 404
    assert response.json()["error"] == "invalid_request"


async def test_a_nonce_may_not_be_stored_and_differs_each_time(city: City) -> None:
    responses = [await city.client.post("/nonce") for _ in range(20)]
    assert {response.headers["cache-control"] for response in responses} == {"no-store"}
    assert len({response.json()["c_nonce"] for response in responses}) == 20


async def test_whatever_body_a_nonce_request_has_is_not_read(city: City) -> None:
    before = await city.counts()
    assert (await city.client.post("/nonce", content=b"{" * 1_000)).status_code == 200
    assert await city.counts() == before


@FUZZ
@given(fields=st.dictionaries(st.text(max_size=20), st.text(max_size=60), max_size=6))
async def test_no_form_makes_the_token_endpoint_fail(city: City, fields: dict[str, str]) -> None:
    response = await city.client.post("/token", data=fields, headers=FORM)
    assert_is_error_object(response)


@FUZZ
@given(body=st.binary(max_size=200))
async def test_no_bytes_make_the_token_endpoint_fail(city: City, body: bytes) -> None:
    assert_is_error_object(await city.client.post("/token", content=body, headers=FORM))


@FUZZ
@given(code=st.text(max_size=60), tx_code=st.text(max_size=12))
async def test_no_guess_makes_the_token_endpoint_fail(city: City, code: str, tx_code: str) -> None:
    fields = {
        "grant_type": PRE_AUTHORIZED_CODE_GRANT,
        "pre-authorized_code": code,
        "tx_code": tx_code,
    }
    assert_is_error_object(await city.client.post("/token", data=fields, headers=FORM))


@FUZZ
@given(body=st.dictionaries(st.text(max_size=20), json_values, max_size=5) | json_values)
async def test_no_json_makes_the_credential_endpoint_fail(city: City, body: Any) -> None:
    token = await city.token()
    before = await city.counts()
    assert_is_error_object(await city.request_credential(token, serialize_json(body)))
    assert await city.counts() == before


@FUZZ
@given(name=st.sampled_from(["credential_configuration_id", "proofs"]), value=json_values)
async def test_no_value_in_place_of_a_right_one_makes_the_credential_endpoint_fail(
    city: City, name: str, value: Any
) -> None:
    token = await city.token()
    body = credential_body(await city.proof(), **{name: value})
    assert_is_error_object(await city.request_credential(token, serialize_json(body)))


@FUZZ
@given(
    proof=st.text(max_size=300)
    | st.builds(".".join, st.lists(st.text("ABCab-_0189=", max_size=80), max_size=5))
)
async def test_no_text_in_place_of_a_proof_makes_the_credential_endpoint_fail(city: City, proof: str) -> None:
    token = await city.token()
    response = await city.request_credential(token, serialize_json(credential_body(proof)))
    assert_is_error_object(response)
    assert response.json()["error"] == "invalid_proof"


@FUZZ
@given(token=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=80))
async def test_no_token_makes_the_credential_endpoint_fail(city: City, token: str) -> None:
    response = await city.client.post("/credential", json={}, headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 401
    assert_is_error_object(response)
