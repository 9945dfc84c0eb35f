from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import ProtectedHeader
from citywallet.protocol.sdjwt import (
    ClaimNotFound,
    ClaimPath,
    ReservedName,
    build_sd_jwt,
    disclosable_paths,
    verify_sd_jwt,
)
from tests.support.keys import a_signing_key
from tests.support.sd_jwts import CLAIMS, TYP, an_sd_jwt, digest_of, some_salts


def test_a_built_sd_jwt_verifies_to_the_claims_it_was_built_from() -> None:
    verified = verify_sd_jwt(an_sd_jwt(), key=a_signing_key().public, typ=TYP)
    assert verified.claims == CLAIMS


def test_a_built_payload_holds_digests_in_place_of_claims() -> None:
    sd_jwt = an_sd_jwt({"a": 1, "b": 2, "c": [3, 4]}, disclosable=[("b",), ("c", 1)])
    by_name = {disclosure.name: disclosure for disclosure in sd_jwt.disclosures}
    assert sd_jwt.payload == {
        "a": 1,
        "c": [3, {"...": by_name[None].digest}],
        "_sd": [by_name["b"].digest],
        "_sd_alg": "sha-256",
    }
    assert by_name["b"].digest == digest_of(by_name["b"].text)


def test_built_digests_stand_in_an_order_that_says_nothing() -> None:
    digests = an_sd_jwt({str(n): n for n in range(20)}, disclosable=[(str(n),) for n in range(20)]).payload[
        "_sd"
    ]
    assert isinstance(digests, list)
    assert digests == sorted(digests, key=str)


def test_each_disclosure_has_a_salt_of_its_own() -> None:
    sd_jwt = an_sd_jwt()
    assert len({disclosure.salt for disclosure in sd_jwt.disclosures}) == len(sd_jwt.disclosures)


def test_a_claim_inside_a_disclosable_claim_may_be_disclosable_itself() -> None:
    sd_jwt = an_sd_jwt(
        {"address": {"city": "인천", "lines": ["가", "나"]}},
        disclosable=[("address",), ("address", "city"), ("address", "lines", None)],
    )
    assert set(sd_jwt.payload) == {"_sd", "_sd_alg"}
    assert disclosable_paths(sd_jwt) == {
        ("address",),
        ("address", "city"),
        ("address", "lines", 0),
        ("address", "lines", 1),
    }


def test_a_claim_of_an_object_in_an_array_may_be_disclosable() -> None:
    claims: JsonObject = {"cards": [{"id": 1, "name": "가"}, {"id": 2, "name": "나"}]}
    sd_jwt = an_sd_jwt(claims, disclosable=[("cards", None, "name")])
    assert disclosable_paths(sd_jwt) == {("cards", 0, "name"), ("cards", 1, "name")}
    assert verify_sd_jwt(sd_jwt, key=a_signing_key().public, typ=TYP).claims == claims


def test_an_sd_jwt_without_disclosable_claims_has_neither_digests_nor_algorithm() -> None:
    assert an_sd_jwt({"a": [1, {"b": 2}]}, disclosable=()).payload == {"a": [1, {"b": 2}]}


@pytest.mark.threat(19)
def test_decoys_add_digests_and_nothing_else() -> None:
    plain, padded = an_sd_jwt(), an_sd_jwt(decoys=5)
    assert len(_digests(padded.payload)) == len(_digests(plain.payload)) + 5
    assert len(padded.disclosures) == len(plain.disclosures)
    assert verify_sd_jwt(padded, key=a_signing_key().public, typ=TYP).claims == CLAIMS


@pytest.mark.parametrize(
    "path",
    [
        ("missing",),
        ("name", "first"),
        ("name", 0),
        ("nationalities", 2),
        ("nationalities", "0"),
        (0,),
        (None,),
    ],
)
def test_an_sd_jwt_is_not_built_when_a_path_leads_nowhere(path: ClaimPath) -> None:
    with pytest.raises(ClaimNotFound):
        an_sd_jwt(disclosable=[path])


@pytest.mark.threat(14)
@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
@pytest.mark.parametrize("hide", [True, False])
def test_an_sd_jwt_is_not_built_when_a_claim_uses_a_reserved_name(name: str, hide: bool) -> None:
    claims: list[tuple[JsonObject, ClaimPath]] = [
        ({name: 1, "a": 1}, (name,)),
        ({"a": {name: 1}}, ("a", name)),
        ({"a": {"b": [{name: 1}]}}, ("a",)),
        ({"a": [{name: 1}]}, ("a", None)),
    ]
    for wrong, path in claims:
        with pytest.raises(ReservedName):
            an_sd_jwt(wrong, disclosable=[path] if hide else ())


@pytest.mark.parametrize(
    "wrong",
    [{"salts": iter(["short"])}, {"decoys": -1}, {"disclosable": [()]}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_an_sd_jwt_is_not_built_from_wrong_arguments(wrong: dict[str, Any]) -> None:
    arguments: dict[str, Any] = {"disclosable": [("a",)], "salts": some_salts(), "decoys": 0, **wrong}
    with pytest.raises(ValueError, match=r"salt|decoys|path"):
        build_sd_jwt({"typ": TYP}, {"a": 1}, **arguments)


def test_an_sd_jwt_is_the_same_for_the_same_inputs() -> None:
    assert an_sd_jwt(seed="one") == an_sd_jwt(seed="one")
    assert an_sd_jwt(seed="one") != an_sd_jwt(seed="two")


def test_an_sd_jwt_may_be_built_with_a_header_encoded_before() -> None:
    arguments: dict[str, Any] = {"disclosable": [("a",)], "decoys": 0}
    header: JsonObject = {"typ": TYP, "kid": "1"}
    first = build_sd_jwt(header, {"a": 1}, salts=some_salts(), **arguments)
    second = build_sd_jwt(ProtectedHeader.of(header), {"a": 1}, salts=some_salts(), **arguments)
    assert first == second


def test_building_leaves_the_claims_as_they_were() -> None:
    claims: JsonObject = {"a": {"b": [1, 2]}}
    an_sd_jwt(claims, disclosable=[("a", "b", None), ("a", "b")])
    assert claims == {"a": {"b": [1, 2]}}


def _digests(payload: JsonObject) -> list[Any]:
    digests = payload["_sd"]
    assert isinstance(digests, list)
    return digests
