"""Starts a whole city and keeps hold of it: first time or again, default ports or free ones."""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from city.errors import CityHalfBuilt
from city.founded import Founded, register_size
from city.layout import SERVICES, Layout
from city.places import city_day
from city.plan import Plan
from city.ports import Addresses
from city.processes import PartPlan, RunningPart, RunningParts
from city.report import Report
from city.settling import fill_register, renew_keys, wait_for_first_heads, write_addresses_and_keys
from city.staff import found_staff
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy

if TYPE_CHECKING:
    from citywallet.client import CityFile

_READY_SECONDS: Final = 90.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Town:
    """A running city. End it with `stop`."""

    layout: Layout
    addresses: Addresses
    plan: Plan
    register_size: int
    city_file: "CityFile"
    parts: RunningParts

    def require_alive(self) -> None:
        """Make sure that every part runs.

        Raises:
            ToldToStop: somebody asked the city to stop.
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
    is_told_to_stop: Callable[[], bool] = lambda: False,
) -> Town:
    """Start the city in the folder; found it first if it is not there. Hold the folder's lock.

    `citizens` is how many people the register has at least; None leaves it as it is, 300 in a new city.

    Raises:
        CityError: the city cannot start; nothing of it runs.
        PortInUse: another program listens on one of its ports; nothing of it runs.
        ToldToStop: somebody asked it to stop; nothing of it runs.
    """
    plan = _plan(layout, addresses, clock=clock)
    addresses.require_free()
    plan.save(layout.plan)
    founded = Founded.load(layout.founded)
    size = register_size(founded, wanted=citizens)
    parts = RunningParts(is_told_to_stop=is_told_to_stop)
    try:
        report("The chain starts.")
        chain = _start("chain", layout=layout, addresses=addresses, parts=parts)
        _make_keys(layout, addresses, clock=clock, entropy=entropy)
        _prepare_tls(layout, addresses, clock=clock, entropy=entropy)
        _invite(layout, plan, size=size, clock=clock)
        services = _start_services(layout, addresses, parts) if founded else []
        _found(layout, addresses, chain=chain, parts=parts, report=report)
        report("Issuer, wallet, verifier and the demo sign-in start.")
        services = services or _start_services(layout, addresses, parts)
        parts.wait_ready(services, seconds=_READY_SECONDS)
        city_file = write_addresses_and_keys(layout, addresses, plan=plan, size=size, clock=clock)
        parts.run(wait_for_first_heads(layout, addresses, report))
        parts.run(renew_keys(layout, clock=clock, entropy=entropy, report=report))
        parts.run(fill_register(layout, plan, city_file, size=size, report=report))
        city_file = parts.run(found_staff(layout, city_file, clock=clock, entropy=entropy, report=report))
    except BaseException:
        parts.stop()
        raise
    return Town(
        layout=layout, addresses=addresses, plan=plan, register_size=size, city_file=city_file, parts=parts
    )


def _prepare_tls(layout: Layout, addresses: Addresses, *, clock: Clock, entropy: Entropy) -> None:
    if addresses.is_tls:
        from city.tls import prepare_tls

        prepare_tls(layout, entropy=entropy, now=clock.now())


def _make_keys(layout: Layout, addresses: Addresses, *, clock: Clock, entropy: Entropy) -> None:
    from city.keys import make_keys  # Loaded, like all that is heavy here, while the chain starts.

    make_keys(layout, issuer=addresses.issuer, verifier=addresses.verifier, entropy=entropy, now=clock.now())
    layout.holder_keys.mkdir(mode=0o700, exist_ok=True)


def _invite(layout: Layout, plan: Plan, *, size: int, clock: Clock) -> None:
    """Tell the demo provider who can be chosen."""
    from city.identity_provider.people import Person, save_people
    from city.people import demo_citizens

    day = city_day(clock.now())
    layout.identity.mkdir(mode=0o700, exist_ok=True)
    citizens = demo_citizens(plan, size=size, day=day)
    save_people(
        layout.people,
        [
            Person(id=one.id, name=one.name, age=one.age_on(day), district=one.district.name)
            for one in citizens
        ],
    )


def _found(
    layout: Layout, addresses: Addresses, *, chain: RunningPart, parts: RunningParts, report: Report
) -> None:
    """Make the chain the city's own, or make sure that it is."""
    if layout.founded.exists():
        from city.standing import require_own_chain as settle
    else:
        from city.founding import found_on_chain as settle

        report("The contracts are deployed and the issuer is accredited.")
    parts.wait_ready([chain], seconds=_READY_SECONDS)
    parts.run(settle(layout, addresses))


def _start_services(layout: Layout, addresses: Addresses, parts: RunningParts) -> list[RunningPart]:
    return [_start(name, layout=layout, addresses=addresses, parts=parts) for name in (*SERVICES, "identity")]


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
    tls: ssl.SSLContext | None = None
    if name == "chain":
        arguments = ("--database", str(layout.chain_database), "--port", str(part.port))
    else:
        from city.environment import service_environments
        from city.keys import Secrets
        from citywallet.runtime.tls import client_context

        secrets = Secrets.load(layout)
        environment = service_environments(layout, addresses=addresses, secrets=secrets)[name]
        tls = client_context(layout.tls_authority) if addresses.is_tls else None
    return parts.start(
        PartPlan(
            name=name,
            arguments=arguments,
            environment=environment,
            port=part.port,
            ready_path=f"{part.path}/healthz",
            log=layout.log(name),
            tls=tls,
        )
    )
