"""Every type of the catalogue is offered, issued and verified; a new type is a new file and nothing else."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from citywallet.runtime.settings import SettingsInvalid
from issuer.adapters.catalogue_files import load_catalogue
from issuer.app import build_app
from tests.support.attestation import a_key_attestation, anchors_file
from tests.support.clock import NOON
from tests.support.facts_service import KEY, a_facts_service
from tests.support.issuer import City, an_issuer, issuer_settings, verified
from tests.support.keys import a_signing_key

LISTS = {
    "families": ("name,married,single_parent,children", "김영자,true,false,2"),
    "disabilities": ("name,registered,severe,companion", "김영자,true,false,true"),
    "veterans": ("name,entitled,category,bereaved,incheon_resident", "김영자,true,국가유공자,false,true"),
    "volunteers": ("hours", "120"),
    "foreign-residents": (
        "name,birthdate,nationality,stay_until,district_name,district_id",
        "Siobhán,1990-05-05,IRL,2027-05-05,서구,seo",
    ),
    "mileage": ("balance", "5200"),
}
TYPES = (
    "citizen-id",
    "residence",
    "family",
    "senior",
    "disability",
    "veteran",
    "volunteer-hours",
    "foreign-resident",
    "mileage",
)
PARKING: dict[str, Any] = {
    "id": "parking",
    "version": 3,
    "scope": "parking",
    "source": "parking-permits",
    "lifetime_days": 30,
    "facts": {"zone": "text", "cars": "integer"},
    "eligibility": [{"fact": "cars", "at_least": 1}],
    "display": [
        {"locale": locale, "name": name, "description": "-", "background_color": "#000", "text_color": "#fff"}
        for locale, name in (("ko", "주차증"), ("en", "Parking"))
    ],
    "claims": [
        {
            "path": ["zone"],
            "fact": "zone",
            "disclosable": True,
            "mandatory": True,
            "display": {"ko": "구역", "en": "Zone"},
        }
    ],
}


async def fill_lists(city: City, citizen: str = "c-senior") -> None:
    for source, (columns, row) in LISTS.items():
        response = await city.import_facts(source, f"citizen_id,{columns}\n{citizen},{row}\n")
        assert response.json()["new"] == 1, response.text


def a_folder(folder: Path, document: dict[str, Any] = PARKING) -> Path:
    beside = folder / "types"
    beside.mkdir()
    (beside / "parking.json").write_text(json.dumps(document), encoding="utf-8")
    (beside / "notes.txt").write_text("no type", encoding="utf-8")
    return beside


def test_the_catalogue_has_its_nine_types() -> None:
    assert set(load_catalogue().types) == set(TYPES)


@pytest.mark.parametrize("type_id", TYPES)
async def test_each_type_is_in_the_metadata_and_is_issued(city: City, type_id: str) -> None:
    metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    configuration = metadata["credential_configurations_supported"][type_id]
    assert {each["locale"] for each in configuration["credential_metadata"]["display"]} == {"ko", "en"}
    assert (await city.client.get(f"/vct/{type_id}/1")).json()["vct"] == configuration["vct"]
    await fill_lists(city)
    credential = await city.issued(type_id)
    assert credential.vct == configuration["vct"]


async def test_a_threshold_is_all_that_mileage_and_volunteer_hours_say(city: City) -> None:
    await fill_lists(city)
    mileage = await city.issued("mileage")
    assert mileage.claims["balance_gte"] == {"1000": True, "5000": True, "10000": False, "50000": False}
    assert "balance" not in mileage.claims
    assert "5200" not in json.dumps(dict(mileage.claims))
    hours = await city.issued("volunteer-hours")
    assert hours.claims["hours_gte"] == {"10": True, "50": True, "100": True, "300": False}


async def test_mileage_is_short_lived(city: City) -> None:
    await fill_lists(city)
    mileage = await city.issued("mileage")
    assert mileage.expires_at is not None
    assert timedelta(0) < mileage.expires_at - NOON <= timedelta(days=1)


async def test_marital_status_is_in_no_type_but_its_own() -> None:
    catalogue = load_catalogue()
    holding = {
        type_id
        for type_id, credential_type in catalogue.types.items()
        if any("married" in claim.path for claim in credential_type.claims)
    }
    assert holding == {"family"}


async def test_a_new_file_makes_a_type_that_is_offered_issued_and_verified(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, catalogue=a_folder(tmp_path)) as city:
        metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
        assert metadata["credential_configurations_supported"]["parking"]["scope"] == "parking"
        assert (await city.client.get("/vct/parking/3")).json()["name"] == "Parking"
        await city.import_facts(
            "parking-permits", "citizen_id,zone,cars\nc-senior,송도 3,1\nc-young,송도 3,0\n"
        )
        credential = await city.issued("parking")
        assert credential.claims["zone"] == "송도 3"
        refused = await city.client.post(
            "/api/v1/offers", json={"type": "parking", "citizen": "c-young"}, headers=city.as_officer()
        )
        assert refused.json()["code"] == "not_eligible"


def bound_keys(response: httpx.Response) -> list[Any]:
    assert response.status_code == 200, response.text
    return [verified(each["credential"]).holder_key for each in response.json()["credentials"]]


async def ask_for_parking(city: City, **proofs: list[str]) -> httpx.Response:
    body = {"credential_configuration_id": "parking", "proofs": proofs}
    return await city.request_credential(await city.token(type_id="parking"), body)


async def test_a_type_gives_no_more_copies_than_its_file_says_to_the_keys_that_come_first(
    tmp_path: Path,
) -> None:
    few = a_folder(tmp_path, PARKING | {"batch_size": 2})
    anchors = anchors_file(tmp_path)
    async with an_issuer(tmp_path, catalogue=few, wallet_provider_anchors=anchors) as city:
        metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
        assert metadata["batch_credential_issuance"] == {"batch_size": 10}
        await city.import_facts("parking-permits", "citizen_id,zone,cars\nc-senior,송도 3,1\n")
        nonce, now = await city.nonce(), city.clock.now()
        proofs = [await city.proof(key=a_signing_key(100 + number), nonce=nonce) for number in range(3)]
        body = {"credential_configuration_id": "parking", "proofs": {"jwt": proofs}}
        token = await city.token(type_id="parking")
        answer = await city.request_credential(token, body)
        assert bound_keys(answer) == [a_signing_key(100 + number).public for number in range(2)]
        assert (await city.request_credential(token, body)).json() == answer.json()
        attested = a_key_attestation(110, 111, 112, now=now, nonce=await city.nonce())
        answer = await ask_for_parking(city, attestation=[attested])
        assert bound_keys(answer) == [a_signing_key(110 + number).public for number in range(2)]


@pytest.mark.threat(37)
async def test_every_proof_must_hold_also_those_that_get_no_copy(tmp_path: Path) -> None:
    async with an_issuer(tmp_path, catalogue=a_folder(tmp_path, PARKING | {"batch_size": 1})) as city:
        await city.import_facts("parking-permits", "citizen_id,zone,cars\nc-senior,송도 3,1\n")
        nonce = await city.nonce()
        good = await city.proof(nonce=nonce)
        bad = await city.proof(key=a_signing_key(101), nonce=nonce, audience="https://another.example")
        refused = await ask_for_parking(city, jwt=[good, bad])
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_proof")


async def test_metadata_name_the_largest_number_of_copies(tmp_path: Path) -> None:
    many = a_folder(tmp_path, PARKING | {"batch_size": 25})
    async with an_issuer(tmp_path, catalogue=many) as city:
        metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
        assert metadata["batch_credential_issuance"] == {"batch_size": 25}


@pytest.mark.threat(37)
async def test_a_type_whose_file_says_so_goes_to_attested_keys_alone(tmp_path: Path) -> None:
    strict = a_folder(tmp_path, PARKING | {"key_attestation": "required"})
    anchors = anchors_file(tmp_path)
    async with an_issuer(tmp_path, catalogue=strict, wallet_provider_anchors=anchors) as city:
        metadata = (await city.client.get("/.well-known/openid-credential-issuer")).json()
        required = {
            configuration_id: "key_attestations_required" in described["proof_types_supported"]["jwt"]
            for configuration_id, described in metadata["credential_configurations_supported"].items()
        }
        assert {each for each, is_required in required.items() if is_required} == {"parking"}
        await city.import_facts("parking-permits", "citizen_id,zone,cars\nc-senior,송도 3,1\n")
        refused = await ask_for_parking(city, jwt=[await city.proof()])
        assert (refused.status_code, refused.json()["error"]) == (400, "invalid_proof")
        assert "attests" in refused.json()["error_description"]
        attested = a_key_attestation(100, now=city.clock.now(), nonce=await city.nonce())
        assert (await ask_for_parking(city, attestation=[attested])).status_code == 200
        assert await city.issued("citizen-id")


def test_a_type_for_attested_keys_stops_the_start_where_nobody_is_trusted_to_attest(tmp_path: Path) -> None:
    strict = a_folder(tmp_path, PARKING | {"key_attestation": "required"})
    with pytest.raises(SettingsInvalid, match="'parking' goes to attested keys alone"):
        build_app(issuer_settings(tmp_path, catalogue=strict))


async def test_an_authoritys_service_stands_behind_a_type_by_configuration_alone(tmp_path: Path) -> None:
    async with a_facts_service() as service:
        service.known = {"c-senior": {"balance": 12_000}}
        described = {"mileage": {"kind": "http", "url": service.origin, "key": KEY}}
        async with an_issuer(tmp_path, sources=described, outbound_allowed_origins=(service.origin,)) as city:
            credential = await city.issued("mileage")
            assert credential.claims["balance_gte"] == {
                "1000": True,
                "5000": True,
                "10000": True,
                "50000": False,
            }
            token = await city.token(type_id="mileage")
            service.known = {}
            refused = await city.request_credential(token, await city.body("mileage"))
            assert refused.json()["error"] == "credential_request_denied"
            not_a_file = await city.import_facts("mileage", "citizen_id,balance\nc-senior,1\n")
            assert not_a_file.json()["code"] == "source_unknown"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("{", "parking.json cannot be read"),
        (json.dumps(PARKING | {"id": "veteran"}), "parking.json repeats the type veteran"),
        (json.dumps(PARKING | {"lifetime_days": 0}), "parking.json cannot be used: lifetime_days"),
    ],
)
def test_a_file_that_cannot_be_used_stops_the_start_with_its_name(
    tmp_path: Path, content: str, reason: str
) -> None:
    beside = a_folder(tmp_path)
    (beside / "parking.json").write_text(content, encoding="utf-8")
    with pytest.raises(SettingsInvalid, match=reason):
        build_app(issuer_settings(tmp_path, catalogue=beside))


def test_a_folder_that_is_not_there_stops_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match=r"folder .* cannot be read"):
        build_app(issuer_settings(tmp_path, catalogue=tmp_path / "none"))


@pytest.mark.parametrize("name", ["mileag", "register"])
def test_a_source_that_no_type_asks_stops_the_start(tmp_path: Path, name: str) -> None:
    with pytest.raises(SettingsInvalid, match=f"CITYWALLET_ISSUER_SOURCES describes '{name}'"):
        build_app(issuer_settings(tmp_path, sources={name: {"kind": "file"}}))
