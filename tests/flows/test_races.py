"""Many at once over real connections: of whatever counts once, one counts."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from city.demo.actors import Actors
from tests.support.stranger import StrangerWallet

GRANT = "urn:ietf:params:oauth:grant-type:pre-authorized_code"


@dataclass(frozen=True)
class Crowd:
    """Many strangers who act at the same moment."""

    actors: Actors
    http: httpx.AsyncClient
    alone: httpx.Client

    def a_wallet(self) -> StrangerWallet:
        """A wallet with a key of its own."""
        return StrangerWallet(now=int(datetime.now(UTC).timestamp()), http=self.alone)

    async def post(
        self, url: str, forms: Sequence[Mapping[str, str]], *, token: str | None = None
    ) -> list[httpx.Response]:
        """Post every form at once."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return await asyncio.gather(*(self.http.post(url, data=form, headers=headers) for form in forms))

    async def request_credential(
        self, wallets: Sequence[StrangerWallet], tokens: Sequence[str], nonces: Sequence[str]
    ) -> list[httpx.Response]:
        """Ask for a citizen ID, each with its token, a proof by its wallet and its nonce, all at once."""
        issuer = self.actors.city.issuer_url
        bodies = [
            {
                "credential_configuration_id": "citizen-id",
                "proofs": {"jwt": [wallet.prove(issuer=issuer, nonce=nonce)]},
            }
            for wallet, nonce in zip(wallets, nonces, strict=True)
        ]
        return await asyncio.gather(
            *(
                self.http.post(
                    f"{issuer}/credential", json=body, headers={"Authorization": f"Bearer {token}"}
                )
                for body, token in zip(bodies, tokens, strict=True)
            )
        )

    async def code(self, link: str) -> str:
        """The pre-authorized code behind an offer's link."""
        offer = await self.http.get(parse_qs(urlsplit(link).query)["credential_offer_uri"][0])
        return str(offer.json()["grants"][GRANT]["pre-authorized_code"])

    async def token(self, citizen: str) -> str:
        """An access token for a citizen's offer."""
        offer = await self.actors.issuer.offer(type_id="citizen-id", citizen=citizen, tx_code=False)
        form = {"grant_type": GRANT, "pre-authorized_code": await self.code(offer.credential_offer_uri)}
        [answer] = await self.post(f"{self.actors.city.issuer_url}/token", [form])
        return str(answer.json()["access_token"])

    async def nonce(self) -> str:
        """A fresh nonce."""
        return str((await self.http.post(f"{self.actors.city.issuer_url}/nonce")).json()["c_nonce"])


@pytest.fixture
async def crowd(actors: Actors) -> AsyncIterator[Crowd]:
    with httpx.Client(trust_env=False, timeout=60) as alone:
        async with httpx.AsyncClient(trust_env=False, timeout=60) as http:
            yield Crowd(actors=actors, http=http, alone=alone)


def counted(answers: Sequence[httpx.Response]) -> dict[tuple[int, str | None], int]:
    """How often each status came with each error code."""
    return dict(Counter((answer.status_code, answer.json().get("error")) for answer in answers))


async def live_credentials(actors: Actors, citizen: str) -> list[Any]:
    return [each for each in await actors.issuer.credentials(citizen=citizen) if each["state"] == "valid"]


@pytest.mark.threat(34)
async def test_of_thirty_redemptions_one_gets_a_token_and_the_others_take_it_away(crowd: Crowd) -> None:
    issuer = crowd.actors.city.issuer_url
    offer = await crowd.actors.issuer.offer(
        type_id="citizen-id", citizen=crowd.actors.city.citizens[0], tx_code=False
    )
    form = {"grant_type": GRANT, "pre-authorized_code": await crowd.code(offer.credential_offer_uri)}

    answers = await crowd.post(f"{issuer}/token", [form] * 30)

    assert counted(answers) == {(200, None): 1, (400, "invalid_grant"): 29}
    [token] = [answer.json()["access_token"] for answer in answers if answer.status_code == 200]
    [refused] = await crowd.request_credential([crowd.a_wallet()], [token], [await crowd.nonce()])
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_token")


@pytest.mark.threat(35)
async def test_thirty_guesses_at_once_lock_the_offer_even_for_the_right_code(crowd: Crowd) -> None:
    issuer = crowd.actors.city.issuer_url
    offer = await crowd.actors.issuer.offer(
        type_id="citizen-id", citizen=crowd.actors.city.citizens[0], tx_code=True
    )
    form = {"grant_type": GRANT, "pre-authorized_code": await crowd.code(offer.credential_offer_uri)}
    guesses = [f"{number:06}" for number in range(31) if f"{number:06}" != offer.tx_code][:30]

    answers = await crowd.post(f"{issuer}/token", [form | {"tx_code": guess} for guess in guesses])
    [right] = await crowd.post(f"{issuer}/token", [form | {"tx_code": str(offer.tx_code)}])

    assert counted(answers) == {(400, "invalid_grant"): 30}
    assert (right.status_code, right.json()["error"]) == (400, "invalid_grant")


