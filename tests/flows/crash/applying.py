"""A citizen applies by signing in, an officer approves, and the wallet collects, while processes die."""

import asyncio
from typing import Final

import httpx

from city.demo.actors import Actors
from tests.support.sign_in_town import CitizenAtTown

TYPE: Final = "disability"
_FACTS = "citizen_id,name,registered,severe,companion\n{},홍길동,true,false,false\n"
# A little more than the city's issuer asks its wallets to wait.
_WAIT_SECONDS = 2.5


class PagesBrokeOff(httpx.HTTPError):
    """Raised when the pages did not lead to the end: a process died behind them."""


async def apply_and_collect(actors: Actors, citizen: CitizenAtTown, *, me: str) -> None:
    """The whole way of somebody who holds no such card; whatever is cut short stays an application.

    Raises:
        ApiError, ApiUnreachable, httpx.HTTPError: a process did not answer.
    """
    await actors.issuer.import_facts(_FACTS.format(me).encode(), source="disabilities")
    wallet = await actors.wallet.new_wallet()
    begun = await actors.wallet.begin_sign_in(wallet, issuer=actors.issuer.base_url, configurations=[TYPE])
    await _agree(citizen, str(begun["authorization_url"]), me=me)
    for waiting in await actors.issuer.applications(state="waiting"):
        await actors.issuer.approve(str(waiting["id"]))
    await asyncio.sleep(_WAIT_SECONDS)
    await actors.wallet.collect(wallet)
    held = await actors.wallet.cards(wallet)
    issued = [each for each in await actors.issuer.credentials(citizen=me) if each["type"] == TYPE]
    alive = [each for each in issued if each["state"] == "valid"]
    assert len(held) <= len(alive) <= 1, f"{me} applied once: {len(alive)} alive, {len(held)} in the wallet"


async def _agree(citizen: CitizenAtTown, address: str, *, me: str) -> None:
    try:
        await citizen.sign_in(address, citizen=me)
        callback = await citizen.decide()
    except (AssertionError, RuntimeError) as error:  # a page without the button that it should have
        raise PagesBrokeOff(str(error)) from error
    (await citizen.http.get(callback)).raise_for_status()
