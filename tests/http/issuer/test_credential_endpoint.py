"""Fetching a credential: proven keys, fresh nonces, and never two live ones under one token."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from citywallet.protocol.encoding import encode_base64url, serialize_json
from citywallet.protocol.jose import build_signing_input, claims_of, parse_compact_jws, serialize_compact
from citywallet.protocol.keys import serialize_public_jwk
from issuer.domain.nonces import build_nonce
from tests.support.issuer import COLUMNS, City, credential_body, verified
from tests.support.keys import ATTACKER, HOLDER, a_signing_key


async def refused(city: City, token: str, *proofs: str) -> str:
    """The error code of a request that is refused, and that changed nothing."""
    before = await city.counts()
    response = await city.request_credential(token, credential_body(*proofs))
    assert response.status_code == 400, response.text
    assert await city.counts() == before
    return str(response.json()["error"])


async def test_a_credential_states_what_the_register_knows_and_is_bound_to_the_proven_key(city: City) -> None:
    credential = verified(await city.receive(await city.token()))
    assert credential.vct == f"{city.issuer}/vct/citizen-id/1"
    assert credential.issuer == city.issuer
    assert credential.holder_key == a_signing_key(HOLDER).public
    assert credential.claims == {
        "name": "김영자",
        "birthdate": "1950-03-02",
        "age_equal_or_over": {"14": True, "19": True, "60": True, "65": True},
        "district": {"id": "michuhol", "name": "미추홀구", "code": "28177"},
        "legal_dong": {"name": "숭의동"},
        "incheon_resident": True,
    }


async def test_every_claim_can_be_withheld_but_those_of_the_format_cannot(city: City) -> None:
    text = await city.receive(await city.token())
    alone = verified(f"{text.split('~')[0]}~")
    assert alone.claims == {"age_equal_or_over": {}}
    assert alone.issued_at == city.clock.now()
    assert alone.holder_key is not None
    assert alone.status is not None


async def test_a_claim_that_the_register_does_not_know_cannot_be_told_from_a_withheld_one(city: City) -> None:
    with_dong = await city.receive(await city.token(), key=a_signing_key(11))
    without = await city.receive(await city.token(citizen="c-away"), key=a_signing_key(12))
    assert "legal_dong" not in verified(without).claims
    assert len(_digests(with_dong)) == len(_digests(without))


async def test_as_many_credentials_as_key_proofs_each_with_its_own_key_and_index(city: City) -> None:
    nonce = await city.nonce()
    keys = [a_signing_key(number) for number in range(20, 30)]
    proofs = [await city.proof(key=key, nonce=nonce) for key in keys]
    response = await city.request_credential(await city.token(), credential_body(*proofs))
    issued = [verified(entry["credential"]) for entry in response.json()["credentials"]]
    assert [credential.holder_key for credential in issued] == [key.public for key in keys]
    assert len({(each.status.uri, each.status.index) for each in issued if each.status}) == 10


@pytest.mark.threat(45)
async def test_asking_again_under_the_same_token_revokes_what_it_got_before(city: City) -> None:
    token = await city.token()
    await city.receive(token)
    await city.receive(token)
    states = [record["state"] for record in await city.credentials()]
    assert sorted(map(str, states)) == ["revoked", "valid"]


@pytest.mark.threat(45)
async def test_of_parallel_requests_under_one_token_one_credential_stays_live(city: City) -> None:
    token = await city.token()
    proofs = [await city.proof() for _ in range(8)]
    await asyncio.gather(*(city.request_credential(token, credential_body(proof)) for proof in proofs))
    states = [record["state"] for record in await city.credentials()]
    assert states.count("valid") == 1
    assert len(states) == 8


@pytest.mark.threat(37)
async def test_a_nonce_serves_one_request(city: City) -> None:
    token, nonce = await city.token(), await city.nonce()
    proof = await city.proof(nonce=nonce)
    assert (await city.request_credential(token, credential_body(proof))).status_code == 200
    for other in (await city.proof(nonce=nonce, key=a_signing_key(11)), _with_another_signature(proof)):
        assert await refused(city, token, other) == "invalid_nonce"
    assert await refused(city, await city.token(), proof) == "invalid_nonce"


@pytest.mark.threat(37)
async def test_of_parallel_requests_with_one_nonce_one_is_served(city: City) -> None:
    nonce = await city.nonce()
    tokens = [await city.token() for _ in range(6)]
    proofs = [await city.proof(nonce=nonce) for _ in tokens]
    responses = await asyncio.gather(
        *(city.request_credential(token, credential_body(p)) for token, p in zip(tokens, proofs, strict=True))
    )
    assert sorted(response.status_code for response in responses) == [200] + [400] * 5


@pytest.mark.threat(37)
async def test_a_stale_nonce_is_refused_at_its_end(city: City) -> None:
    nonce = await city.nonce()
    city.clock.advance(seconds=city.settings.nonce_lifetime_seconds)
    token = await city.token()
    assert await refused(city, token, await city.proof(nonce=nonce)) == "invalid_nonce"


@pytest.mark.threat(37)
@pytest.mark.parametrize("nonce", ["", "x", "A" * 54, "wKI4LT17ac15ES9bw8ac4", "ü" * 10, "A" * 5_000])
async def test_a_nonce_that_nobody_handed_out_is_refused(city: City, nonce: str) -> None:
    token = await city.token()
    assert await refused(city, token, await city.proof(nonce=nonce)) in ("invalid_nonce", "invalid_proof")


@pytest.mark.threat(37)
async def test_a_nonce_of_another_issuer_is_refused(city: City) -> None:
    foreign = build_nonce(
        secret=b"another issuer's secret".ljust(32),
        random=bytes(16),
        expires_at=city.clock.now().replace(year=2030),
    )
    token = await city.token()
    assert await refused(city, token, await city.proof(nonce=foreign)) == "invalid_nonce"


@pytest.mark.threat(37)
async def test_a_proof_without_nonce_is_refused(city: City) -> None:
    assert await refused(city, await city.token(), await city.proof(nonce=None)) == "invalid_proof"


@pytest.mark.threat(37)
async def test_a_request_without_proof_is_refused(city: City) -> None:
    token = await city.token()
    response = await city.request_credential(token, {"credential_configuration_id": "citizen-id"})
    assert (response.status_code, response.json()["error"]) == (400, "invalid_proof")


@pytest.mark.threat(37)
async def test_a_proof_for_another_issuer_is_refused(city: City) -> None:
    proof = await city.proof(audience="https://issuer.example")
    assert await refused(city, await city.token(), proof) == "invalid_proof"


@pytest.mark.threat(37)
async def test_a_proof_signed_by_another_key_is_refused(city: City) -> None:
    proof = await city.proof()
    head, payload, _ = proof.split(".")
    forged = a_signing_key(ATTACKER).sign(f"{head}.{payload}".encode())
    assert (
        await refused(city, await city.token(), f"{head}.{payload}.{encode_base64url(forged)}")
        == "invalid_proof"
    )


@pytest.mark.threat(37)
async def test_more_proofs_than_the_batch_size_are_refused_without_being_looked_at(city: City) -> None:
    token = await city.token()
    assert await refused(city, token, *(["x.y.z"] * 11)) == "invalid_proof"
    many = credential_body(*(["x"] * 10_000))
    response = await city.request_credential(token, many)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_proof")


async def test_one_key_twice_in_a_request_is_refused(city: City) -> None:
    nonce = await city.nonce()
    proofs = [await city.proof(nonce=nonce), await city.proof(nonce=nonce)]
    assert await refused(city, await city.token(), *proofs) == "invalid_proof"


@pytest.mark.threat(38)
async def test_a_key_proven_for_two_citizens_is_refused(city: City) -> None:
    await city.receive(await city.token(citizen="c-senior"), key=a_signing_key(40))
    other = await city.token(citizen="c-young")
    assert await refused(city, other, await city.proof(key=a_signing_key(40))) == "invalid_proof"


@pytest.mark.threat(36)
@pytest.mark.parametrize(("ahead_seconds", "accepted"), [(60, True), (61, False), (3_600, False)])
async def test_a_wallets_clock_may_be_a_minute_ahead(city: City, ahead_seconds: int, accepted: bool) -> None:
    token = await city.token()
    made_at = city.clock.now().replace(microsecond=0)
    proof = await city.proof(now=made_at + timedelta(seconds=ahead_seconds))
    response = await city.request_credential(token, credential_body(proof))
    assert response.status_code == (200 if accepted else 400)


@pytest.mark.threat(36)
@pytest.mark.parametrize(("behind_seconds", "accepted"), [(360, True), (361, False), (3_600, False)])
async def test_a_proof_may_be_as_old_as_its_nonce_and_a_minute(
    city: City, behind_seconds: int, accepted: bool
) -> None:
    token = await city.token()
    proof = await city.proof(now=city.clock.now() - timedelta(seconds=behind_seconds))
    response = await city.request_credential(token, credential_body(proof))
    assert response.status_code == (200 if accepted else 400)


@pytest.mark.threat(36)
async def test_a_token_ends_at_its_last_second(city: City) -> None:
    token = await city.token()
    city.clock.advance(seconds=299)
    assert await city.receive(token)
    city.clock.advance(seconds=1)
    response = await city.request_credential(token, credential_body(await city.proof()))
    assert (response.status_code, response.json()["error"]) == (401, "invalid_token")


@pytest.mark.threat(49)
async def test_what_the_register_says_at_signing_counts(city: City) -> None:
    token = await city.token()
    await city.import_register(f"{COLUMNS}\nc-senior,김영자,1950-03-02,bupyeong,부평구,,십정동,,false\n")
    credential = verified(await city.receive(token))
    assert credential.claims["incheon_resident"] is False
    assert credential.claims["district"] == {"id": "bupyeong", "name": "부평구"}


async def test_age_is_of_the_citys_day_not_of_greenwich(city: City) -> None:
    # 15:00 UTC is midnight in Seoul: the sixteenth birthday of who was born on 2010-11-24 has begun there.
    city.clock.set(city.clock.now().replace(year=2029, hour=14, minute=59))
    before = verified(await city.receive(await city.token(citizen="c-young"), key=a_signing_key(50)))
    city.clock.advance(minutes=1)
    after = verified(await city.receive(await city.token(citizen="c-young"), key=a_signing_key(51)))
    assert before.claims["age_equal_or_over"]["19"] is False  # type: ignore[index, call-overload]
    assert after.claims["age_equal_or_over"]["19"] is True  # type: ignore[index, call-overload]


async def test_the_expiry_is_a_midnight_of_the_city(city: City) -> None:
    credential = verified(await city.receive(await city.token()))
    assert credential.expires_at is not None
    assert credential.expires_at.isoformat() == "2028-11-21T15:00:00+00:00"


@pytest.mark.parametrize(
    ("header", "error"),
    [
        (None, None),
        ("Bearer unknown", "invalid_token"),
        ("Bearer", "invalid_token"),
        ("Basic abc", "invalid_token"),
        ("Bearer a b", "invalid_token"),
    ],
)
async def test_without_a_good_token_the_answer_is_401_whatever_the_body(
    city: City, header: str | None, error: str | None
) -> None:
    headers = {"Content-Type": "application/json"} | ({"Authorization": header} if header else {})
    response = await city.client.post("/credential", content=b"no json", headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    if error:
        assert response.json()["error"] == error


async def test_a_token_in_the_query_is_refused_even_beside_a_good_header(city: City) -> None:
    token = await city.token()
    response = await city.client.post(
        "/credential",
        params={"access_token": token},
        json=credential_body(await city.proof()),
        headers={"Authorization": f"Bearer {token}"},
    )
    assert (response.status_code, response.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize(
    ("body", "error"),
    [
        ({"credential_configuration_id": "another"}, "unknown_credential_configuration"),
        ({"credential_identifier": "another"}, "unknown_credential_identifier"),
        ({}, "invalid_credential_request"),
        ({"credential_configuration_id": 1}, "invalid_credential_request"),
        ({"credential_configuration_id": None}, "invalid_credential_request"),
        (
            {"credential_configuration_id": "citizen-id", "credential_identifier": "citizen-id"},
            "invalid_credential_request",
        ),
        ({"credential_configuration_id": "citizen-id", "proof": {"jwt": "x"}}, "invalid_proof"),
        ({"credential_configuration_id": "citizen-id", "proofs": []}, "invalid_proof"),
        ({"credential_configuration_id": "citizen-id", "proofs": {"jwt": []}}, "invalid_proof"),
        ({"credential_configuration_id": "citizen-id", "proofs": {"jwt": [1]}}, "invalid_proof"),
        ({"credential_configuration_id": "citizen-id", "proofs": {"di_vp": [{}]}}, "invalid_proof"),
        (
            {"credential_configuration_id": "citizen-id", "credential_response_encryption": {"enc": "x"}},
            "invalid_encryption_parameters",
        ),
    ],
)
async def test_a_wrong_request_is_refused_with_the_error_of_its_kind(
    city: City, body: dict[str, Any], error: str
) -> None:
    token = await city.token()
    if "proofs" not in body and "proof" not in body:
        body = body | {"proofs": {"jwt": [await city.proof()]}}
    before = await city.counts()
    response = await city.request_credential(token, body)
    assert (response.status_code, response.json()["error"]) == (400, error)
    assert await city.counts() == before


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"a":1,"a":2}',
        b'{"credential_configuration_id":"citizen-id","credential_configuration_id":"citizen-id"}',
        b"[" * 100_000,
        b'{"a":' * 500 + b"1" + b"}" * 500,
        b'{"a":"' + b"x" * 300_000 + b'"}',
        b'{"a":1e999}',
    ],
)
@pytest.mark.threat(5)
async def test_a_body_that_is_no_plain_json_object_is_an_invalid_credential_request(
    city: City, body: bytes
) -> None:
    token = await city.token()
    before = await city.counts()
    response = await city.request_credential(token, body)
    assert (response.status_code, response.json()["error"]) == (400, "invalid_credential_request")
    assert await city.counts() == before


async def test_another_media_type_than_json_is_refused(city: City) -> None:
    response = await city.client.post(
        "/credential",
        content=serialize_json(credential_body(await city.proof())),
        headers={"Authorization": f"Bearer {await city.token()}", "Content-Type": "text/plain"},
    )
    assert (response.status_code, response.json()["error"]) == (400, "invalid_credential_request")


async def test_a_private_key_in_a_proof_is_refused_and_not_repeated(city: City) -> None:
    key = a_signing_key(60)
    scalar = key.private_key.private_numbers().private_value.to_bytes(32)
    jwk = serialize_public_jwk(key.public) | {"d": encode_base64url(scalar)}
    claims = {"aud": city.issuer, "iat": int(city.clock.now().timestamp()), "nonce": await city.nonce()}
    signing_input = build_signing_input({"typ": "openid4vci-proof+jwt", "jwk": jwk}, claims)
    proof = serialize_compact(signing_input, key.sign(signing_input))
    response = await city.request_credential(await city.token(), credential_body(proof))
    assert response.json()["error"] == "invalid_proof"
    assert encode_base64url(scalar) not in response.text


def _with_another_signature(proof: str) -> str:
    """The same proof, signed again: what is signed stays, r and s do not."""
    head, payload, _ = proof.split(".")
    made = a_signing_key(HOLDER).private_key.sign(f"{head}.{payload}".encode(), ec.ECDSA(SHA256()))
    r, s = decode_dss_signature(made)
    return f"{head}.{payload}.{encode_base64url(r.to_bytes(32) + s.to_bytes(32))}"


def _digests(credential: str) -> list[Any]:
    digests = claims_of(parse_compact_jws(credential.split("~")[0]))["_sd"]
    assert isinstance(digests, list)
    return digests
