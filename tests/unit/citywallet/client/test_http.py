from collections.abc import Callable

import httpx
import pytest

from citywallet.client import ApiClient, ApiError, ApiMisunderstood, ApiUnreachable
from citywallet.client.issuer import IssuerClient
from citywallet.client.verifier import VerifierClient
from citywallet.client.wallet import WalletClient

Handler = Callable[[httpx.Request], httpx.Response]


def a_client(handler: Handler) -> ApiClient:
    return ApiClient("http://localhost:8100/issuer/", key="k", transport=httpx.MockTransport(handler))


def answering(response: httpx.Response) -> ApiClient:
    return a_client(lambda _request: response)


async def test_calls_go_below_the_base_address_with_the_key() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={"id": "o-1"})

    async with a_client(handle) as client:
        assert await client.get("/api/v1/offers", parameters={"limit": "1"}) == {"id": "o-1"}
        assert await client.post("/api/v1/offers", {"citizen": "c-1"}) == {"id": "o-1"}
        await client.upload("/api/v1/register", b"a,b", media_type="text/csv")
    assert str(seen[0].url) == "http://localhost:8100/issuer/api/v1/offers?limit=1"
    assert {request.headers["Authorization"] for request in seen} == {"Bearer k"}
    assert seen[1].content == b'{"citizen":"c-1"}'
    assert (seen[2].content, seen[2].headers["Content-Type"]) == (b"a,b", "text/csv")


async def test_an_empty_answer_is_none() -> None:
    async with answering(httpx.Response(204)) as client:
        assert await client.post("/api/v1/x") is None


@pytest.mark.parametrize(
    ("response", "code", "title", "detail"),
    [
        (
            httpx.Response(404, json={"code": "citizen_unknown", "title": "No such citizen.", "detail": "d"}),
            "citizen_unknown",
            "No such citizen.",
            "d",
        ),
        (
            httpx.Response(400, json={"error": "invalid_request", "error_description": "Too large."}),
            "invalid_request",
            "Too large.",
            "",
        ),
        (httpx.Response(502, text="<html>"), "unknown", "The service answered with status 502.", ""),
        (httpx.Response(500, json=[]), "unknown", "The service answered with status 500.", ""),
        (
            httpx.Response(302, headers={"Location": "http://e"}),
            "unknown",
            "The service answered with status 302.",
            "",
        ),
        (
            httpx.Response(200, text="<html>"),
            "answer_invalid",
            "The service answered with something that is not JSON.",
            "",
        ),
    ],
)
async def test_a_refusal_carries_status_code_and_sentence(
    response: httpx.Response, code: str, title: str, detail: str
) -> None:
    async with answering(response) as client:
        with pytest.raises(ApiError) as refused:
            await client.get("/api/v1/x")
    error = refused.value
    assert (error.status, error.code, error.title, error.detail) == (
        response.status_code,
        code,
        title,
        detail,
    )


async def test_nobody_answering_is_one_sentence() -> None:
    def handle(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    async with a_client(handle) as client:
        with pytest.raises(
            ApiUnreachable, match="Nothing answers at http://localhost:8100/issuer; is the city"
        ):
            await client.get("/api/v1/x")


@pytest.mark.parametrize("answer", [[], {}, {"id": 1}, [{"name": "x"}], None, "text"])
async def test_an_answer_of_another_version_is_one_sentence_that_names_the_service(answer: object) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, json=answer))
    url = "http://localhost:8100"
    with pytest.raises(ApiMisunderstood, match=f"What answers at {url} speaks otherwise than this program"):
        async with IssuerClient(url, key="k", transport=transport) as issuer:
            await issuer.credential("c-1")
    with pytest.raises(ApiMisunderstood):
        async with VerifierClient(url, key="k", transport=transport) as verifier:
            await verifier.check("card", as_of=None)
    with pytest.raises(ApiMisunderstood):
        async with WalletClient(url, key="k", transport=transport) as wallet:
            await wallet.history("w-1")
