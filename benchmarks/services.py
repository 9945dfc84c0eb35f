"""Verifying and issuing over HTTP, beside the same use cases in this process on the same database."""

import asyncio
import io
import itertools
import tempfile
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

import uvloop

from benchmarks.measure import Contender, Reading, Terms, interleave
from benchmarks.outcome import Figure, Outcome, Ratio
from benchmarks.scenery import Issuing, present, some_holders
from benchmarks.service import QUESTION, issuer_app, verifier_ports, verifier_settings
from benchmarks.serving import CONNECTIONS, Service, request, running, send_all
from citywallet.protocol.encoding import serialize_json
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import AccessToken, PreAuthorizedTokenRequest, ShownToken, TokenType
from citywallet.protocol.oid4vci import build_key_proof, parse_credential_request
from citywallet.protocol.trust import parse_pem_certificates
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import SystemEntropy
from citywallet.runtime.logging import configure_logging
from citywallet.storage.database import open_database
from issuer.domain.clients import Client
from issuer.domain.identifiers import CitizenId
from issuer.domain.offers import OfferGrant, pre_authorized_code
from issuer.http.acts import IssuerActs
from tests.support.callers import A_DEPARTMENT
from tests.support.database import a_database_url
from tests.support.issuer import PUBLIC_URL, REGISTER
from verifier.app import build_examine_card
from verifier.domain.relying_party import RelyingParty
from verifier.domain.transaction import Nonce, Opening, Requested, RequestId, ResponseId, State, TransactionId
from verifier.ports import TransactionStore
from verifier.usecases.receive_answer import ReceiveAnswer

_Prepared = TypeVar("_Prepared")
_Loop = asyncio.AbstractEventLoop
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_SMALLEST_WINDOW = 24


def measure_services(terms: Terms) -> Outcome:
    """Both services, each beside its own use case."""
    outcome = Outcome(title="Over HTTP: one worker process, SQLite with full durability, 4 connections")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        for name, measure in (("verify", _measure_verify), ("issue", _measure_issue)):
            with (
                tempfile.TemporaryDirectory(prefix="citywallet-benchmark-") as folder,
                (Path(folder) / "benchmark.log").open("w") as log,
            ):
                configure_logging("benchmark", stream=log)
                measure(outcome, name, runner.get_loop(), Path(folder), terms)
    outcome.notes = [
        "Both sides do the same work, four at a time, on the same database file: reading the open question "
        "or token, all checks, the durable writes. HTTP adds the server, parsing, routing and the answer.",
        "Most of both is the database driver's hand-overs between threads, whose price depends on how busy "
        "the machine is: on a noisy one this ratio says little, and may even exceed 1.",
        "CPU time is that of the serving process alone, the client's is left out. The wall rate is with "
        "client and server on the same cores.",
        "verify: one answer to one open question, 4 of 10 claims, full checks; the chain's facts and the "
        "list's token come from memory on both sides. issue: one credential for one fresh access token.",
    ]
    return outcome


def _measure_verify(outcome: Outcome, name: str, loop: _Loop, folder: Path, terms: Terms) -> None:
    a_database_url("verifier.migrations", folder)
    settings = verifier_settings(folder)
    database = open_database(settings.database_url)
    ports = verifier_ports(database)
    party = RelyingParty(
        public_url=settings.public_url,
        x5c=parse_pem_certificates(settings.access_chain_file.read_bytes()),
    )
    receive = ReceiveAnswer(
        party=party,
        catalogue=ports.catalogue,
        transactions=ports.transactions,
        examine=build_examine_card(settings, ports),
        clock=SystemClock(),
    )
    answers = Answers(ports.transactions, audience=party.client_id)

    async def act(prepared: tuple[ResponseId, dict[str, str]]) -> None:
        await receive(*prepared)

    def to_request(service: Service, prepared: tuple[ResponseId, dict[str, str]]) -> bytes:
        url = f"{service.url}/responses/{prepared[0]}"
        return request(url, headers=_FORM, body=urlencode(prepared[1]).encode())

    try:
        _compare(outcome, name, loop, folder, terms, "verifier", answers.prepare, act, to_request)
    finally:
        loop.run_until_complete(database.close())


def _measure_issue(outcome: Outcome, name: str, loop: _Loop, folder: Path, terms: Terms) -> None:
    a_database_url("issuer.migrations", folder)
    app = issuer_app(folder)
    life = app.router.lifespan_context(app)
    loop.run_until_complete(life.__aenter__())
    acts: IssuerActs = app.state.acts
    loop.run_until_complete(
        acts.import_register(acts.open_table(io.BytesIO(REGISTER.encode())), by=A_DEPARTMENT)
    )
    tokens = Tokens(acts)

    async def act(prepared: tuple[str, dict[str, Any]]) -> None:
        asked = parse_credential_request(prepared[1], batch_size=acts.catalogue.largest_batch)
        token = AccessToken(prepared[0])
        shown = ShownToken(type=TokenType.BEARER, token=token)
        await acts.access.check_access_token(shown, proof=None, address=f"{PUBLIC_URL}/credential")
        await acts.credentials.issue_credential(token, asked)

    def to_request(service: Service, prepared: tuple[str, dict[str, Any]]) -> bytes:
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {prepared[0]}"}
        return request(f"{service.url}/credential", headers=headers, body=serialize_json(prepared[1]))

    try:
        _compare(outcome, name, loop, folder, terms, "issuer", tokens.prepare, act, to_request)
    finally:
        loop.run_until_complete(life.__aexit__(None, None, None))


