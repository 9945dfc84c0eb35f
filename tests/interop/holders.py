"""A citizen with a card in our wallet, and a question that our wallet answered."""

import asyncio
from dataclasses import dataclass
from typing import Any

from city.demo.actors import Actors
from tests.interop.access import form_of
from tests.support.cards import a_held_card
from tests.support.stranger import StrangerWallet


@dataclass(frozen=True, kw_only=True)
class Holder:
    """A wallet of ours that holds the citizen ID of somebody over 65 who lives in the city."""

    wallet: str
    card: str


@dataclass(frozen=True, kw_only=True)
class Answered:
    """A question of our verifier that our wallet answered: claims of the request, and the `vp_token`."""

    request: dict[str, Any]
    vp_token: dict[str, list[str]]

    @property
    def presentation(self) -> str:
        [[presentation]] = self.vp_token.values()
        return presentation


async def a_holder(actors: Actors) -> Holder:
    """A new wallet with a new card."""
    held = await a_held_card(actors, actors.city.citizens[0])
    return Holder(wallet=held.wallet, card=held.credential)


async def an_answer(actors: Actors, holder: Holder, reader: StrangerWallet) -> Answered:
    """What the wallet posts when the desk asks whether somebody is over 65 and lives in the city."""
    asked = await actors.verifier.ask("senior-resident", as_of=None)
    request = await asyncio.to_thread(reader.read_request, asked.request_uri)
    sent: Any = await actors.wallet.present(holder.wallet, link=asked.request_uri)
    return Answered(request=request, vp_token=form_of(sent["sent"])["vp_token"])
