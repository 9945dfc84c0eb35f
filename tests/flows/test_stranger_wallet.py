"""A wallet that shares no code with ours receives and presents; the PyPI sd-jwt library reads the card."""

import asyncio
from base64 import b64decode
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier

from city.demo.actors import Actors
from tests.support.stranger import StrangerWallet


@pytest.fixture
async def stranger(actors: Actors) -> AsyncIterator[StrangerWallet]:
    """A stranger's wallet that holds the citizen ID of somebody over 65 who lives in the city."""
    wallet = StrangerWallet(now=int(datetime.now(UTC).timestamp()))
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=actors.city.citizens[0], tx_code=True)
    await asyncio.to_thread(wallet.receive, offer.credential_offer_uri, offer.tx_code)
    yield wallet
    wallet.http.close()


async def test_a_stranger_receives_a_card_that_another_library_reads(stranger: StrangerWallet) -> None:
    def key_of(_issuer: str, header: dict[str, list[str]]) -> JWK:
        leaf = x509.load_der_x509_certificate(b64decode(header["x5c"][0]))
        return JWK.from_pyca(leaf.public_key())

    read = SDJWTVerifier(stranger.sd_jwt, key_of).get_verified_payload()
    assert read["cnf"]["jwk"]["x"] == stranger.key.as_dict(private=False)["x"]
    assert read["age_equal_or_over"]["65"] is True
    assert {"name", "birthdate", "district", "legal_dong", "incheon_resident", "status"} <= read.keys()


async def test_a_stranger_is_believed_and_shows_just_what_was_asked(
    stranger: StrangerWallet, actors: Actors
) -> None:
    asked = await actors.verifier.ask("senior-resident", as_of=None)
    answer = await asyncio.to_thread(stranger.present, asked.request_uri)
    assert (answer.status_code, answer.json()) == (200, {})
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert (result.state, result.decision) == ("answered", "accepted")


@pytest.mark.threat(22)
async def test_a_strangers_second_answer_is_refused_and_changes_nothing(
    stranger: StrangerWallet, actors: Actors
) -> None:
    asked = await actors.verifier.ask("age-65", as_of=None)
    request = await asyncio.to_thread(stranger.read_request, asked.request_uri)
    first, second = [await asyncio.to_thread(stranger.answer, request) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 400)
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert result.decision == "accepted"


@pytest.mark.threat(20)
@pytest.mark.parametrize(
    ("spoilt", "reason"),
    [
        ({"nonce": "another"}, "not_for_us"),
        ({"aud": "x509_hash:another"}, "not_for_us"),
        ({"sd_hash": "another"}, "not_the_holder"),
        ({"iat": 1_700_000_000}, "not_the_holder"),
        ({"iat": 4_000_000_000}, "not_the_holder"),
    ],
)
async def test_a_strangers_spoilt_key_binding_is_refused(
    stranger: StrangerWallet, actors: Actors, spoilt: dict[str, object], reason: str
) -> None:
    asked = await actors.verifier.ask("age-65", as_of=None)
    answer = await asyncio.to_thread(stranger.present, asked.request_uri, **spoilt)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")
    result = await actors.verifier.result(asked.id, wait=timedelta(seconds=5))
    assert result.decision == "refused"
    assert result.report is not None
    assert result.report["reason"] == reason
