"""The source behind a type is asked at the offer and again at signing."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from issuer.domain.citizens import REGISTER
from issuer.domain.errors import NotEligible
from issuer.domain.facts import Facts
from issuer.domain.identifiers import CitizenId, FactName
from issuer.http.acts import IssuerActs
from tests.support.issuer import City, credential_body
from tests.support.sources import FakeSource


def asking(city: City, source: FakeSource) -> None:
    """Let the issuer ask another source than its register."""
    acts: IssuerActs = city.app.state.acts
    act = acts.credentials.issue_credential
    check = replace(act.issue_copies.check_entitlement, sources={REGISTER: source})
    asking = replace(act, issue_copies=replace(act.issue_copies, check_entitlement=check))
    city.app.state.acts = replace(
        acts,
        credentials=replace(acts.credentials, issue_credential=asking),
        create_offer=replace(acts.create_offer, check_entitlement=check),
    )


def said_of(citizen: str, **facts: str) -> Mapping[CitizenId, Facts]:
    return {CitizenId(citizen): {FactName(name): value for name, value in facts.items()}}


async def test_a_source_that_does_not_answer_costs_a_wallet_nothing_but_time(city: City) -> None:
    token = await city.token()
    body = credential_body(await city.proof())
    acts = city.app.state.acts
    before = await city.counts()
    asking(city, FakeSource(down=True))
    refused = await city.request_credential(token, body)
    assert (refused.status_code, refused.json()["error"]) == (503, "temporarily_unavailable")
    assert await city.counts() == before
    city.app.state.acts = acts
    # The very same request: neither token nor nonce was used up.
    assert (await city.request_credential(token, body)).status_code == 200


async def test_an_offer_waits_for_its_source(city: City) -> None:
    before = await city.counts()
    asking(city, FakeSource(down=True))
    response = await city.client.post(
        "/api/v1/offers", json={"type": "citizen-id", "citizen": "c-senior"}, headers=city.as_officer()
    )
    assert (response.status_code, response.json()["code"]) == (503, "source_unavailable")
    assert await city.counts() == before


@pytest.mark.threat(49)
async def test_the_source_is_asked_again_when_the_credential_is_signed(city: City) -> None:
    token = await city.token()
    source = FakeSource()
    asking(city, source)
    refused = await city.request_credential(token, credential_body(await city.proof()))
    assert (refused.status_code, refused.json()["error"]) == (400, "credential_request_denied")
    assert source.asked == 1


async def test_who_the_source_does_not_know_is_not_eligible(city: City) -> None:
    acts: IssuerActs = city.app.state.acts
    citizen_id = acts.catalogue.types[next(iter(acts.catalogue.types))]
    check = replace(acts.create_offer.check_entitlement, sources={REGISTER: FakeSource()})
    with pytest.raises(NotEligible):
        await check(CitizenId("c-senior"), citizen_id, now=city.clock.now())


async def test_of_whom_the_source_says_too_little_is_not_eligible(city: City) -> None:
    acts: IssuerActs = city.app.state.acts
    citizen_id = acts.catalogue.types[next(iter(acts.catalogue.types))]
    source = FakeSource(said_of("c-senior", name="김영자"))
    check = replace(acts.create_offer.check_entitlement, sources={REGISTER: source})
    with pytest.raises(NotEligible):
        await check(CitizenId("c-senior"), citizen_id, now=city.clock.now())
