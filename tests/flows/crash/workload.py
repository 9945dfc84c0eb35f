"""What citizens, officers and desks do while processes die under them."""

import asyncio
import io
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import count
from random import Random

import httpx

from city.demo.actors import Actors
from city.errors import CityError
from city.register import fictional_citizens, write_register
from city.rotation import KeyOffice
from citywallet.client import ApiError, ApiUnreachable
from citywallet.client.bulk import BulkClient
from citywallet.onchain.errors import ChainError
from citywallet.protocol.trust import KeyPurpose
from tests.flows.crash.applying import apply_and_collect
from tests.flows.crash.model import ACTS_ON, STATE_AFTER, OpenOffer, PromisedCard, Promises
from tests.flows.crash.refreshing import redeem_and_refresh
from tests.support.sign_in_town import CitizenAtTown

_QUESTIONS = ("incheon-resident", "age-65", "senior-resident")
_DAY = date(2026, 1, 1)
_ROTATED_WITHIN_SECONDS = 8.0
_BULK_WITHIN_SECONDS = 8.0


class Workload:
    """Random acts; each either is answered, and then promised, or stays open."""

    def __init__(
        self,
        actors: Actors,
        promises: Promises,
        random: Random,
        *,
        key_office: KeyOffice,
        a_citizen: Callable[[], CitizenAtTown],
        chain_lives: Callable[[], bool],
    ) -> None:
        self._chain_lives = chain_lives
        self._key_office = key_office
        self._a_citizen = a_citizen
        self.answered: Counter[str] = Counter()
        self.unanswered: Counter[str] = Counter()
        self._actors = actors
        self._promises = promises
        self._random = random
        self._imports = count()
        self._renewing: list[str] = []
        self._acts: dict[str, tuple[int, Callable[[], Awaitable[None]]]] = {
            "receive": (4, self._receive),
            "present": (4, self._present),
            "change": (5, self._change),
            "import": (1, self._import),
            "refresh": (1, self._refresh),
            "apply": (1, self._apply),
            "renew": (1, self._renew),
            "rotate": (1, self._rotate),
            "bulk": (1, self._bulk),
        }

    async def act(self, name: str | None = None) -> None:
        """Do one act, a random one unless it is named."""
        names, weights = list(self._acts), [weight for weight, _ in self._acts.values()]
        name = name or self._random.choices(names, weights)[0]
        try:
            await self._acts[name][1]()
        except (ApiUnreachable, ApiError, ChainError, CityError, httpx.HTTPError, TimeoutError):
            self.unanswered[name] += 1
        else:
            self.answered[name] += 1

    async def _receive(self) -> None:
        if not self._promises.free_citizens:
            return
        citizen = self._promises.free_citizens.pop(0)
        try:
            offer = await self._actors.issuer.offer(
                type_id="citizen-id", citizen=citizen, tx_code=self._random.random() < 0.5
            )
            wallet = await self._actors.wallet.new_wallet()
        except BaseException:
            self._promises.free_citizens.append(citizen)
            raise
        opened = OpenOffer(
            citizen=citizen, wallet=wallet, link=offer.credential_offer_uri, tx_code=offer.tx_code
        )
        self._promises.open_offers.append(opened)
        await self.accept(opened)

    async def accept(self, offer: OpenOffer) -> None:
        """Accept an offer, perhaps once more; afterwards the citizen may be offered another card."""
        offer.attempts += 1
        await self._actors.wallet.accept(offer.wallet, link=offer.link, tx_code=offer.tx_code)
        self._promises.open_offers.remove(offer)
        self._promises.received.append(offer)

    async def note_received(self) -> None:
        """Ask the issuer which credentials were accepted; the newest is the one received."""
        while self._promises.received:
            offer = self._promises.received[0]
            newest = (await self._actors.issuer.credentials(citizen=offer.citizen))[0]
            self._promises.received.pop(0)
            self._promises.cards.append(
                PromisedCard(citizen=offer.citizen, wallet=offer.wallet, credential=str(newest["id"]))
            )
            self._promises.free_citizens.append(offer.citizen)

    async def _present(self) -> None:
        card = self._take(lambda card: True)
        if card is None:
            return
        try:
            asked = await self._actors.ask(self._random.choice(_QUESTIONS))
            self._promises.open_questions.add(asked.id)
            await self._actors.wallet.present(card.wallet, link=asked.link)
            self._promises.presented.add(asked.id)
            decision = await self.read_decision(asked.id)
            # Without the chain the last head counts for a while; with it, what was anchored counts at once.
            if decision == "accepted" and card.settled and self._chain_lives():
                assert card.state not in ("revoked", "suspended"), f"{card.credential} was accepted"
        finally:
            card.busy = False

    async def read_decision(self, question: str) -> str | None:
        """What the desk decided on a question; once read it is promised."""
        result = await self._actors.verifier.result(question, wait=timedelta(0))
        if result.decision is not None:
            self._promises.open_questions.discard(question)
            kept = self._promises.decisions.setdefault(question, result.decision)
            assert kept == result.decision, f"question {question} was {kept} and is {result.decision}"
        return result.decision

    async def _change(self) -> None:
        card = self._take(lambda card: card.state is not None)
        if card is None:
            return
        assert card.state is not None
        act = self._random.choice(ACTS_ON[card.state])
        before, card.states = set(card.states), card.states | {STATE_AFTER[act]}
        card.settled = False
        try:
            record = await getattr(self._actors.issuer, act)(card.credential, reason="a test")
            assert record["state"] == STATE_AFTER[act]
            card.states = {STATE_AFTER[act]}
        except ApiError as error:
            if error.status < 500:
                card.states = before
            raise
        finally:
            card.busy = False

    async def _refresh(self) -> None:
        """Tokens alone: nothing is promised, and nobody's card changes."""
        citizen = self._random.choice(self._actors.city.citizens)
        await redeem_and_refresh(self._actors.issuer, self._actors.stranger, citizen=citizen)

    async def _apply(self) -> None:
        """Somebody new to the register applies, so that at most one card of the type can be theirs."""
        [one] = fictional_citizens(seed=f"applicant-{next(self._imports)}", count=1, day=_DAY)
        file = io.StringIO()
        write_register(file, [one])
        await self._actors.issuer.import_register(file.getvalue().encode())
        await apply_and_collect(self._actors, self._a_citizen(), me=one.id)

    async def _renew(self) -> None:
        """Receive a card and ask for a newer one at once: whatever dies, the wallet holds one card, whole."""
        for wallet in self._renewing[-3:]:
            assert len(await self._actors.wallet.cards(wallet)) == 1
        if not self._promises.free_citizens:
            return
        citizen = self._promises.free_citizens.pop(0)
        try:
            offer = await self._actors.issuer.offer(type_id="citizen-id", citizen=citizen)
            wallet = await self._actors.wallet.new_wallet()
            await self._actors.wallet.accept(wallet, link=offer.credential_offer_uri)
            self._renewing.append(wallet)
            await self._actors.wallet.refresh(wallet)
        finally:
            self._promises.free_citizens.append(citizen)

    async def _rotate(self) -> None:
        """Change a signing key; a rotation that does not end soon broke off, and the next one takes it up."""
        purpose = self._random.choice((KeyPurpose.CREDENTIAL, KeyPurpose.STATUS))
        async with asyncio.timeout(_ROTATED_WITHIN_SECONDS):
            await self._key_office.rotate(purpose)

    async def _import(self) -> None:
        people = list(fictional_citizens(seed=f"crash-{next(self._imports)}", count=3, day=_DAY))
        file = io.StringIO()
        write_register(file, people)
        await self._actors.issuer.import_register(file.getvalue().encode())
        self._promises.free_citizens += [one.id for one in people]

    async def _bulk(self) -> None:
        """Send a file, run it, and count its offers; a job whose process dies goes on by itself."""
        bulk, citizens = BulkClient(self._actors.issuer), self._promises.free_citizens[:3]
        async with asyncio.timeout(_BULK_WITHIN_SECONDS):
            job = await bulk.send("\n".join(("citizen_id", *citizens)).encode(), type_id="citizen-id")
            await bulk.wait(job, tell=lambda _: None)
            await bulk.start(job)
            done = await bulk.wait(job, tell=lambda _: None)
        assert (done.state, done.done) == ("done", len(citizens))
        assert len((await bulk.offers(job)).splitlines()) == 1 + len(citizens)

    def _take(self, fits: Callable[[PromisedCard], bool]) -> PromisedCard | None:
        free = [card for card in self._promises.cards[-60:] if not card.busy and fits(card)]
        if not free:
            return None
        card = self._random.choice(free)
        card.busy = True
        return card