@pytest.mark.threat(37)
async def test_of_thirty_requests_with_one_nonce_one_gets_a_card(crowd: Crowd) -> None:
    citizen = crowd.actors.city.citizens[1]
    token, nonce, wallet = await crowd.token(citizen), await crowd.nonce(), crowd.a_wallet()
    before = await live_credentials(crowd.actors, citizen)

    answers = await crowd.request_credential([wallet] * 30, [token] * 30, [nonce] * 30)

    assert counted(answers) == {(200, None): 1, (400, "invalid_nonce"): 29}
    assert len(await live_credentials(crowd.actors, citizen)) == len(before) + 1


@pytest.mark.threat(45)
async def test_of_twenty_cards_asked_for_with_one_token_one_lives(crowd: Crowd) -> None:
    citizen = crowd.actors.city.citizens[1]
    token = await crowd.token(citizen)
    nonces = [await crowd.nonce() for _ in range(20)]
    before = await live_credentials(crowd.actors, citizen)

    answers = await crowd.request_credential([crowd.a_wallet() for _ in nonces], [token] * 20, nonces)

    assert {answer.status_code for answer in answers} == {200}
    assert len(await live_credentials(crowd.actors, citizen)) == len(before) + 1


@pytest.mark.threat(38)
async def test_one_key_proven_for_several_citizens_at_once_is_one_citizens(crowd: Crowd) -> None:
    wallet = crowd.a_wallet()
    tokens = [await crowd.token(citizen) for citizen in crowd.actors.city.citizens[:3]]
    nonces = [await crowd.nonce() for _ in tokens]

    answers = await crowd.request_credential([wallet] * 3, tokens, nonces)

    assert counted(answers) == {(200, None): 1, (400, "invalid_proof"): 2}


@pytest.mark.threat(22)
async def test_of_fifty_answers_over_fifty_connections_one_counts(crowd: Crowd) -> None:
    wallet = crowd.a_wallet()
    offer = await crowd.actors.issuer.offer(
        type_id="citizen-id", citizen=crowd.actors.city.citizens[0], tx_code=False
    )
    await asyncio.to_thread(wallet.receive, offer.credential_offer_uri)
    asked = await crowd.actors.verifier.ask("age-65", as_of=None)
    request = await asyncio.to_thread(wallet.read_request, asked.request_uri)

    answers = await crowd.post(request["response_uri"], [wallet.form(request)] * 50)

    assert counted(answers) == {(200, None): 1, (400, "invalid_request"): 49}
    assert (await crowd.actors.verifier.result(asked.id, wait=timedelta(seconds=5))).decision == "accepted"


@pytest.mark.threat(23)
async def test_an_answer_mixed_with_another_transaction_is_refused(crowd: Crowd) -> None:
    wallet = crowd.a_wallet()
    offer = await crowd.actors.issuer.offer(
        type_id="citizen-id", citizen=crowd.actors.city.citizens[0], tx_code=False
    )
    await asyncio.to_thread(wallet.receive, offer.credential_offer_uri)
    asked = [await crowd.actors.verifier.ask("age-65", as_of=None) for _ in range(2)]
    own, other = [await asyncio.to_thread(wallet.read_request, each.request_uri) for each in asked]
    form = wallet.form(own)

    mixed = [
        *await crowd.post(other["response_uri"], [form]),
        *await crowd.post(own["response_uri"], [form | {"state": other["state"]}]),
    ]
    assert counted(mixed) == {(400, "invalid_request"): 2}
    states = [await crowd.actors.verifier.result(each.id, wait=timedelta(0)) for each in asked]
    assert [state.state for state in states] == ["pending", "pending"]

    [stolen] = await crowd.post(other["response_uri"], [form | {"state": other["state"]}])
    [honest] = await crowd.post(own["response_uri"], [form])
    results = [await crowd.actors.verifier.result(each.id, wait=timedelta(seconds=5)) for each in asked]
    assert (stolen.status_code, honest.status_code) == (400, 200)
    assert [result.decision for result in results] == ["accepted", "refused"]


@pytest.mark.threat(56)
async def test_revocation_wins_against_whatever_is_done_at_the_same_time(crowd: Crowd) -> None:
    citizen = crowd.actors.city.citizens[1]
    token = await crowd.token(citizen)
    [issued] = await crowd.request_credential([crowd.a_wallet()], [token], [await crowd.nonce()])
    assert issued.status_code == 200
    newest = str((await crowd.actors.issuer.credentials(citizen=citizen))[0]["id"])
    officer = {"Authorization": f"Bearer {crowd.actors.city.officer_key}"}
    base = f"{crowd.actors.city.issuer_url}/api/v1/credentials/{newest}"

    answers = await asyncio.gather(
        *(crowd.http.post(f"{base}/{act}", headers=officer) for act in ["suspend", "resume", "revoke"] * 8)
    )

    assert {answer.status_code for answer in answers} <= {200, 409}
    assert (await crowd.actors.issuer.credential(newest))["state"] == "revoked"
