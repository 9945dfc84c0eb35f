"""Short ways to what most flows begin with: a wallet with a card, a question answered."""

from dataclasses import dataclass
from datetime import datetime

from city.demo.actors import Actors
from city.demo.answers import Judged


@dataclass(frozen=True)
class HeldCard:
    """A citizen's card, as office and wallet know it."""

    citizen: str
    wallet: str
    credential: str


async def a_held_card(actors: Actors, citizen: str) -> HeldCard:
    """Offer a citizen ID and accept it in a new wallet."""
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=citizen, tx_code=True)
    wallet = await actors.wallet.new_wallet()
    await actors.wallet.accept(wallet, link=offer.credential_offer_uri, tx_code=offer.tx_code)
    newest = (await actors.issuer.credentials(citizen=citizen))[0]
    return HeldCard(citizen=citizen, wallet=wallet, credential=str(newest["id"]))


async def shown(actors: Actors, card: HeldCard, question: str, *, as_of: datetime | None = None) -> Judged:
    """Let a desk ask and the wallet answer."""
    asked = await actors.ask(question, as_of=as_of)
    await actors.wallet.present(card.wallet, link=asked.link)
    return await actors.result(asked)
