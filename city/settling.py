"""What remains to be done once the services run: the city file, the first heads, the register."""

import asyncio
import time
from typing import TYPE_CHECKING, Final

from chain_dev.genesis_facts import CHAIN_ID
from city.errors import PartSilent
from city.founded import Founded
from city.layout import Layout
from city.places import city_day
from city.plan import Plan
from city.ports import Addresses
from city.report import Report
from citywallet.runtime.clock import Clock
from citywallet.runtime.entropy import Entropy

if TYPE_CHECKING:
    from citywallet.client import CityFile

_ANCHORED_SECONDS: Final = 60.0
_FIRST_LISTS: Final = 2


def write_addresses_and_keys(
    layout: Layout, addresses: Addresses, *, plan: Plan, size: int, clock: Clock
) -> "CityFile":
    """Leave addresses and API keys for the command line."""
    from city.keys import Secrets
    from city.people import demo_citizens
    from city.staff import known_staff
    from city.tls import trusted_tls_authority
    from citywallet.client import CityFile, write_city_file

    secrets = Secrets.load(layout)
    people = demo_citizens(plan, size=size, day=city_day(clock.now()))
    city = CityFile(
        issuer_url=addresses.issuer.url,
        officer_key=secrets.officer_key,
        auditor_key=secrets.auditor_key,
        founder_key=secrets.founder_key,
        wallet_url=addresses.wallet.url,
        wallet_key=secrets.wallet_key,
        verifier_url=addresses.verifier.url,
        verifier_key=secrets.verifier_key,
        identity_url=addresses.identity.url,
        chain_url=addresses.chain.url,
        chain_id=CHAIN_ID,
        trust_anchors=layout.trust_anchors.resolve(),
        address_book=layout.address_book.resolve(),
        tls_authority=trusted_tls_authority(layout, addresses),
        citizens=tuple(person.id for person in people),
        staff=known_staff(layout),
    )
    write_city_file(layout.city_file, city)
    return city


async def wait_for_first_heads(layout: Layout, addresses: Addresses, report: Report) -> None:
    """Wait until each status list has its first head on the chain.

    Raises:
        PartSilent: a list has none in time.
    """
    from city.standing import lists_anchored, open_connection

    if not layout.founded.exists():
        report("The first status lists are published and anchored.")
    connection = await open_connection(layout, addresses)
    try:
        deadline = time.monotonic() + _ANCHORED_SECONDS
        while not await lists_anchored(connection, issuer_url=addresses.issuer.url, lists=_FIRST_LISTS):
            if time.monotonic() > deadline:
                raise PartSilent(
                    f"The issuer anchored no status list within {_ANCHORED_SECONDS:.0f} s: "
                    f"what it says is in {layout.log('issuer')}."
                )
            await asyncio.sleep(0.1)
    finally:
        await connection.close()


async def renew_keys(layout: Layout, *, clock: Clock, entropy: Entropy, report: Report) -> None:
    """Change the signing keys whose certificates end too soon.

    Raises:
        CityError, ChainError: a key could not be changed.
    """
    from city.rotation import KeyOffice

    await KeyOffice(layout=layout, clock=clock, entropy=entropy, report=report).renew()


async def fill_register(
    layout: Layout, plan: Plan, city_file: "CityFile", *, size: int, report: Report
) -> None:
    """Bring the register up to `size` people, and mark the city as founded.

    Raises:
        ApiError, ApiUnreachable: the issuer does not take them.
    """
    founded = Founded.load(layout.founded)
    if founded is not None and founded.citizens >= size:
        return
    from city.people import load_register

    report(f"The register receives {size:,} people who do not exist.")
    await load_register(city_file, plan, size=size, report=report)
    Founded(citizens=size).save(layout.founded)
