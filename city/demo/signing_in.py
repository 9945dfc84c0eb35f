"""The part of the story in which a citizen helps herself: she signs in, agrees, and has a card again."""

from typing import Final

from city.demo.actors import Actors
from city.demo.browser import StoryBrowser
from city.demo.narrator import Narrator

_SOURCE: Final = "demo"


async def tell_signing_in(actors: Actors, narrator: Narrator, *, citizen: str, type_id: str) -> str:
    """Let the citizen receive a card by signing in; gives the wallet that holds it.

    Raises:
        StoryDiffers: a page or the wallet does not say what it should.
        ApiError, ApiUnreachable: the wallet refuses or does not answer.
    """
    narrator.scene("The citizen wants a new card and starts in a wallet (authorization code, PAR, PKCE).")
    wallet = await actors.wallet.new_wallet()
    begun = await actors.wallet.begin_sign_in(wallet, issuer=actors.city.issuer_url, configurations=[type_id])
    address = str(begun["authorization_url"])
    narrator.received(address)
    browser = StoryBrowser(actors.stranger)
    await browser.open(address)
    narrator.expect("the issuer's page says", found=browser.heading, wanted="First, please sign in")

    narrator.scene("The browser goes to the demo provider, where she says who she is (OpenID Connect).")
    await browser.press("source", _SOURCE)
    narrator.received(browser.address)
    narrator.sent(f"the number {citizen}; nobody here exists, so there is no password")
    await browser.press("act", "other", person=citizen)
    narrator.expect(
        "the issuer asks her to agree", found=browser.heading.endswith("receive this card?"), wanted=True
    )

    narrator.scene("She agrees, and the wallet redeems the code and receives the card (DPoP).")
    await browser.press("decision", "accept")
    stands = await actors.wallet.sign_in(wallet, str(begun["id"]))
    narrator.received(*actors.names_of(stands))
    narrator.expect("the sign-in is", found=stands["state"], wanted="finished")
    return wallet
