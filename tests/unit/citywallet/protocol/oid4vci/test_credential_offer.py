from typing import Any

import pytest

from citywallet.protocol.encoding import MemberInvalid
from citywallet.protocol.oauth import PRE_AUTHORIZED_CODE_GRANT, UrlInvalid, UrlNotSecure
from citywallet.protocol.oid4vci import (
    AuthorizationCodeGrant,
    InputMode,
    OfferWithoutConfigurations,
    PreAuthorizedCodeGrant,
    TxCode,
    parse_credential_offer,
    serialize_credential_offer,
)
from tests.support.messages import ISSUER_ID, an_offer
from tests.support.vectors import load_vectors


def an_offer_object(**tx_code: Any) -> dict[str, Any]:
    grant: dict[str, Any] = {"pre-authorized_code": "code-1", "tx_code": tx_code}
    return serialize_credential_offer(an_offer()) | {"grants": {PRE_AUTHORIZED_CODE_GRANT: grant}}


def test_offer_of_the_specification_is_read() -> None:
    offer = parse_credential_offer(
        load_vectors("oid4vci/credential_offer_multiple_credentials.json")["offer"]
    )
    assert offer.credential_configuration_ids == ("UniversityDegreeCredential", "org.iso.18013.5.1.mDL")
    assert offer.authorization_code is None
    assert offer.pre_authorized_code == PreAuthorizedCodeGrant(
        pre_authorized_code="oaKazRN8I0IbtZ0C7JuMn5",
        tx_code=TxCode(
            length=4,
            input_mode=InputMode.NUMERIC,
            description="Please provide the one-time code that was sent via e-mail",
        ),
    )


def test_empty_transaction_code_object_means_that_a_code_is_required() -> None:
    offer = parse_credential_offer(load_vectors("oid4vci/credential_offer_by_reference.json")["offer"])
    assert offer.pre_authorized_code is not None
    assert offer.pre_authorized_code.tx_code == TxCode()


def test_offer_without_transaction_code_asks_for_none() -> None:
    grant = PreAuthorizedCodeGrant(pre_authorized_code="code-1")
    written = serialize_credential_offer(an_offer(pre_authorized_code=grant))
    assert written["grants"] == {PRE_AUTHORIZED_CODE_GRANT: {"pre-authorized_code": "code-1"}}
    assert parse_credential_offer(written).pre_authorized_code == grant


def test_offer_may_name_no_grant() -> None:
    offer = an_offer(pre_authorized_code=None)
    assert "grants" not in serialize_credential_offer(offer)
    assert parse_credential_offer(serialize_credential_offer(offer) | {"grants": {}}) == offer


def test_offer_may_lead_to_a_sign_in() -> None:
    offer = an_offer(
        pre_authorized_code=None,
        authorization_code=AuthorizationCodeGrant(
            issuer_state="s", authorization_server="https://as.example"
        ),
    )
    assert parse_credential_offer(serialize_credential_offer(offer)) == offer


def test_unknown_grants_and_members_of_an_offer_are_ignored() -> None:
    members = serialize_credential_offer(an_offer()) | {"x": 1}
    assert isinstance(members["grants"], dict)
    members["grants"] |= {"urn:example:other": {"code": 1}}
    assert parse_credential_offer(members) == an_offer()


@pytest.mark.parametrize("ids", [[], ["citizen-id", "citizen-id"]])
def test_offer_is_refused_when_it_names_no_credential_or_one_twice(ids: list[str]) -> None:
    with pytest.raises(OfferWithoutConfigurations):
        parse_credential_offer(an_offer_object() | {"credential_configuration_ids": ids})


@pytest.mark.parametrize("issuer", ["issuer.example.com", f"{ISSUER_ID}?x=1", f"{ISSUER_ID}#x"])
def test_offer_is_refused_when_its_issuer_is_no_identifier(issuer: str) -> None:
    with pytest.raises(UrlInvalid):
        parse_credential_offer(an_offer_object() | {"credential_issuer": issuer})


def test_offer_is_refused_when_its_issuer_is_plain_http() -> None:
    with pytest.raises(UrlNotSecure):
        parse_credential_offer(an_offer_object() | {"credential_issuer": "http://issuer.example.com"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("credential_issuer", None),
        ("credential_configuration_ids", "citizen-id"),
        ("credential_configuration_ids", [1]),
        ("grants", []),
        ("grants", {PRE_AUTHORIZED_CODE_GRANT: "code"}),
        ("grants", {PRE_AUTHORIZED_CODE_GRANT: {}}),
        ("grants", {PRE_AUTHORIZED_CODE_GRANT: {"pre-authorized_code": ""}}),
        ("grants", {PRE_AUTHORIZED_CODE_GRANT: {"pre-authorized_code": "c", "tx_code": True}}),
        ("grants", {PRE_AUTHORIZED_CODE_GRANT: {"pre-authorized_code": "c", "tx_code": None}}),
        ("grants", {"authorization_code": 1}),
    ],
)
def test_offer_is_refused_when_a_member_is_of_the_wrong_type(name: str, value: Any) -> None:
    with pytest.raises(MemberInvalid):
        parse_credential_offer(an_offer_object() | {name: value})


@pytest.mark.parametrize(
    "tx_code",
    [
        {"input_mode": "alphanumeric"},
        {"length": 0},
        {"length": "6"},
        {"length": 10_000},
        {"description": "x" * 301},
        {"description": 7},
    ],
)
def test_offer_is_refused_when_its_transaction_code_object_is_wrong(tx_code: dict[str, Any]) -> None:
    with pytest.raises(MemberInvalid):
        parse_credential_offer(an_offer_object(**tx_code))
