from collections.abc import Mapping
from datetime import timedelta

import pytest

from citywallet.protocol.oauth import AccessToken, ProvenRequest, parse_dpop_proof, verify_dpop_proof
from citywallet.runtime.outbound import OutboundResponse
from tests.support.clock import NOON, FixedClock
from tests.support.entropy import SeededEntropy
from tests.support.keys import a_signing_key
from wallet_api.adapters.dpop_requests import DpopRequests

ADDRESS = "https://issuer.example/token"
KEY = a_signing_key(5)


class Server:
    """Answers with what a test put there, and keeps the header fields that came."""

    def __init__(self, *answers: OutboundResponse) -> None:
        self.answers = list(answers)
        self.received: list[Mapping[str, str]] = []

    async def send(self, headers: Mapping[str, str]) -> OutboundResponse:
        self.received.append(headers)
        return self.answers.pop(0)


def an_answer(status: int = 200, body: bytes = b"{}", **headers: str) -> OutboundResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return OutboundResponse(status=status, headers=named, body=body)


def requests() -> DpopRequests:
    return DpopRequests(clock=FixedClock(), entropy=SeededEntropy())


WANTED = an_answer(400, b'{"error":"use_dpop_nonce"}', dpop_nonce="n-1")
WANTED_BY_RESOURCE = an_answer(401, b"", www_authenticate='DPoP error="use_dpop_nonce"', dpop_nonce="n-1")


def proof_in(headers: Mapping[str, str], *, token: AccessToken | None = None) -> str | None:
    """The nonce of a proof, which must be good for the request."""
    verified = verify_dpop_proof(
        parse_dpop_proof(headers["DPoP"]),
        ProvenRequest(method="POST", address=ADDRESS, access_token=token),
        now=NOON,
        max_age=timedelta(minutes=1),
        leeway=timedelta(0),
    )
    assert verified.key == KEY.public
    return verified.nonce


async def test_without_a_key_the_request_goes_as_it_is() -> None:
    server = Server(an_answer())
    await requests().post(ADDRESS, server.send, key=None)
    assert server.received == [{}]


async def test_each_request_carries_a_proof_of_its_own() -> None:
    server, token = Server(an_answer(), an_answer()), AccessToken("a-token")
    dpop = requests()
    await dpop.post(ADDRESS, server.send, key=KEY, token=token)
    await dpop.post(ADDRESS, server.send, key=KEY, token=token)
    assert [proof_in(headers, token=token) for headers in server.received] == [None, None]
    assert server.received[0] != server.received[1]


@pytest.mark.parametrize("first", [WANTED, WANTED_BY_RESOURCE], ids=["token", "resource"])
async def test_a_nonce_that_the_server_asks_for_is_sent_once(first: OutboundResponse) -> None:
    server = Server(first, an_answer())
    answer = await requests().post(ADDRESS, server.send, key=KEY)
    assert answer.status == 200
    assert [proof_in(headers) for headers in server.received] == [None, "n-1"]


async def test_a_server_that_asks_for_ever_is_asked_twice() -> None:
    server = Server(WANTED, WANTED, WANTED)
    assert (await requests().post(ADDRESS, server.send, key=KEY)).status == 400
    assert len(server.received) == 2


async def test_another_error_is_not_sent_again() -> None:
    server = Server(an_answer(400, b'{"error":"invalid_grant"}', dpop_nonce="n-1"))
    assert (await requests().post(ADDRESS, server.send, key=KEY)).status == 400
    assert len(server.received) == 1
