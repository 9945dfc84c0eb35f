"""Starts a whole city and keeps hold of it: first time or again, default ports or free ones."""

import asyncio
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from chain_dev.genesis_facts import CHAIN_ID
from city.environment import service_environments
from city.errors import CityHalfBuilt, PartSilent
from city.files import write_whole
from city.founding import found_on_chain, lists_anchored, open_connection
from city.keys import Secrets, make_keys
from city.layout import SERVICES, Layout
from city.people import demo_citizens, load_register
from city.places import city_day
from city.plan import Plan
from city.ports import Addresses
from city.processes import PartPlan, RunningPart, RunningParts
from citywallet.client import CityFile, write_city_file
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy

DEFAULT_CITIZENS: Final = 300
_READY_SECONDS: Final = 90.0
_ANCHORED_SECONDS: Final = 60.0
_FIRST_LISTS: Final = 2

Report = Callable[[str], None]
"""Takes one short sentence about what happens next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A running city. End it with `stop`."""

    layout: Layout
    addresses: Addresses
    plan: Plan
    city_file: CityFile
    parts: RunningParts

    def require_alive(self) -> None:
        """Make sure that every part runs.

        Raises:
            PartEnded: one of them ended.
        """
        self.parts.require_alive()

    def stop(self) -> None:
        """Stop every part in order."""
        self.parts.stop()

    def runs(self, name: str) -> bool:
        """Whether the part of that name is started and watched."""
        return self.parts.has(name)

    def kill(self, name: str) -> None:
        """End one part as a power cut would, and watch it no longer; `restart` brings it back."""
        part = self.parts.named(name)
        part.kill()
        self.parts.forget(part)

    def restart(self, name: str) -> None:
        """Start a part that was killed and wait until it is ready.

        Raises:
            PartEnded: it does not start.
            PartSilent: it is not ready in time.
        """
        part = _start(name, layout=self.layout, addresses=self.addresses, parts=self.parts)
        self.parts.wait_ready([part], seconds=_READY_SECONDS)


def start_town(
    layout: Layout,
    addresses: Addresses,
    *,
    clock: Clock,
    entropy: Entropy,
    citizens: int | None = None,
    report: Report = lambda _: None,
) -> Town:
    """Start the city in the folder; found it first if it is not there. Hold the folder's lock.

    `citizens` is how many people the register has at least; None leaves it as it is, 300 in a new city.

    Raises:
        CityError: the city cannot start; nothing of it runs.
        PortInUse: another program listens on one of its ports; nothing of it runs.
    """
    plan = _plan(layout, addresses, clock=clock)
    addresses.require_free()
    plan.save(layout.plan)
    make_keys(layout, issuer=addresses.issuer, verifier=addresses.verifier, entropy=entropy, now=clock.now())
    layout.holder_keys.mkdir(mode=0o700, exist_ok=True)
    parts = RunningParts()
    try:
        report("The chain starts.")
        chain = _start("chain", layout=layout, addresses=addresses, parts=parts)
        parts.wait_ready([chain], seconds=_READY_SECONDS)
        if not layout.founded.exists():
            report("The contracts are deployed and the issuer is accredited.")
        asyncio.run(found_on_chain(layout, addresses))
        report("Issuer, wallet and verifier start.")
        services = [_start(name, layout=layout, addresses=addresses, parts=parts) for name in SERVICES]
        parts.wait_ready(services, seconds=_READY_SECONDS)
        city_file = _write_city_file(layout, addresses, plan=plan, clock=clock)
        asyncio.run(_wait_for_first_heads(layout, addresses, parts, report))
        asyncio.run(_fill_register(layout, plan, city_file, citizens=citizens, report=report))
    except BaseException:
        parts.stop()
        raise
    return Town(layout=layout, addresses=addresses, plan=plan, city_file=city_file, parts=parts)


