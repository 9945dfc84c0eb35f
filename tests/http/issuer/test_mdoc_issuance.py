"""Fetching a citizen ID as an mdoc: the same facts, the same rules, another format."""

from datetime import date

import cryptography.x509  # noqa: F401 - pymdoccbor reaches for it, and says False to everything without it
import isomdoc
import pytest
from pymdoccbor.mdoc.verifier import MdocCbor

from citywallet.protocol.cose import x5chain_of
from citywallet.protocol.encoding import CborTag, decode_base64url, encode_base64url
from citywallet.protocol.mdoc import (
    IssuerSigned,
    VerifiedMdoc,
    build_device_authentication,
    check_mdoc_validity,
    parse_issuer_signed,
    serialize_device_response,
    verify_issuer_signed,
)
from citywallet.protocol.mdoc.mobile_security_object import parse_mobile_security_object
from citywallet.protocol.trust import CertificateUsage, verify_chain
from citywallet.protocol.trust.certificate import parse_pem_certificates
from tests.support.issuer import City, credential_body
from tests.support.keys import HOLDER, ISSUER, a_signing_key
from tests.support.mdocs import a_transcript

MDOC = "citizen-id.mdoc"
DOCTYPE = "kr.go.incheon.citizen-id.1"


async def receive(city: City, *, citizen: str = "c-senior", key: int = HOLDER) -> IssuerSigned:
    token = await city.token(citizen=citizen, type_id=MDOC)
    return parse_issuer_signed(
        decode_base64url(await city.receive(token, key=a_signing_key(key), type_id=MDOC))
    )


def verified(mdoc: IssuerSigned) -> VerifiedMdoc:
    return verify_issuer_signed(mdoc, key=a_signing_key(ISSUER).public, doctype=DOCTYPE)


def presented(mdoc: IssuerSigned) -> bytes:
    signed = build_device_authentication(doctype=DOCTYPE, session_transcript=a_transcript())
    return serialize_device_response(DOCTYPE, mdoc, signature=a_signing_key(HOLDER).sign(signed))


async def test_an_mdoc_states_what_the_register_knows_and_is_bound_to_the_proven_key(city: City) -> None:
    mdoc = verified(await receive(city))
    assert mdoc.elements == {
        DOCTYPE: {
            "name": "김영자",
            "birthdate": CborTag(1004, "1950-03-02"),
            "age_equal_or_over_14": True,
            "age_equal_or_over_19": True,
            "age_equal_or_over_60": True,
            "age_equal_or_over_65": True,
            "district": {"id": "michuhol", "name": "미추홀구", "code": "28177"},
            "legal_dong": {"name": "숭의동"},
            "incheon_resident": True,
        }
    }
    assert mdoc.device_key == a_signing_key(HOLDER).public
    assert mdoc.status is not None
    assert mdoc.status.uri.startswith(f"{city.issuer}/status/")


async def test_an_mdoc_carries_a_chain_that_leads_to_the_citys_root(city: City) -> None:
    mdoc = await receive(city)
    (root,) = parse_pem_certificates((city.settings.signing_keys.parent / "root.pem").read_bytes())
    leaf = verify_chain(
        x5chain_of(mdoc.issuer_auth),
        anchors=[root],
        at=city.clock.now(),
        usage=CertificateUsage.CREDENTIAL_SIGNER,
    )
    assert leaf.uris == (city.issuer,)
    assert verify_issuer_signed(mdoc, key=leaf.key, doctype=DOCTYPE).doctype == DOCTYPE


async def test_an_mdoc_is_valid_from_now_and_ends_at_the_citys_midnight(city: City) -> None:
    mdoc = verified(await receive(city))
    check_mdoc_validity(mdoc, at=city.clock.now())
    local = mdoc.valid_until.astimezone(city.settings.profile.time_zone)
    assert (local.hour, local.minute, local.second) == (0, 0, 0)


async def test_an_element_that_the_register_does_not_know_cannot_be_told_from_a_withheld_one(
    city: City,
) -> None:
    with_dong = await receive(city, key=11)
    without = await receive(city, citizen="c-away", key=12)
    assert "legal_dong" not in without.identifiers()[DOCTYPE]
    everybodys = {item.identifier: item.digest_id for item in with_dong.items[DOCTYPE]}
    assert all(everybodys[item.identifier] == item.digest_id for item in without.items[DOCTYPE])
    first, second = (
        parse_mobile_security_object(each.issuer_auth.payload or b"") for each in (with_dong, without)
    )
    assert first.value_digests[DOCTYPE].keys() == second.value_digests[DOCTYPE].keys()


async def test_independent_libraries_accept_a_presentation_of_an_issued_mdoc(city: City) -> None:
    response = presented(await receive(city))
    judge = MdocCbor()
    judge.loads(response.hex())
    assert judge.verify() is True
    assert judge.disclosure_map[DOCTYPE]["name"] == "김영자"
    (document,) = isomdoc.verify_device_response(response, a_transcript()).documents
    assert document.issuer_signed.get_element_value(DOCTYPE, "birthdate") == date(1950, 3, 2)


@pytest.mark.threat(45)
async def test_asking_again_revokes_the_first_of_this_format_and_leaves_the_other_format_alone(
    city: City,
) -> None:
    token = await city.token(type_id=MDOC)
    await city.receive(await city.token())
    for _ in range(2):
        await city.receive(token, type_id=MDOC)
    assert sorted(str(record["state"]) for record in await city.credentials()) == [
        "revoked",
        "valid",
        "valid",
    ]


async def test_copies_of_one_request_have_their_own_key_place_and_digests(city: City) -> None:
    nonce, token = await city.nonce(), await city.token(type_id=MDOC)
    proofs = [await city.proof(key=a_signing_key(number), nonce=nonce) for number in (20, 21)]
    body = credential_body(*proofs, credential_configuration_id=MDOC)
    issued = (await city.request_credential(token, body)).json()["credentials"]
    first, second = (parse_issuer_signed(decode_base64url(each["credential"])) for each in issued)
    assert verified(first).device_key != verified(second).device_key
    assert verified(first).status != verified(second).status
    assert not {item.digest for item in first.items[DOCTYPE]} & {
        item.digest for item in second.items[DOCTYPE]
    }


async def test_a_token_for_one_format_does_not_open_the_other(city: City) -> None:
    for allowed, asked in (("citizen-id", MDOC), (MDOC, "citizen-id")):
        body = credential_body(await city.proof(), credential_configuration_id=asked)
        response = await city.request_credential(await city.token(type_id=allowed), body)
        assert (response.status_code, response.json()["error"]) == (400, "unknown_credential_configuration")


async def test_metadata_describe_the_mdoc_in_its_own_words(city: City) -> None:
    document = (await city.client.get("/.well-known/openid-credential-issuer")).json()
    configuration = document["credential_configurations_supported"][MDOC]
    assert configuration["format"] == "mso_mdoc"
    assert configuration["doctype"] == DOCTYPE
    assert "vct" not in configuration
    assert configuration["credential_signing_alg_values_supported"] == [-7]
    assert configuration["cryptographic_binding_methods_supported"] == ["cose_key"]
    described = {tuple(claim["path"]) for claim in configuration["credential_metadata"]["claims"]}
    issued = (await receive(city)).identifiers()[DOCTYPE]
    assert described == {(DOCTYPE, identifier) for identifier in issued}


async def test_the_credential_is_base64url_without_padding(city: City) -> None:
    text = await city.receive(await city.token(type_id=MDOC), type_id=MDOC)
    assert encode_base64url(decode_base64url(text)) == text
