"""Recorded first, then signed: what a failure in between leaves behind, and that no index is given twice."""

import asyncio
import hashlib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import text

from citywallet.protocol.oauth import AccessToken
from citywallet.protocol.oid4vci import ByConfiguration, CredentialRequest, CredentialRequestDenied
from citywallet.protocol.trust import KeyPurpose
from issuer.domain.catalogue import Catalogue, Condition
from issuer.domain.copy_secret import CopySecret
from issuer.domain.errors import StatusListsFull
from issuer.domain.identifiers import FactName
from issuer.domain.predicates import Equals
from issuer.http.acts import IssuerActs
from issuer.ports import CertifiedKey, KeyRing, SignerUnavailable
from issuer.usecases.issue_credential import IssueCredential
from issuer.usecases.status_places import draw_free_places
from tests.support.issuer import City, an_issuer, credential_body, verified
from tests.support.keys import ISSUER, a_signing_key


class KeyThatFails:
    """A signer that is out of order."""

    public = a_signing_key(ISSUER).public

    def sign(self, message: bytes) -> bytes:
        raise SignerUnavailable("the module does not answer")


class RingOfBrokenKeys:
    """The city's ring, with keys that are there and cannot sign."""

    def __init__(self, city: City) -> None:
        acts: IssuerActs = city.app.state.acts
        self._whole = acts.keys

    def signer(self, purpose: KeyPurpose) -> CertifiedKey:
        return CertifiedKey(key=KeyThatFails(), chain=self._whole.signer(purpose).chain)

    def published(self, purpose: KeyPurpose) -> tuple[CertifiedKey, ...]:
        return (self.signer(purpose),)


class RingWithNewKey:
    """A ring in which another key signs by now."""

    def __init__(self, before: KeyRing) -> None:
        self._before = before

    def signer(self, purpose: KeyPurpose) -> CertifiedKey:
        return CertifiedKey(key=a_signing_key(77), chain=self._before.signer(purpose).chain)

    def published(self, purpose: KeyPurpose) -> tuple[CertifiedKey, ...]:
        return (self.signer(purpose), *self._before.published(purpose))


def issuing(city: City) -> IssueCredential:
    acts: IssuerActs = city.app.state.acts
    return acts.credentials.issue_credential


def broken(city: City) -> IssueCredential:
    """The same act, while no key signs."""
    act = issuing(city)
    issue = replace(act.issue_copies, keys=RingOfBrokenKeys(city))
    repeat = replace(act.repeat_issuance, keys=RingOfBrokenKeys(city), issue_copies=issue)
    return replace(act, issue_copies=issue, repeat_issuance=repeat)


def for_residents(act: IssueCredential) -> IssueCredential:
    """The same act, after somebody made the citizen ID one for residents."""
    citizen_id = act.catalogue.find("citizen-id")
    assert citizen_id is not None
    resident = Condition(fact=FactName("incheon_resident"), predicate=Equals(value=True))
    return replace(act, catalogue=Catalogue({citizen_id.id: replace(citizen_id, eligibility=(resident,))}))


async def a_request(city: City, number: int = 2) -> CredentialRequest:
    proof = await city.proof(key=a_signing_key(number))
    return CredentialRequest(
        requested=ByConfiguration(credential_configuration_id="citizen-id"), key_proofs=(proof,)
    )


@pytest.mark.threat(75)
async def test_a_failure_while_signing_leaves_a_record_that_can_be_revoked(city: City) -> None:
    token = await city.token()
    with pytest.raises(SignerUnavailable):
        await broken(city)(AccessToken(token), await a_request(city))
    (orphan,) = await city.credentials()
    assert (orphan["signed"], orphan["state"]) == (False, "valid")
    assert (await city.change(str(orphan["id"]), "revoke")).json()["state"] == "revoked"


@pytest.mark.threat(75)
async def test_a_signature_that_cannot_be_recorded_is_not_delivered_and_can_be_revoked(city: City) -> None:
    async with city.database.transaction() as connection:
        await connection.execute(
            text(
                "CREATE TRIGGER full_disk BEFORE INSERT ON credentials "
                "BEGIN SELECT RAISE(ABORT, 'no space'); END"
            )
        )
    response = await city.request_credential(await city.token(), credential_body(await city.proof()))
    assert response.status_code == 500
    assert response.json() == {
        "error": "server_error",
        "error_description": "Something went wrong on our side; please try again.",
    }
    (orphan,) = await city.credentials()
    assert orphan["signed"] is False
    assert (await city.change(str(orphan["id"]), "revoke")).status_code == 200


@pytest.mark.threat(45)
async def test_trying_again_after_a_failure_revokes_the_orphan(city: City) -> None:
    token = await city.token()
    with pytest.raises(SignerUnavailable):
        await broken(city)(AccessToken(token), await a_request(city))
    assert await city.receive(token)
    states = {(record["signed"], record["state"]) for record in await city.credentials()}
    assert states == {(False, "revoked"), (True, "valid")}


async def test_what_is_recorded_is_what_is_signed(city: City) -> None:
    credential = await city.receive(await city.token())
    signing_input = credential.split("~")[0].rpartition(".")[0]
    async with city.database.read() as connection:
        rows = (await connection.execute(text("SELECT signing_input_digest FROM issuance_intents"))).all()
    assert [row[0] for row in rows] == [hashlib.sha256(signing_input.encode()).digest()]


