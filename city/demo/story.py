"""The story itself: a card from the register to its revocation, desks that ask for it, and the next card."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from city.demo.actors import Actors
from city.demo.answers import Asked
from city.demo.narrator import Narrator
from city.demo.register_file import demo_register
from city.demo.signing_in import tell_signing_in
from citywallet.client import CityFile
from citywallet.runtime.clock import Clock

_QUESTION: Final = "senior-resident"
_TYPE: Final = "citizen-id"
_TWO_FACTS: Final = ["age_equal_or_over.65", "incheon_resident"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Card:
    """The card of the story, as office and wallet know it."""

    wallet: str
    credential: str


async def tell(city: CityFile, narrator: Narrator, *, clock: Clock, day: date) -> None:
    """Tell the whole story against a running city; `day` is today in the city's calendar.

    Raises:
        StoryDiffers: a step does not end as it should.
        ApiError, ApiUnreachable: a service refuses what it should do, or does not answer.
    """
    async with Actors.of(city) as actors:
        citizen = await _import_register(actors, narrator, day=day)
        card = await _issue(actors, narrator, citizen=citizen)
        first = await _ask_and_show(actors, narrator, card)
        while_valid = clock.now()
        await _revoke(actors, narrator, card)
        await _ask_after_revocation(actors, narrator, card)
        await _ask_about_the_past(actors, narrator, card, at=while_valid)
        await _replay(actors, narrator, first)
        wallet = await tell_signing_in(actors, narrator, citizen=citizen, type_id=_TYPE)
        await _ask_at_last(actors, narrator, wallet)


async def _import_register(actors: Actors, narrator: Narrator, *, day: date) -> str:
    register = demo_register(day=day)
    narrator.scene("An officer imports a register file.")
    narrator.sent(f"CSV, {register.rows} rows about people who do not exist")
    counted = await actors.issuer.import_register(register.content)
    narrator.received(
        ", ".join(f"{counted[name]} {name}" for name in ("new", "changed", "unchanged", "refused"))
    )
    narrator.expect("rows refused", found=counted["refused"], wanted=0)
    person = register.senior
    narrator.expect("the citizen of the story is 65 or over", found=person.age_on(day) >= 65, wanted=True)
    return person.id


async def _issue(actors: Actors, narrator: Narrator, *, citizen: str) -> _Card:
    narrator.scene("The officer offers this citizen a citizen ID, with a transaction code.")
    narrator.sent(f"offer {_TYPE} to {citizen}")
    offer = await actors.issuer.offer(type_id=_TYPE, citizen=citizen, tx_code=True)
    narrator.received(offer.credential_offer_uri, f"transaction code of {len(offer.tx_code or '')} digits")
    narrator.expect("the offer has a code", found=offer.tx_code is not None, wanted=True)

    narrator.scene("The citizen's wallet accepts the offer (OpenID4VCI 1.0, key proof with a fresh nonce).")
    wallet = await actors.wallet.new_wallet()
    narrator.sent("offer link and transaction code; the wallet makes a key and proves that it has it")
    accepted = await actors.wallet.accept(wallet, link=offer.credential_offer_uri, tx_code=offer.tx_code)
    cards = await actors.wallet.cards(wallet)
    narrator.received(*(str(line) for line in actors.names_of(accepted)))
    narrator.expect("cards in the wallet", found=len(cards), wanted=1)
    issued = (await actors.issuer.credentials(citizen=citizen))[0]
    narrator.expect("the office knows the card as", found=issued["state"], wanted="valid")
    return _Card(wallet=wallet, credential=str(issued["id"]))


async def _ask_and_show(actors: Actors, narrator: Narrator, card: _Card) -> Asked:
    narrator.scene('A desk asks: "65 or over, and a resident of Incheon?" (OpenID4VP 1.0, signed request).')
    asked = await actors.ask(_QUESTION)
    narrator.sent(f"question {_QUESTION}")
    narrator.received(asked.link)

    narrator.scene("The wallet shows only these two facts, bound to its key.")
    looked = await actors.wallet.look_at(card.wallet, link=asked.link)
    shown = actors.facts_in(looked)
    narrator.sent(f"to {actors.verifier_name(looked)}")
    narrator.expect("facts shown", found=sorted(shown), wanted=_TWO_FACTS)
    asked.remember(await actors.wallet.submit(card.wallet, str(looked["id"])))

    narrator.scene("The desk says yes, with its reasons.")
    result = await actors.result(asked)
    narrator.received(*result.lines())
    narrator.expect("decision", found=result.decision, wanted="accepted")
    narrator.expect("holder binding", found=result.outcome_of("holder_binding"), wanted="passed")
    return asked


async def _revoke(actors: Actors, narrator: Narrator, card: _Card) -> None:
    narrator.scene("The officer revokes the card.")
    narrator.sent(f"revoke {card.credential}")
    revoked = await actors.issuer.revoke(card.credential, reason="demonstration")
    narrator.received(f"state {revoked['state']}")
    narrator.expect("the office knows the card as", found=revoked["state"], wanted="revoked")

    narrator.scene("The status list is published and its head anchored on the chain.")
    change = await actors.until_anchored(card.credential)
    narrator.received(f"list sequence {change.sequence}, anchored at {change.anchored_at}")
    narrator.expect("the chain holds the change", found=change.is_anchored, wanted=True)


async def _ask_after_revocation(actors: Actors, narrator: Narrator, card: _Card) -> None:
    narrator.scene("The desk asks again, the wallet shows the same card, and the desk says no: revoked.")
    asked = await actors.ask(_QUESTION)
    await actors.wallet.present(card.wallet, link=asked.link)
    result = await actors.result(asked)
    narrator.received(*result.lines())
    narrator.expect("decision", found=result.decision, wanted="refused")
    narrator.expect("reason", found=result.reason, wanted="revoked")


async def _ask_about_the_past(actors: Actors, narrator: Narrator, card: _Card, *, at: datetime) -> None:
    narrator.scene(
        f"Asked as of {at:%H:%M:%S} UTC, before the revocation, it says that the card was valid then."
    )
    asked = await actors.ask(_QUESTION, as_of=at)
    narrator.sent(f"question {_QUESTION} as of {at.isoformat(timespec='seconds')}")
    await actors.wallet.present(card.wallet, link=asked.link)
    result = await actors.result(asked)
    narrator.received(*result.lines())
    narrator.expect("decision", found=result.decision, wanted="accepted")
    narrator.scene("Its report names the anchored head that proves it; the chain itself holds that head.")
    record = await actors.issuer.credential(card.credential)
    heads = await actors.heads_on_chain(list_number=int(str(record["status_list"])))
    proof = next((one for one in heads if one.head.word().hex() == result.head_of_status()), None)
    narrator.received(f"head {result.head_of_status()}")
    narrator.expect("the chain holds it", found=proof is not None, wanted=True)
    if proof is not None:
        narrator.received(f"sequence {proof.head.sequence} in block {proof.block_number}")
        narrator.expect(
            "it was anchored before the time asked about", found=proof.anchored_at <= at, wanted=True
        )


async def _replay(actors: Actors, narrator: Narrator, first: Asked) -> None:
    narrator.scene("Somebody who listened sends the very first presentation once more.")
    narrator.sent(f"the same form to {first.response_uri}")
    refusal = await actors.replay(first)
    narrator.received(f"HTTP {refusal.status}, error {refusal.error}")
    narrator.expect("the replay is refused with status", found=refusal.status, wanted=400)
    result = await actors.result(first)
    narrator.expect("the first answer stays as it was", found=result.decision, wanted="accepted")

    narrator.scene("And once more, in answer to a new question of the same desk.")
    asked = await actors.ask(_QUESTION)
    narrator.sent("the same presentation with the new question's state")
    refusal = await actors.replay_to(asked, first)
    narrator.received(f"HTTP {refusal.status}, error {refusal.error}")
    narrator.expect("the replay is refused with status", found=refusal.status, wanted=400)
    result = await actors.result(asked)
    narrator.received(*result.lines()[:1])
    narrator.expect("decision", found=result.decision, wanted="refused")
    narrator.expect("holder binding", found=result.outcome_of("holder_binding"), wanted="failed")


async def _ask_at_last(actors: Actors, narrator: Narrator, wallet: str) -> None:
    narrator.scene("The desk asks once more, and the new card answers.")
    asked = await actors.ask(_QUESTION)
    await actors.wallet.present(wallet, link=asked.link)
    result = await actors.result(asked)
    narrator.received(*result.lines()[:1])
    narrator.expect("decision", found=result.decision, wanted="accepted")
