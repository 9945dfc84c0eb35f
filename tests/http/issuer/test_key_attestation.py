"""Credentials for attested keys: by one proof among them, or by the attestation alone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.attestation import a_key_attestation, an_attested_proof, anchors_file
from tests.support.issuer import City, an_issuer, verified
from tests.support.keys import ATTACKER, a_signing_key

KEYS = (80, 81, 82)


@pytest.fixture
async def trusting(tmp_path: Path) -> AsyncIterator[City]:
    """An issuer that trusts a wallet provider."""
    async with an_issuer(tmp_path, wallet_provider_anchors=anchors_file(tmp_path)) as city:
        yield city


async def attested(city: City, *keys: int, **changes: Any) -> str:
    given = {"now": city.clock.now()} | changes
    if "nonce" not in given:
        given["nonce"] = await city.nonce()
    return a_key_attestation(*(keys or KEYS), **given)


async def ask(city: City, proofs: dict[str, list[str]]) -> httpx.Response:
    body = {"credential_configuration_id": "citizen-id", "proofs": proofs}
    return await city.request_credential(await city.token(), body)


def bound_keys(response: httpx.Response) -> list[Any]:
    assert response.status_code == 200, response.text
    return [verified(each["credential"]).holder_key for each in response.json()["credentials"]]


async def test_an_attestation_alone_gives_a_credential_for_each_of_its_keys(trusting: City) -> None:
    response = await ask(trusting, {"attestation": [await attested(trusting)]})
    assert bound_keys(response) == [a_signing_key(number).public for number in KEYS]


async def test_one_proof_with_an_attestation_gives_a_credential_for_each_attested_key(trusting: City) -> None:
    nonce = await trusting.nonce()
    proof = an_attested_proof(
        81,
        await attested(trusting, nonce=nonce),
        audience=trusting.issuer,
        nonce=nonce,
        now=trusting.clock.now(),
    )
    response = await ask(trusting, {"jwt": [proof]})
    assert set(bound_keys(response)) == {a_signing_key(number).public for number in KEYS}


async def test_an_attestation_counts_once(trusting: City) -> None:
    attestation = await attested(trusting)
    assert (await ask(trusting, {"attestation": [attestation]})).status_code == 200
    assert (await ask(trusting, {"attestation": [attestation]})).json()["error"] == "invalid_nonce"


async def test_an_attestation_that_is_not_believed_is_an_invalid_proof(trusting: City) -> None:
    forged = await attested(trusting, signer=a_signing_key(ATTACKER))
    response = await ask(trusting, {"attestation": [forged]})
    assert (response.status_code, response.json()["error"]) == (400, "invalid_proof")


async def test_more_attested_keys_than_copies_are_refused(trusting: City) -> None:
    many = await attested(trusting, *range(200, 211))
    assert (await ask(trusting, {"attestation": [many]})).json()["error"] == "invalid_proof"


@pytest.mark.parametrize("number", [0, 2])
async def test_the_proof_type_holds_exactly_one_attestation(trusting: City, number: int) -> None:
    attestations = [await attested(trusting) for _ in range(number)]
    assert (await ask(trusting, {"attestation": attestations})).json()["error"] == "invalid_proof"


async def test_attestations_are_refused_where_nobody_is_trusted(city: City) -> None:
    response = await ask(city, {"attestation": [await attested(city)]})
    assert response.json()["error"] == "invalid_proof"


async def test_metadata_offer_the_proof_type_where_somebody_is_trusted(trusting: City, city: City) -> None:
    path = "/.well-known/openid-credential-issuer"
    offered = (await trusting.client.get(path)).json()["credential_configurations_supported"]
    assert set(offered["citizen-id"]["proof_types_supported"]) == {"jwt", "attestation"}
    plain = (await city.client.get(path)).json()["credential_configurations_supported"]
    assert set(plain["citizen-id"]["proof_types_supported"]) == {"jwt"}


async def test_haip_says_that_every_key_must_be_attested(tmp_path: Path) -> None:
    anchors = anchors_file(tmp_path)
    async with an_issuer(tmp_path, interoperability="haip", wallet_provider_anchors=anchors) as city:
        metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    for configuration in metadata["credential_configurations_supported"].values():
        for support in configuration["proof_types_supported"].values():
            assert support["key_attestations_required"] == {}
