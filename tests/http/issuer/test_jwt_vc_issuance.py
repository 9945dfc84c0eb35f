"""Fetching a citizen ID as a verifiable credential of the W3C, and its status as bitstrings."""

from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.bitstring import StatusPurpose, bit_at, verify_bitstring_credential
from citywallet.protocol.vcdm import VerifiedVc, check_vc_validity, verify_verifiable_credential
from tests.support.issuer import City
from tests.support.keys import HOLDER, ISSUER, STATUS, a_signing_key

JWT_VC = "citizen-id.jwt_vc"


async def receive(city: City) -> VerifiedVc:
    text = await city.receive(await city.token(type_id=JWT_VC), type_id=JWT_VC)
    return verify_verifiable_credential(text, key=a_signing_key(ISSUER).public)


async def is_set(city: City, entry: Any) -> bool:
    """Whether the list that an entry of `credentialStatus` names has its bit set."""
    response = await city.client.get(entry["statusListCredential"])
    assert (response.status_code, response.headers["content-type"]) == (200, "application/vc+jwt")
    bits = verify_bitstring_credential(
        response.text,
        key=a_signing_key(STATUS).public,
        uri=entry["statusListCredential"],
        purpose=StatusPurpose(entry["statusPurpose"]),
    )
    return bit_at(bits, int(entry["statusListIndex"]))


async def test_a_credential_states_what_the_register_knows_and_is_bound_to_the_proven_key(city: City) -> None:
    credential = await receive(city)
    assert credential.types == ("VerifiableCredential", f"{city.issuer}/vct/citizen-id/1")
    assert credential.issuer == city.issuer
    assert credential.holder_key == a_signing_key(HOLDER).public
    assert credential.subject == {
        "name": "김영자",
        "birthdate": "1950-03-02",
        "age_equal_or_over": {"14": True, "19": True, "60": True, "65": True},
        "district": {"id": "michuhol", "name": "미추홀구", "code": "28177"},
        "legal_dong": {"name": "숭의동"},
        "incheon_resident": True,
    }


async def test_a_credential_is_valid_by_whole_days_of_the_city(city: City) -> None:
    credential = await receive(city)
    check_vc_validity(credential, at=city.clock.now())
    for time in (credential.valid_from, credential.valid_until):
        local = time.astimezone(city.settings.profile.time_zone)
        assert (local.hour, local.minute, local.second) == (0, 0, 0)


@pytest.mark.threat(56)
async def test_each_change_of_the_status_moves_the_bit_of_its_purpose(city: City) -> None:
    credential = await receive(city)
    entries: Any = credential.properties["credentialStatus"]
    by_purpose = {entry["statusPurpose"]: entry for entry in entries}
    assert {*by_purpose} == {"revocation", "suspension"}
    (record,) = await city.credentials()
    for act, expected in (
        ("suspend", {"revocation": False, "suspension": True}),
        ("resume", {"revocation": False, "suspension": False}),
        ("revoke", {"revocation": True, "suspension": False}),
    ):
        await city.change(str(record["id"]), act)
        city.clock.advance(timedelta(seconds=5))
        await city.publish()
        assert {purpose: await is_set(city, entry) for purpose, entry in by_purpose.items()} == expected


async def test_a_list_has_the_times_of_the_status_list_token_and_hides_its_size(city: City) -> None:
    response = await city.client.get("/status/1/bitstring/revocation")
    listed = verify_verifiable_credential(response.text, key=a_signing_key(STATUS).public)
    assert listed.valid_from == city.clock.now()
    assert listed.valid_until == city.clock.now() + city.settings.rhythm.lifetime
    assert response.text == (await city.client.get("/status/1/bitstring/revocation")).text


@pytest.mark.parametrize(
    "path",
    ["/status/99/bitstring/revocation", "/status/1/bitstring/refresh", "/status/x/bitstring/revocation"],
)
async def test_there_is_no_list_of_another_number_or_purpose(city: City, path: str) -> None:
    assert (await city.client.get(path)).status_code == 404


async def test_metadata_describe_the_credential_in_its_own_words(city: City) -> None:
    document = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    configuration = document["credential_configurations_supported"][JWT_VC]
    assert configuration["format"] == "jwt_vc_json"
    assert configuration["credential_definition"] == {
        "type": ["VerifiableCredential", f"{city.issuer}/vct/citizen-id/1"]
    }
    assert "vct" not in configuration
    paths = [claim["path"] for claim in configuration["credential_metadata"]["claims"]]
    assert ["credentialSubject", "name"] in paths