def _compare(
    outcome: Outcome,
    name: str,
    loop: _Loop,
    folder: Path,
    terms: Terms,
    kind: str,
    prepare: Callable[[int], Coroutine[Any, Any, list[_Prepared]]],
    act: Callable[[_Prepared], Awaitable[None]],
    to_request: Callable[[Service, _Prepared], bytes],
) -> None:
    inside, outside = f"{name}: in process", f"{name}: over HTTP"
    with running(kind, folder) as service:

        async def here(prepared: list[_Prepared]) -> Reading:
            cpu, wall = process_time(), perf_counter()
            waiting = iter(prepared)
            await asyncio.gather(*(_keep_acting(act, waiting) for _ in range(CONNECTIONS)))
            return Reading(
                operations=len(prepared),
                cpu_seconds=process_time() - cpu,
                wall_seconds=perf_counter() - wall,
            )

        async def there(prepared: list[_Prepared]) -> Reading:
            return await send_all(service, [to_request(service, each) for each in prepared])

        series = interleave(
            [
                Contender(name=inside, measure=_windows(loop, prepare, here)),
                Contender(name=outside, measure=_windows(loop, prepare, there), processes=(service.pid,)),
            ],
            terms,
        )
    outcome.add_rates(series)
    outcome.figures.append(Figure(name=f"{outside}, wall", unit="/s", value=series.wall_rate(outside)))
    outcome.ratios.append(
        Ratio(name=f"{name}: over HTTP / in process", value=series.ratio(outside, inside), target=0.5)
    )


async def _keep_acting(act: Callable[[_Prepared], Awaitable[None]], waiting: Iterator[_Prepared]) -> None:
    """As busy as one connection keeps the service."""
    for each in waiting:
        await act(each)


def _windows(
    loop: _Loop,
    prepare: Callable[[int], Coroutine[Any, Any, list[_Prepared]]],
    spend: Callable[[list[_Prepared]], Coroutine[Any, Any, Reading]],
) -> Callable[[float], Reading]:
    """Each window uses up as many fresh inputs as should fit; making them is not measured."""
    rate: list[float] = []

    def measure(window: float) -> Reading:
        count = max(_SMALLEST_WINDOW, round(rate[0] * window)) if rate else _SMALLEST_WINDOW
        prepared = loop.run_until_complete(prepare(count))
        reading = loop.run_until_complete(spend(prepared))
        rate[:] = [reading.per_cpu_second]
        return reading

    return measure


class Answers:
    """Open questions in the verifier's database, and honest answers to them."""

    def __init__(self, transactions: TransactionStore, *, audience: str) -> None:
        issuing = Issuing.prepare()
        self._cards = itertools.cycle(
            [(issuing.issue(key, index), key) for index, key in enumerate(some_holders(512))]
        )
        self._transactions = transactions
        self._audience = audience
        self._entropy = SystemEntropy()

    async def prepare(self, count: int) -> list[tuple[ResponseId, dict[str, str]]]:
        return [await self._one() for _ in range(count)]

    async def _one(self) -> tuple[ResponseId, dict[str, str]]:
        now, draw = datetime.now(UTC), self._entropy.token_urlsafe
        opening = Opening(
            id=TransactionId(draw()),
            question=QUESTION,
            as_of=None,
            request_id=RequestId(draw()),
            response_id=ResponseId(draw()),
            nonce=Nonce(draw()),
            state=State(draw()),
            opened_at=now,
            expires_at=now + timedelta(minutes=30),
        )
        await self._transactions.add(Requested(opening=opening))
        text, holder = next(self._cards)
        shown = present(text, holder, nonce=opening.nonce, audience=self._audience, now=now)
        vp_token = serialize_json({"citizen": [shown]}).decode()
        return opening.response_id, {"vp_token": vp_token, "state": opening.state}


class Tokens:
    """Access tokens that the issuer handed out, each with a credential request."""

    def __init__(self, acts: IssuerActs) -> None:
        self._acts = acts

    async def prepare(self, count: int) -> list[tuple[str, dict[str, Any]]]:
        return [await self._one(key) for key in some_holders(count)]

    async def _one(self, holder: EcSigningKey) -> tuple[str, dict[str, Any]]:
        offer = await self._acts.create_offer(
            configuration_ids=["citizen-id"],
            citizen_id=CitizenId("c-senior"),
            with_tx_code=False,
            grants=[OfferGrant.PRE_AUTHORIZED_CODE],
            by=A_DEPARTMENT,
        )
        address = parse_qs(urlsplit(offer.link).query)["credential_offer_uri"][0]
        code = pre_authorized_code(address.rpartition("/")[2])
        answer = await self._acts.redeem_offer(
            PreAuthorizedTokenRequest(pre_authorized_code=code),
            client=Client(id=None, instance_thumbprint=None, dpop_thumbprint=None),
            sender="127.0.0.1",
        )
        signing_input = build_key_proof(
            key=holder.public,
            audience=PUBLIC_URL,
            nonce=self._acts.hand_out_nonce(),
            now=datetime.now(UTC),
        )
        proof = serialize_compact(signing_input, holder.sign(signing_input))
        body = {"credential_configuration_id": "citizen-id", "proofs": {"jwt": [proof]}}
        return str(answer.access_token), body
