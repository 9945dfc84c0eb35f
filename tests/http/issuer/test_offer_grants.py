"""How an offer may be taken up: by the code that it carries, by signing in, or by either."""

import pytest

from citywallet.client.issuer import CODE_IN_OFFER, SIGN_IN
from citywallet.protocol.oauth import AUTHORIZATION_CODE_GRANT, PRE_AUTHORIZED_CODE_GRANT
from citywallet.protocol.oid4vci import parse_credential_offer
from issuer.domain.offers import pre_authorized_code
from tests.support.issuer import City


@pytest.mark.parametrize(
    ("grants", "carried"),
    [
        ([CODE_IN_OFFER], {PRE_AUTHORIZED_CODE_GRANT}),
        ([SIGN_IN], {AUTHORIZATION_CODE_GRANT}),
        ([SIGN_IN, CODE_IN_OFFER], {AUTHORIZATION_CODE_GRANT, PRE_AUTHORIZED_CODE_GRANT}),
    ],
)
async def test_offer_carries_the_grants_that_the_officer_chose(
    city: City, grants: list[str], carried: set[str]
) -> None:
    offer = await city.offer(grants=grants)
    members = offer.body["grants"]
    assert isinstance(members, dict)
    assert set(members) == carried
    read = parse_credential_offer(offer.body)
    assert (read.authorization_code is not None) == (AUTHORIZATION_CODE_GRANT in carried)


async def test_issuer_state_is_unguessable_and_each_offers_own(city: City) -> None:
    offers = [parse_credential_offer((await city.offer(grants=[SIGN_IN])).body) for _ in range(2)]
    states = {offer.authorization_code.issuer_state for offer in offers if offer.authorization_code}
    assert len(states) == 2
    assert all(state is not None and len(state) == 43 for state in states)


async def test_offer_for_those_who_sign_in_is_not_taken_up_by_a_code_worked_out(city: City) -> None:
    offer = await city.offer(grants=[SIGN_IN])
    code = pre_authorized_code(offer.address.rpartition("/")[2])
    response = await city.client.post(
        "/token", data={"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": code}
    )
    assert (response.status_code, response.json()["error"]) == (400, "invalid_grant")
    assert (await city.client.get(offer.address)).status_code == 200


@pytest.mark.parametrize("grants", [[], ["other"], ["authorization_code"] * 3, "authorization_code"])
async def test_offer_is_refused_with_grants_that_are_none(city: City, grants: object) -> None:
    response = await city.client.post(
        "/api/v1/offers",
        json={"type": "citizen-id", "citizen": "c-senior", "grants": grants},
        headers=city.as_officer(),
    )
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


async def test_offer_is_refused_with_a_transaction_code_that_protects_nothing(city: City) -> None:
    response = await city.client.post(
        "/api/v1/offers",
        json={"type": "citizen-id", "citizen": "c-senior", "tx_code": True, "grants": [SIGN_IN]},
        headers=city.as_officer(),
    )
    assert (response.status_code, response.json()["code"]) == (400, "transaction_code_useless")