@pytest.mark.threat(49)
async def test_who_lost_the_entitlement_since_the_offer_gets_nothing(city: City) -> None:
    token = await city.token(citizen="c-away")
    before = await city.counts()
    with pytest.raises(CredentialRequestDenied):
        await for_residents(issuing(city))(AccessToken(token), await a_request(city))
    assert await city.counts() == before


@pytest.mark.threat(49)
async def test_what_was_lost_is_revoked_when_its_citizen_is_no_longer_entitled(city: City) -> None:
    token, request = AccessToken(await city.token(citizen="c-away")), await a_request(city)
    assert await issuing(city)(token, request)
    with pytest.raises(CredentialRequestDenied):
        await for_residents(issuing(city))(token, request)
    (orphan,) = await city.credentials("c-away")
    assert orphan["state"] == "revoked"


@pytest.mark.threat(45)
async def test_the_same_request_after_a_failure_signs_what_was_recorded(city: City) -> None:
    token, request = AccessToken(await city.token()), await a_request(city)
    with pytest.raises(SignerUnavailable):
        await broken(city)(token, request)
    with pytest.raises(SignerUnavailable):
        await broken(city)(token, request)
    recorded = await city.counts()
    answered = await issuing(city)(token, request)
    assert await city.counts() == recorded | {"credentials": 1}
    # What is signed needs no signer any more.
    assert await broken(city)(token, request) == answered
    (record,) = await city.credentials()
    assert (record["signed"], record["state"]) == (True, "valid")


@pytest.mark.threat(45)
async def test_after_a_change_of_keys_the_same_request_gives_what_the_earlier_key_signed(city: City) -> None:
    token, request = AccessToken(await city.token()), await a_request(city)
    answered = await issuing(city)(token, request)
    acts: IssuerActs = city.app.state.acts
    ring = RingWithNewKey(acts.keys)
    act = issuing(city)
    rotated = replace(act, repeat_issuance=replace(act.repeat_issuance, keys=ring))
    assert await rotated(token, request) == answered


@pytest.mark.threat(45)
async def test_with_another_secret_for_salts_the_orphan_is_replaced(city: City) -> None:
    token, request = AccessToken(await city.token()), await a_request(city)
    answered = await issuing(city)(token, request)
    act = issuing(city)
    other = replace(act, repeat_issuance=replace(act.repeat_issuance, copy_secret=CopySecret("another")))
    assert await other(token, request) != answered
    assert sorted(str(record["state"]) for record in await city.credentials()) == ["revoked", "valid"]


@pytest.mark.threat(50)
async def test_parallel_issuing_never_gives_an_index_twice(city: City) -> None:
    tokens = [await city.token() for _ in range(60)]
    issued = await asyncio.gather(
        *(city.receive(token, key=a_signing_key(200 + number)) for number, token in enumerate(tokens))
    )
    places = [verified(credential).status for credential in issued]
    assert len(set(places)) == 60


@pytest.mark.threat(50)
async def test_every_index_of_a_small_list_can_be_given_out_and_then_issuing_stops(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, status_lists=1, status_list_entries=256) as city:
        seen: set[int] = set()
        key = 1_000
        for number in (*[10] * 24, 8):
            nonce = await city.nonce()
            proofs = [await city.proof(key=a_signing_key(key + n), nonce=nonce) for n in range(number)]
            key += number
            response = await city.request_credential(await city.token(), credential_body(*proofs))
            statuses = [verified(each["credential"]).status for each in response.json()["credentials"]]
            indexes = {status.index for status in statuses if status is not None}
            assert not indexes & seen
            seen |= indexes
        assert len(seen) == 248
        full = [await city.proof(key=a_signing_key(key + n)) for n in range(9)]
        response = await city.request_credential(await city.token(), credential_body(*full))
        assert (response.status_code, response.json()["error"]) == (503, "temporarily_unavailable")


async def test_indexes_are_spread_over_the_lists_and_follow_no_order(city: City) -> None:
    places = []
    for number in range(40):
        status = verified(await city.receive(await city.token(), key=a_signing_key(300 + number))).status
        assert status is not None
        places.append((status.uri, status.index))
    assert {uri for uri, _ in places} == {f"{city.issuer}/status/{number}" for number in (1, 2)}
    indexes = [index for _, index in places]
    assert indexes != sorted(indexes)


async def test_copies_of_one_batch_are_spread_over_the_lists_and_follow_no_order(city: City) -> None:
    nonce = await city.nonce()
    proofs = [await city.proof(key=a_signing_key(400 + n), nonce=nonce) for n in range(10)]
    response = await city.request_credential(await city.token(), credential_body(*proofs))
    places = [verified(each["credential"]).status for each in response.json()["credentials"]]
    assert {place.uri for place in places if place is not None} == {
        f"{city.issuer}/status/{number}" for number in (1, 2)
    }
    indexes = [place.index for place in places if place is not None]
    assert len(set(indexes)) == 10
    assert indexes not in (sorted(indexes), sorted(indexes, reverse=True))
    assert all(abs(first - second) > 1 for first, second in pairwise(sorted(indexes)))


async def test_more_places_than_there_are_cannot_be_drawn(tmp_path: Path) -> None:
    async with (
        an_issuer(tmp_path, status_lists=1, status_list_entries=256) as city,
        issuing(city).units.reading() as records,
    ):
        with pytest.raises(StatusListsFull):
            await draw_free_places(records, city.entropy, count=257)
