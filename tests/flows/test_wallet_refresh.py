"""A citizen moves: the card in the wallet says so, and the earlier copy ends as the issuer designed it."""

import io
from dataclasses import replace
from datetime import date

from city.demo.actors import Actors
from city.register import FictionalCitizen, fictional_citizens, write_register

_DAY = date(2026, 1, 1)


def a_mover() -> tuple[FictionalCitizen, FictionalCitizen]:
    """A resident before and after a move to another district."""
    people = fictional_citizens(seed="a citizen who moves", count=100, day=_DAY)
    residents = [one for one in people if one.resident]
    before = residents[0]
    other = next(one for one in residents if one.district != before.district)
    return before, replace(before, district=other.district, legal_dong=other.legal_dong)


async def register(actors: Actors, person: FictionalCitizen) -> None:
    file = io.StringIO()
    write_register(file, [person])
    await actors.issuer.import_register(file.getvalue().encode())


async def district_on_card(actors: Actors, wallet: str) -> object:
    (card,) = await actors.wallet.cards(wallet)
    claims = card["claims"]
    assert isinstance(claims, list)
    found = [each for each in claims if isinstance(each, dict) and each["path"] == ["district"]]
    value = found[0]["value"]
    assert isinstance(value, dict)
    return value["name"]


async def test_changed_district_reaches_the_card_and_the_earlier_copy_is_superseded(actors: Actors) -> None:
    before, after = a_mover()
    await register(actors, before)
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=before.id)
    wallet = await actors.wallet.new_wallet()
    await actors.wallet.accept(wallet, link=offer.credential_offer_uri)
    assert await district_on_card(actors, wallet) == before.district.name
    await register(actors, after)
    (refreshed,) = await actors.wallet.refresh(wallet)
    assert refreshed["not_refreshed"] is None
    assert await district_on_card(actors, wallet) == after.district.name
    # The newer copy has a status of its own; the earlier one lives until its grace ends, and no longer.
    newer, earlier = await actors.issuer.credentials(citizen=before.id)
    assert newer["state"] == earlier["state"] == "valid"
    assert newer["id"] != earlier["id"]
    answer = await actors.wallet.present(wallet, link=(await actors.ask("incheon-resident")).link)
    assert answer["outcome"] == "presented"
