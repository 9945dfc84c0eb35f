"""A wallet made of npm libraries (@openid4vc, @sd-jwt) receives from our issuer and shows to our verifier."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from city.demo.actors import Actors
from city.town import Town
from tests.interop.missing import require_npm_judges
from tests.interop.npm_judge import JudgeRefuses, NpmJudge

require_npm_judges()

Card = dict[str, Any]


@pytest.fixture
def npm(town: Town) -> NpmJudge:
    return NpmJudge(town.layout.trust_anchors)


@pytest.fixture(scope="module")
def cards(town: Town) -> list[Card]:
    """Two cards of somebody over 65 who lives in the city, received with one request."""

    async def received() -> list[Card]:
        async with Actors.of(town.city_file) as actors:
            citizen = actors.city.citizens[0]
            offer = await actors.issuer.offer(type_id="citizen-id", citizen=citizen, tx_code=True)
        npm = NpmJudge(town.layout.trust_anchors)
        return await npm.receive(offer.credential_offer_uri, tx_code=offer.tx_code, proofs=2)

    return asyncio.run(received())


async def test_it_receives_a_card_for_each_proof_and_believes_them(cards: list[Card]) -> None:
    first, second = (card["claims"] for card in cards)
    assert first["age_equal_or_over"]["65"] is True
    assert {"name", "birthdate", "district", "legal_dong", "incheon_resident"} <= first.keys()
    assert first["status"] != second["status"]
    for card in cards:
        bound, own = card["claims"]["cnf"]["jwk"], card["key"]
        assert (bound["x"], bound["y"]) == (own["x"], own["y"])


async def test_it_receives_as_many_cards_as_the_issuer_advertises(npm: NpmJudge, actors: Actors) -> None:
    metadata = await actors.stranger.get(f"{actors.city.issuer_url}/.well-known/openid-credential-issuer")
    size = metadata.json()["batch_credential_issuance"]["batch_size"]
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=actors.city.citizens[1], tx_code=False)
    cards = await npm.receive(offer.credential_offer_uri, tx_code=None, proofs=size)
    places = {str(card["claims"]["status"]["status_list"]) for card in cards}
    keys = {card["claims"]["cnf"]["jwk"]["x"] for card in cards}
    assert (len(places), len(keys)) == (size, size)


async def test_our_verifier_believes_what_it_shows(npm: NpmJudge, cards: list[Card], actors: Actors) -> None:
    asked = await actors.verifier.ask("senior-resident", as_of=None)
    shown = await npm.present(asked.request_uri, card=cards[0]["card"], key=cards[0]["key"])
    assert shown == {
        "status": 200,
        "body": {},
        "asked": [["age_equal_or_over", "65"], ["incheon_resident"]],
    }
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert result.decision == "accepted"


@pytest.mark.threat(20)
async def test_our_verifier_refuses_a_card_with_the_key_of_another(
    npm: NpmJudge, cards: list[Card], actors: Actors
) -> None:
    asked = await actors.verifier.ask("senior-resident", as_of=None)
    shown = await npm.present(asked.request_uri, card=cards[0]["card"], key=cards[1]["key"])
    assert shown["status"] == 400
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert result.report is not None
    assert result.report["reason"] == "not_the_holder"


async def test_it_sees_in_the_status_list_that_a_card_was_revoked(npm: NpmJudge, actors: Actors) -> None:
    citizen = actors.city.citizens[3]
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=citizen, tx_code=False)
    [received] = await npm.receive(offer.credential_offer_uri, tx_code=None)
    [record] = await actors.issuer.credentials(citizen=citizen)
    await actors.issuer.revoke(str(record["id"]))
    await actors.until_published(str(record["id"]))
    with pytest.raises(JudgeRefuses, match="Status is not valid"):
        await npm.read(received["card"])
