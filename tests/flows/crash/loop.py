"""The kill loop: in each round a process dies under a random workload; then everything is checked."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from random import Random

from city.demo.actors import Actors
from city.errors import PartEnded
from city.inspection.books import read_books
from city.inspection.inspect import inspect_books
from city.rotation import KeyOffice
from city.town import Town
from citywallet.client import ApiError, ApiUnreachable
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import SystemEntropy
from tests.flows.crash.failpoints import failpoints
from tests.flows.crash.model import OpenOffer, Promises
from tests.flows.crash.workload import Workload
from tests.support.sign_in_town import CitizenAtTown

_AT_ONCE = 3
_READY_SECONDS = 60.0
_SETTLED_WITHIN_SECONDS = 60.0
_EACH_ONCE = (
    "import",
    "bulk",
    "receive",
    "receive",
    "present",
    "change",
    "refresh",
    "renew",
    "apply",
    "rotate",
)
_MOST_ATTEMPTS = 40
_AT_ANY_TIME = {"issuer": 2, "wallet": 2, "verifier": 2, "chain": 2}
# How often a process that starts is armed; if all were always, hardly an act would come to its end, and the
# issuer, which has the most to lose, would seldom be the first to die.
_ARMED = {"issuer": 1.0, "wallet": 0.25, "verifier": 0.15}
_PASSAGES = (1, 1, 2, 3, 5, 8)


@dataclass
class Statistics:
    """What the rounds did."""

    rounds: int = 0
    kills: Counter[str] = field(default_factory=Counter)
    lost_offers: int = 0
    longest_recovery_seconds: float = 0.0

    def lines(self, workload: Workload, promises: Promises) -> list[str]:
        return [
            f"rounds {self.rounds}, kills {self.kills.total()}",
            f"slowest restart {self.longest_recovery_seconds:.1f} s",
            *(f"  {times:4} {name}" for name, times in sorted(self.kills.items())),
            f"answered {dict(workload.answered)}, unanswered {dict(workload.unanswered)}",
            f"cards {len(promises.cards)}, decisions {len(promises.decisions)}, "
            f"offers given up {self.lost_offers}, open {len(promises.open_offers)}",
        ]


class KillLoop:
    """One city, killed again and again."""

    def __init__(self, town: Town, actors: Actors, *, seed: int, record: Path) -> None:
        self.statistics = Statistics()
        self.promises = Promises(free_citizens=[])
        self._town = town
        self._actors = actors
        self._random = Random(seed)
        self._record = record
        self._armed: dict[str, str] = {}
        key_office = KeyOffice(
            layout=town.layout, clock=SystemClock(), entropy=SystemEntropy(), report=lambda _: None
        )
        self.workload = Workload(
            actors,
            self.promises,
            self._random,
            key_office=key_office,
            a_citizen=lambda: CitizenAtTown(actors.stranger, town),
            chain_lives=lambda: self._lives("chain"),
        )

    async def prepare(self) -> None:
        """Start the services anew, armed, and do each act once."""
        citizens = await self._actors.issuer.citizens(limit=100)
        self.promises.free_citizens += [str(citizen["id"]) for citizen in citizens]
        for service in failpoints():
            self._town.parts.named(service).kill()
        self._restart_dead()
        await self._act_once()

    async def round(self) -> None:
        """Let everybody act until a process dies, bring it back, and check everything."""
        self.statistics.rounds += 1
        stop = asyncio.Event()
        acting = [asyncio.ensure_future(self._act_until(stop)) for _ in range(_AT_ONCE)]
        deadline = time.monotonic() + self._random.uniform(0.3, 1.5)
        await self._until_death(acting, deadline=deadline)
        if not self._dead():
            self._kill_any()
        stop.set()
        await asyncio.gather(*acting)
        self._restart_dead()
        await self._check()

    async def _until_death(self, acting: Sequence[asyncio.Future[None]], *, deadline: float) -> None:
        while not self._dead() and time.monotonic() < deadline:
            failed, _ = await asyncio.wait(acting, timeout=0.02, return_when=asyncio.FIRST_EXCEPTION)
            if failed:
                return

    async def pass_every_failpoint(self) -> None:
        """Do each act until no failpoint is left that nobody passed."""
        every = {name for names in failpoints().values() for name in names}
        for _ in range(_MOST_ATTEMPTS):
            if passed_in(self._record) >= every:
                return
            await self._act_once()
        missing = sorted(every - passed_in(self._record))
        assert not missing, f"nobody passed {', '.join(missing)}"

    async def _act_once(self) -> None:
        for name in _EACH_ONCE:
            await self.workload.act(name)
            self._restart_dead()
            await self._again_after_a_kill(self._catch_up)

    async def settle(self) -> None:
        """Wait until the chain holds everything that was decided, then check everything ever promised."""
        deadline = time.monotonic() + _SETTLED_WITHIN_SECONDS
        while not await self._is_settled():
            assert time.monotonic() < deadline, "the chain does not get what was decided"
            self._restart_dead()
            await asyncio.sleep(0.3)
        for card in self.promises.cards:
            card.settled = True
        await self._check(everything=True)
        await self._again_after_a_kill(self._check_served)

    async def _is_settled(self) -> bool:
        try:
            return all(one.is_settled for one in await self._actors.issuer.status_lists())
        except (ApiError, ApiUnreachable):
            return False

    async def _act_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            await self.workload.act()
            await asyncio.sleep(self._random.uniform(0, 0.05))

    def _dead(self) -> list[str]:
        return [name for name in _AT_ANY_TIME if not self._lives(name)]

    def _lives(self, name: str) -> bool:
        try:
            self._town.parts.named(name).require_alive()
        except PartEnded:
            return False
        return True

    def _kill_any(self) -> None:
        name = self._random.choices(list(_AT_ANY_TIME), list(_AT_ANY_TIME.values()))[0]
        self._town.parts.named(name).kill()
        self._armed.pop(name, None)

    def _restart_dead(self) -> None:
        """Bring back what is dead, armed at the places where fewest died so far."""
        begun = time.monotonic()
        while dead := self._dead():
            self._restart(dead)
        self.statistics.longest_recovery_seconds = max(
            self.statistics.longest_recovery_seconds, time.monotonic() - begun
        )

    def _count(self, name: str) -> None:
        self.statistics.kills[self._armed.pop(name, f"{name} at any time")] += 1

    def _restart(self, names: Sequence[str]) -> None:
        parts, started = self._town.parts, []
        for name in names:
            self._count(name)
            old = parts.named(name)
            parts.forget(old)
            environment = _disarmed(old.plan.environment) | self._arming(name)
            started.append(parts.start(replace(old.plan, environment=environment)))
        try:
            parts.wait_ready(started, seconds=_READY_SECONDS)
        except PartEnded:
            return  # it died at its failpoint, or another one did: the next look finds it

    def _arming(self, name: str) -> dict[str, str]:
        names = failpoints().get(name, ())
        recording = {"CITYWALLET_FAILPOINT_RECORD": str(self._record)}
        if self._random.random() > _ARMED.get(name, 0):
            return recording
        kills = self.statistics.kills
        rare = sorted(names, key=lambda place: (kills[place], self._random.random()))[
            : max(1, len(names) // 2)
        ]
        self._armed[name] = self._random.choice(rare)
        return recording | {
            "CITYWALLET_FAILPOINT": self._armed[name],
            "CITYWALLET_FAILPOINT_AT": str(self._random.choice(_PASSAGES)),
        }

    async def _check(self, *, everything: bool = False) -> None:
        """Nothing that was answered is lost, and the books are true; a process may die meanwhile."""
        for step in (self._catch_up, lambda: self._check_promises(everything=everything), self._check_books):
            await self._again_after_a_kill(step)

    async def _again_after_a_kill(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except (ApiUnreachable, ApiError):
                if not self._dead():
                    raise
                self._restart_dead()
            else:
                return

    async def _catch_up(self) -> None:
        """Ask again where nobody answered."""
        await self.workload.note_received()
        for offer in list(self.promises.open_offers):
            try:
                await self.workload.accept(offer)
            except (ApiError, ApiUnreachable):
                if offer.attempts >= _MOST_ATTEMPTS:
                    self._give_up(offer)
        await self.workload.note_received()
        for question in list(self.promises.open_questions):
            await self.workload.read_decision(question)

    def _give_up(self, offer: OpenOffer) -> None:
        self.promises.open_offers.remove(offer)
        self.promises.free_citizens.append(offer.citizen)
        self.statistics.lost_offers += 1

    async def _check_promises(self, *, everything: bool) -> None:
        cards, decisions = self.promises.cards, list(self.promises.decisions)
        some = cards if everything else cards[-10:] + self._random.sample(cards, min(5, len(cards)))
        for card in some:
            assert len(await self._actors.wallet.cards(card.wallet)) == 1, f"{card.wallet} lost its card"
            record = await self._actors.issuer.credential(card.credential)
            assert record["signed"], f"{card.credential} is not on record as signed"
            assert record["state"] in card.states, (
                f"{card.credential} is {record['state']}, not {card.states}"
            )
            card.states = {str(record["state"])}
        for question in decisions if everything else decisions[-10:]:
            assert await self.workload.read_decision(question) is not None
        assert self.promises.presented <= self.promises.decisions.keys(), "an answer that was taken is lost"

    async def _check_books(self) -> None:
        books = await read_books(self._town.layout, self._town.city_file)
        broken = [line for one in inspect_books(books) if one.breaches for line in one.lines()]
        assert not broken, "\n".join(broken)

    async def _check_served(self) -> None:
        """What anybody gets at a list's address is a recorded token, no older than the chain's head."""
        for one in await self._actors.issuer.status_lists():
            anchored = await self._actors.heads_on_chain(list_number=one.number)
            served = await self._actors.stranger.get(one.uri)
            books = await read_books(self._town.layout, self._town.city_file)
            digest = sha256(served.text.encode()).digest()
            recorded = {each.digest: each for each in books.issuer.publications}
            assert recorded[digest].sequence >= len(anchored), f"{one.uri} serves an old token"


@asynccontextmanager
async def kill_loop(town: Town, *, seed: int, record: Path) -> AsyncIterator[KillLoop]:
    """A loop on a running city, prepared."""
    async with Actors.of(town.city_file) as actors:
        loop = KillLoop(town, actors, seed=seed, record=record)
        await loop.prepare()
        yield loop


def _disarmed(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if "_FAILPOINT" not in name}


def passed_in(record: Path) -> set[str]:
    """The failpoints that any process passed."""
    return {file.name for file in record.iterdir()}