def _plan(layout: Layout, addresses: Addresses, *, clock: Clock) -> Plan:
    plan = Plan.load(layout.plan)
    if plan is not None:
        plan.require_same_addresses(addresses)
        _require_whole(layout)
        return plan
    leftovers = [
        path for path in (layout.founded, layout.address_book, layout.chain_database) if path.exists()
    ]
    if leftovers:
        raise CityHalfBuilt(
            f"The folder {layout.root} holds {leftovers[0].name} but no plan of a city: "
            "start afresh with `make up RESET=1`."
        )
    return Plan.of(addresses, day=city_day(clock.now()))


def _require_whole(layout: Layout) -> None:
    """A city that was once complete must still be: no part of it is made anew in silence."""
    if not layout.founded.exists():
        return
    needed = [layout.keys, layout.address_book, layout.chain_database, *map(layout.database, SERVICES)]
    for path in needed:
        if not path.exists():
            raise CityHalfBuilt(
                f"The city in {layout.root} has lost its {path.name}: restore it, or start afresh with "
                "`make up RESET=1`."
            )


def _start(name: str, *, layout: Layout, addresses: Addresses, parts: RunningParts) -> RunningPart:
    part = addresses.named()[name]
    arguments: tuple[str, ...] = ()
    environment: dict[str, str] = {}
    if name == "chain":
        arguments = ("--database", str(layout.chain_database), "--port", str(part.port))
    else:
        secrets = Secrets.load(layout)
        environment = service_environments(layout, addresses=addresses, secrets=secrets)[name]
    return parts.start(
        PartPlan(
            name=name,
            arguments=arguments,
            environment=environment,
            port=part.port,
            ready_path=f"{part.path}/healthz",
            log=layout.log(name),
        )
    )


def _write_city_file(layout: Layout, addresses: Addresses, *, plan: Plan, clock: Clock) -> CityFile:
    secrets = Secrets.load(layout)
    people = demo_citizens(plan, day=city_day(clock.now()))
    city = CityFile(
        issuer_url=addresses.issuer.url,
        officer_key=secrets.officer_key,
        auditor_key=secrets.auditor_key,
        wallet_url=addresses.wallet.url,
        wallet_key=secrets.wallet_key,
        verifier_url=addresses.verifier.url,
        verifier_key=secrets.verifier_key,
        chain_url=addresses.chain.url,
        chain_id=CHAIN_ID,
        trust_anchors=layout.trust_anchors.resolve(),
        address_book=layout.address_book.resolve(),
        citizens=tuple(person.id for person in people),
    )
    write_city_file(layout.city_file, city)
    return city


async def _wait_for_first_heads(
    layout: Layout, addresses: Addresses, parts: RunningParts, report: Report
) -> None:
    if not layout.founded.exists():
        report("The first status lists are published and anchored.")
    connection = await open_connection(layout, addresses)
    try:
        deadline = time.monotonic() + _ANCHORED_SECONDS
        while not await lists_anchored(connection, issuer_url=addresses.issuer.url, lists=_FIRST_LISTS):
            parts.require_alive()
            if time.monotonic() > deadline:
                raise PartSilent(
                    f"The issuer anchored no status list within {_ANCHORED_SECONDS:.0f} s: "
                    f"what it says is in {layout.log('issuer')}."
                )
            await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def _fill_register(
    layout: Layout, plan: Plan, city_file: CityFile, *, citizens: int | None, report: Report
) -> None:
    loaded = 0
    if layout.founded.exists():
        loaded = int(json.loads(layout.founded.read_text("utf-8"))["citizens"])
    wanted = max(loaded, citizens or (0 if loaded else DEFAULT_CITIZENS))
    if wanted > loaded:
        report(f"The register receives {wanted} people who do not exist.")
        await load_register(city_file, plan, count=wanted)
        write_whole(layout.founded, json.dumps({"citizens": wanted}).encode() + b"\n", mode=0o600)
