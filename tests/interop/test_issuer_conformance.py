"""What the Foundation's tests ask of an issuer, asked over HTTP by a wallet of other hands than ours."""

import asyncio
import json
from base64 import b64decode
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey
from cryptography.x509 import load_der_x509_certificate
from joserfc import jws
from joserfc.jwk import ECKey

from city.demo.actors import Actors
from tests.interop.compact import claims_of, spoilt
from tests.support.stranger import Admission, RoomForCertificates, StrangerWallet

Act = Callable[[StrangerWallet, Admission], httpx.Response]


@pytest.fixture
async def admission(stranger: StrangerWallet, actors: Actors) -> Admission:
    """A stranger's access token for a citizen ID."""
    offer = await actors.issuer.offer(type_id="citizen-id", citizen=actors.city.citizens[2], tx_code=False)
    return await asyncio.to_thread(stranger.redeem, offer.credential_offer_uri)


def proven(wallet: StrangerWallet, admission: Admission, **changes: Any) -> str:
    """A proof with a fresh nonce; `changes` replace its claims or its key."""
    terms = {"issuer": admission.issuer, "nonce": wallet.fresh_nonce(admission)} | changes
    return wallet.prove(**terms)


def bound_keys(answer: httpx.Response) -> list[dict[str, str]]:
    """The keys that the issued cards are bound to, as the cards write them."""
    assert answer.status_code == 200, answer.text
    cards = [str(each["credential"]).split("~")[0] for each in answer.json()["credentials"]]
    return [claims_of(card)["cnf"]["jwk"] for card in cards]


def public(key: ECKey) -> dict[str, Any]:
    return {name: key.as_dict(private=False)[name] for name in ("kty", "crv", "x", "y")}


async def test_two_clients_are_served_after_each_other(actors: Actors, stranger: StrangerWallet) -> None:
    cards = []
    for citizen in actors.city.citizens[:2]:
        offer = await actors.issuer.offer(type_id="citizen-id", citizen=citizen, tx_code=True)
        stranger.key = ECKey.generate_key("P-256")
        card = await asyncio.to_thread(stranger.receive, offer.credential_offer_uri, offer.tx_code)
        cards.append(claims_of(card.split("~")[0]))
        assert cards[-1]["cnf"]["jwk"] == public(stranger.key)
    assert cards[0]["status"] != cards[1]["status"]


async def test_a_token_serves_further_requests(stranger: StrangerWallet, admission: Admission) -> None:
    for _ in range(3):
        answer = stranger.request_credential(admission, proofs=[proven(stranger, admission)])
        assert bound_keys(answer) == [public(stranger.key)]


async def test_each_card_of_a_batch_is_bound_to_the_key_that_was_proven_for_it(
    stranger: StrangerWallet, admission: Admission
) -> None:
    size = admission.metadata["batch_credential_issuance"]["batch_size"]
    keys = [ECKey.generate_key("P-256") for _ in range(size)]
    nonce = stranger.fresh_nonce(admission)
    proofs = [stranger.prove(issuer=admission.issuer, nonce=nonce, key=key) for key in keys]
    answer = stranger.request_credential(admission, proofs=proofs)
    assert bound_keys(answer) == [public(key) for key in keys]


async def test_a_key_with_more_than_its_required_members_is_bound_without_them(
    stranger: StrangerWallet, admission: Admission
) -> None:
    stranger.key = ECKey.generate_key("P-256", {"kid": "mine", "use": "sig", "alg": "ES256"})
    answer = stranger.request_credential(admission, proofs=[proven(stranger, admission)])
    assert bound_keys(answer) == [public(stranger.key)]


def invalid_signature(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    return wallet.request_credential(admission, proofs=[spoilt(proven(wallet, admission))])


def missing_proof(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    return wallet.request_credential(admission, proofs=None)


def made_for_another_issuer(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    proof = wallet.prove(issuer="https://other.example", nonce=wallet.fresh_nonce(admission))
    return wallet.request_credential(admission, proofs=[proof])


def missing_nonce(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    return wallet.request_credential(admission, proofs=[proven(wallet, admission, nonce=None)])


def invented_nonce(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    return wallet.request_credential(admission, proofs=[proven(wallet, admission, nonce="invented")])


def used_nonce(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    nonce = wallet.fresh_nonce(admission)
    first, second = (proven(wallet, admission, nonce=nonce) for _ in range(2))
    assert wallet.request_credential(admission, proofs=[first]).status_code == 200
    return wallet.request_credential(admission, proofs=[second])


def unknown_configuration(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    changes = {"credential_configuration_id": "another"}
    return wallet.request_credential(admission, proofs=[proven(wallet, admission)], **changes)


def unknown_identifier(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    changes = {"credential_configuration_id": None, "credential_identifier": "another"}
    return wallet.request_credential(admission, proofs=[proven(wallet, admission)], **changes)


def unsupported_encryption(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    encryption = {"jwk": public(ECKey.generate_key("P-256")), "enc": "A128CBC-HS256"}
    changes = {"credential_response_encryption": encryption}
    return wallet.request_credential(admission, proofs=[proven(wallet, admission)], **changes)


def token_in_query(wallet: StrangerWallet, admission: Admission) -> httpx.Response:
    query = f"?access_token={admission.token}"
    return wallet.request_credential(admission, proofs=[proven(wallet, admission)], query=query)


@pytest.mark.parametrize(
    ("act", "status", "error"),
    [
        (invalid_signature, 400, "invalid_proof"),
        (missing_proof, 400, "invalid_proof"),
        (made_for_another_issuer, 400, "invalid_proof"),
        (missing_nonce, 400, "invalid_proof"),
        (invented_nonce, 400, "invalid_nonce"),
        (used_nonce, 400, "invalid_nonce"),
        (unknown_configuration, 400, "unknown_credential_configuration"),
        (unknown_identifier, 400, "unknown_credential_identifier"),
        (unsupported_encryption, 400, "invalid_encryption_parameters"),
        (token_in_query, 400, "invalid_request"),
    ],
)
async def test_a_wrong_request_is_refused_with_the_error_of_its_kind(
    stranger: StrangerWallet, admission: Admission, act: Act, status: int, error: str
) -> None:
    answer = await asyncio.to_thread(act, stranger, admission)
    assert (answer.status_code, answer.json()["error"]) == (status, error)
    assert answer.headers["cache-control"] == "no-store"


async def test_metadata_are_signed_where_a_client_would_rather_have_them_signed(actors: Actors) -> None:
    url = f"{actors.city.issuer_url}/.well-known/openid-credential-issuer"
    plain = await actors.stranger.get(url)
    accepted = {"Accept": "application/jwt, application/json;q=0.5"}
    answer = await actors.stranger.get(url, headers=accepted)
    assert answer.headers["content-type"] == "application/jwt"
    registry = RoomForCertificates()
    token = jws.extract_compact(answer.content, registry=registry)
    (certificate, *_) = token.headers()["x5c"]
    key = load_der_x509_certificate(b64decode(certificate)).public_key()
    assert isinstance(key, EllipticCurvePublicKey)
    assert jws.validate_compact(token, ECKey.import_key(key), registry=registry)
    assert token.headers()["typ"] == "openidvci-issuer-metadata+jwt"
    claims = json.loads(token.payload)
    assert claims["sub"] == actors.city.issuer_url
    assert plain.headers["content-type"] == "application/json"
    assert plain.json().items() <= claims.items()
