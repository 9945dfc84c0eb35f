"""Wallets that prove who they are, in the open profile, where they may, and in HAIP, where they must."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from citywallet.protocol.encoding import serialize_json
from citywallet.protocol.keys import serialize_public_jwk
from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT
from citywallet.runtime.settings import SettingsInvalid
from issuer.adapters.attester_files import load_attesters
from tests.support.attestation import (
    CLIENT_ID,
    OTHER_INSTANCE,
    PROVIDER,
    PROVIDER_URL,
    AttestedWallet,
    a_pop,
    an_attestation,
    anchors_file,
)
from tests.support.dpop import DpopClient
from tests.support.issuer import City, OfferInHand, an_issuer, credential_body, issuer_settings
from tests.support.keys import ATTACKER, a_signing_key

HEADER, POP_HEADER = "OAuth-Client-Attestation", "OAuth-Client-Attestation-PoP"


@pytest.fixture
async def trusting(tmp_path: Path) -> AsyncIterator[City]:
    """An issuer in the open profile that trusts a wallet provider."""
    async with an_issuer(tmp_path, wallet_provider_anchors=anchors_file(tmp_path)) as city:
        yield city


@pytest.fixture
async def strict(tmp_path: Path) -> AsyncIterator[City]:
    """An issuer in the HAIP profile."""
    anchors = anchors_file(tmp_path)
    async with an_issuer(tmp_path, interoperability="haip", wallet_provider_anchors=anchors) as city:
        yield city


async def challenge(city: City) -> str:
    response = await city.client.post("/challenge")
    assert response.headers["cache-control"] == "no-store"
    return str(response.json()["attestation_challenge"])


async def redeem(city: City, offer: OfferInHand, headers: dict[str, str], **fields: str) -> httpx.Response:
    given = {"grant_type": PRE_AUTHORIZED_CODE_GRANT, "pre-authorized_code": offer.code}
    return await city.client.post("/token", data=given | fields, headers=headers)


async def strict_headers(city: City, client: DpopClient, number: int | None = None) -> dict[str, str]:
    """What a HAIP wallet sends to the token endpoint."""
    wallet = AttestedWallet(city.issuer) if number is None else AttestedWallet(city.issuer, number)
    attested = wallet.headers(now=city.clock.now(), challenge=await challenge(city))
    return attested | {"DPoP": client.proof("/token")}


async def test_an_attested_wallet_gets_a_token_under_its_attested_name(trusting: City) -> None:
    headers = AttestedWallet(trusting.issuer).headers(now=trusting.clock.now())
    response = await redeem(trusting, await trusting.offer(), headers)
    assert response.status_code == 200, response.text
    assert response.headers["oauth-client-attestation-challenge"]
    token = response.json()["access_token"]
    other = credential_body(await trusting.proof(client_id="https://other.example"))
    assert (await trusting.request_credential(token, other)).json()["error"] == "invalid_proof"
    mine = credential_body(await trusting.proof(client_id=CLIENT_ID))
    assert (await trusting.request_credential(token, mine)).status_code == 200


async def test_a_wallet_that_cannot_attest_is_served_in_the_open_profile(trusting: City) -> None:
    assert await trusting.receive(await trusting.token())


async def test_attestations_are_not_looked_at_where_nobody_is_trusted(city: City) -> None:
    headers = {HEADER: "anything", POP_HEADER: "anything"}
    assert (await redeem(city, await city.offer(), headers)).status_code == 200


async def test_open_metadata_say_that_attesting_is_possible(trusting: City, city: City) -> None:
    metadata = (await trusting.client.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["token_endpoint_auth_methods_supported"] == ["none", "attest_jwt_client_auth"]
    assert metadata["client_attestation_signing_alg_values_supported"] == ["ES256"]
    assert metadata["client_attestation_pop_signing_alg_values_supported"] == ["ES256"]
    assert "challenge_endpoint" not in metadata
    without = (await city.client.get("/.well-known/oauth-authorization-server")).json()
    assert without["token_endpoint_auth_methods_supported"] == ["none"]


def changed_attestations(city: City) -> dict[str, dict[str, str]]:
    """Header fields that each break one rule."""
    now, issuer = city.clock.now(), city.issuer
    pop = a_pop(audience=issuer, now=now)
    good = an_attestation(now=now)
    stranger = a_signing_key(ATTACKER)
    return {
        "expired": {HEADER: an_attestation(now=now, exp=int(now.timestamp()) - 61), POP_HEADER: pop},
        "without sub": {HEADER: an_attestation(now=now, sub=None), POP_HEADER: pop},
        "bad signature": {HEADER: an_attestation(now=now, signer=stranger), POP_HEADER: pop},
        "bad signature of the proof": {HEADER: good, POP_HEADER: f"{pop[:-4]}AAAA"},
        "wrong audience": {HEADER: good, POP_HEADER: a_pop(audience=f"{issuer}/token", now=now)},
        "another key": {HEADER: good, POP_HEADER: a_pop(audience=issuer, now=now, signer=stranger)},
        "another client": {HEADER: good, POP_HEADER: a_pop(audience=issuer, now=now, iss="other")},
        "no proof": {HEADER: good},
        "no attestation": {POP_HEADER: pop},
    }


@pytest.mark.parametrize(
    "name",
    [
        "expired",
        "without sub",
        "bad signature",
        "bad signature of the proof",
        "wrong audience",
        "another key",
        "another client",
        "no proof",
        "no attestation",
    ],
)
async def test_who_attests_wrongly_is_refused_and_uses_nothing_up(trusting: City, name: str) -> None:
    offer = await trusting.offer()
    before = await trusting.counts()
    response = await redeem(trusting, offer, changed_attestations(trusting)[name])
    assert (response.status_code, response.json()["error"]) == (400, "invalid_client_attestation")
    assert await trusting.counts() == before
    assert (await redeem(trusting, offer, {})).status_code == 200


async def test_a_proof_of_possession_counts_once(trusting: City) -> None:
    headers = AttestedWallet(trusting.issuer).headers(now=trusting.clock.now())
    assert (await redeem(trusting, await trusting.offer(), headers)).status_code == 200
    again = await redeem(trusting, await trusting.offer(), headers)
    assert again.json()["error"] == "invalid_client_attestation"


async def test_the_request_must_name_the_attested_client(trusting: City) -> None:
    wallet, offer = AttestedWallet(trusting.issuer), await trusting.offer()
    headers = wallet.headers(now=trusting.clock.now())
    refused = await redeem(trusting, offer, headers, client_id="https://other.example")
    assert refused.json()["error"] == "invalid_client_attestation"
    headers = wallet.headers(now=trusting.clock.now())
    assert (await redeem(trusting, offer, headers, client_id=CLIENT_ID)).status_code == 200


async def test_a_challenge_that_is_not_ours_or_ended_is_answered_with_a_fresh_one(trusting: City) -> None:
    wallet, offer = AttestedWallet(trusting.issuer), await trusting.offer()
    ended = await challenge(trusting)
    trusting.clock.advance(seconds=trusting.settings.nonce_lifetime_seconds)
    for wrong in ("not ours", ended, await trusting.nonce()):
        headers = wallet.headers(now=trusting.clock.now(), challenge=wrong)
        refused = await redeem(trusting, offer, headers)
        assert (refused.status_code, refused.json()["error"]) == (400, "use_attestation_challenge")
    fresh = refused.headers["oauth-client-attestation-challenge"]
    headers = wallet.headers(now=trusting.clock.now(), challenge=fresh)
    assert (await redeem(trusting, offer, headers)).status_code == 200


@pytest.mark.threat(90)
async def test_a_refresh_token_is_bound_to_the_attested_key(trusting: City) -> None:
    now = trusting.clock.now()
    wallet, other = AttestedWallet(trusting.issuer), AttestedWallet(trusting.issuer, OTHER_INSTANCE)
    tokens = (await redeem(trusting, await trusting.offer(), wallet.headers(now=now))).json()
    fields = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    for headers in ({}, other.headers(now=now)):
        refused = await trusting.client.post("/token", data=fields, headers=headers)
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    mine = await trusting.client.post("/token", data=fields, headers=wallet.headers(now=now))
    assert mine.status_code == 200


async def test_haip_serves_who_attests_answers_a_challenge_and_binds_the_token(strict: City) -> None:
    client = await DpopClient.of(strict)
    response = await redeem(strict, await strict.offer(), await strict_headers(strict, client))
    assert response.status_code == 200, response.text
    assert response.json()["token_type"] == "DPoP"


async def test_haip_refuses_anonymous_clients(strict: City) -> None:
    client, offer = await DpopClient.of(strict), await strict.offer()
    refused = await client.redeem(offer)
    assert (refused.status_code, refused.json()["error"]) == (401, "invalid_client")
    named = await redeem(strict, offer, {"DPoP": client.proof("/token")}, client_id=CLIENT_ID)
    assert (named.status_code, named.json()["error"]) == (401, "invalid_client")


async def test_haip_gives_no_token_that_is_bound_to_no_key(strict: City) -> None:
    headers = AttestedWallet(strict.issuer).headers(now=strict.clock.now(), challenge=await challenge(strict))
    response = await redeem(strict, await strict.offer(), headers)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_dpop_proof")


async def test_haip_wants_an_answer_to_its_challenge(strict: City) -> None:
    client = await DpopClient.of(strict)
    headers = AttestedWallet(strict.issuer).headers(now=strict.clock.now())
    response = await redeem(strict, await strict.offer(), headers | {"DPoP": client.proof("/token")})
    assert (response.status_code, response.json()["error"]) == (400, "use_attestation_challenge")
    assert response.headers["oauth-client-attestation-challenge"]


async def test_haip_metadata_say_what_is_demanded(strict: City) -> None:
    metadata = (await strict.client.get("/.well-known/oauth-authorization-server")).json()
    assert metadata["token_endpoint_auth_methods_supported"] == ["attest_jwt_client_auth"]
    assert metadata["pre-authorized_grant_anonymous_access_supported"] is False
    assert metadata["challenge_endpoint"] == f"{strict.issuer}/challenge"


@pytest.mark.parametrize("changes", [{}, {"wallet_provider_keys": Path("keys.json")}])
def test_haip_needs_roots_of_wallet_providers_and_no_other_trust(
    tmp_path: Path, changes: dict[str, Any]
) -> None:
    anchors = {"wallet_provider_anchors": tmp_path / "roots.pem"} if changes else {}
    with pytest.raises(ValueError, match="CITYWALLET_ISSUER_PROFILE=haip"):
        issuer_settings(tmp_path, interoperability="haip", **anchors, **changes)


def test_trusted_keys_are_read_by_provider(tmp_path: Path) -> None:
    key = a_signing_key(PROVIDER).public
    path = tmp_path / "providers.json"
    path.write_bytes(serialize_json({PROVIDER_URL: {"keys": [serialize_public_jwk(key) | {"kid": "11"}]}}))
    assert load_attesters(None, path).keys == {PROVIDER_URL: {"11": key}}


@pytest.mark.parametrize(
    "content", [None, b"", b"[]", b'{"a":{}}', b'{"a":{"keys":[1]}}', b'{"a":{"keys":[{}]}}']
)
def test_files_of_trusted_providers_that_cannot_be_used_stop_the_start(
    tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "providers"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsInvalid, match=str(path)):
        load_attesters(None, path)
    with pytest.raises(SettingsInvalid, match=str(path)):
        load_attesters(path, None)
