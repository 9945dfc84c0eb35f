from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.jose import AlgorithmRefused, JwsTypeWrong
from citywallet.protocol.keys import SignatureInvalid, parse_public_jwk
from citywallet.protocol.sdjwt import (
    ClaimOverridden,
    DigestRepeated,
    DisclosureMisplaced,
    DisclosureUnreferenced,
    HashAlgorithmRefused,
    ReservedName,
    SdJwtTooLarge,
    VerifiedSdJwt,
    parse_sd_jwt,
    verify_sd_jwt,
)
from citywallet.protocol.sdjwt.disclosure import digest_of as disclosure_digest
from tests.support.keys import ATTACKER, a_signing_key
from tests.support.sd_jwts import TYP, a_disclosure, a_forged_sd_jwt, an_sd_jwt, digest_of
from tests.support.vectors import load_vectors

VECTORS = load_vectors("sd-jwt/specification-examples.json")
MEMBER = a_disclosure("salt", "a", 1)
ELEMENT = a_disclosure("salt", 1)


def verify(payload: JsonObject, *disclosures: str) -> VerifiedSdJwt:
    sd_jwt = parse_sd_jwt(a_forged_sd_jwt(payload, *disclosures))
    return verify_sd_jwt(sd_jwt, key=a_signing_key().public, typ=TYP)


@pytest.mark.parametrize("example", VECTORS["examples"], ids=lambda example: example["section"])
def test_the_examples_of_the_specification_verify(example: dict[str, Any]) -> None:
    key = parse_public_jwk(VECTORS["issuer_jwk"])
    verified = verify_sd_jwt(parse_sd_jwt(example["sd_jwt"]), key=key, typ=VECTORS["typ"])
    assert verified.claims == example["claims"]


def test_a_disclosed_claim_stands_where_its_digest_stood() -> None:
    verified = verify(
        {"x": {"_sd": [digest_of(MEMBER)]}, "y": [0, {"...": digest_of(ELEMENT)}]}, MEMBER, ELEMENT
    )
    assert verified.claims == {"x": {"a": 1}, "y": [0, 1]}
    assert verified.disclosed == {("x", "a"), ("y", 1)}


def test_a_hidden_claim_leaves_no_trace_in_the_claims() -> None:
    verified = verify(
        {"x": {"_sd": [digest_of(MEMBER)]}, "y": [{"...": digest_of(ELEMENT)}], "_sd_alg": "sha-256"}
    )
    assert verified.claims == {"x": {}, "y": []}
    assert verified.disclosed == frozenset()
    assert "_sd_alg" in verified.payload


def test_array_indexes_count_what_is_left_of_the_array() -> None:
    verified = verify({"y": [{"...": "decoy"}, {"...": digest_of(ELEMENT)}, {"a": {"_sd": ["x"]}}]}, ELEMENT)
    assert verified.claims == {"y": [1, {"a": {}}]}
    assert verified.disclosed == {("y", 0)}


@pytest.mark.parametrize("algorithm", ["sha-384", "sha-512"])
def test_stronger_hashes_are_understood(algorithm: str) -> None:
    digest = disclosure_digest(MEMBER, hash_algorithm=algorithm)
    assert verify({"_sd": [digest], "_sd_alg": algorithm}, MEMBER).claims == {"a": 1}


def test_an_sd_jwt_is_refused_under_another_key_or_type() -> None:
    with pytest.raises(SignatureInvalid):
        verify_sd_jwt(an_sd_jwt(), key=a_signing_key(ATTACKER).public, typ=TYP)
    with pytest.raises(JwsTypeWrong):
        verify_sd_jwt(an_sd_jwt(), key=a_signing_key().public, typ="dc+sd-jwt")


def test_the_signature_is_verified_before_the_disclosures() -> None:
    forged = parse_sd_jwt(a_forged_sd_jwt({"_sd": ["x", "x"]}, key=a_signing_key(ATTACKER)))
    with pytest.raises(SignatureInvalid):
        verify_sd_jwt(forged, key=a_signing_key().public, typ=TYP)


def test_an_sd_jwt_is_refused_when_its_header_says_another_algorithm() -> None:
    token = "eyJhbGciOiJub25lIiwidHlwIjoiZXhhbXBsZStzZC1qd3QifQ.e30.~"
    with pytest.raises(AlgorithmRefused):
        verify_sd_jwt(parse_sd_jwt(token), key=a_signing_key().public, typ=TYP)


@pytest.mark.threat(11)
@pytest.mark.parametrize(
    "payload",
    [
        {"_sd": ["d", "d"]},
        {"_sd": ["d"], "x": {"_sd": ["d"]}},
        {"_sd": ["d"], "y": [{"...": "d"}]},
        {"y": [{"...": "d"}, {"...": "d"}]},
        {"x": {"_sd": ["d"]}, "z": {"y": [[{"...": "d"}]]}},
    ],
)
def test_an_sd_jwt_is_refused_when_one_digest_stands_at_two_places(payload: JsonObject) -> None:
    with pytest.raises(DigestRepeated):
        verify(payload)


@pytest.mark.threat(11)
def test_an_sd_jwt_is_refused_when_a_disclosure_repeats_a_digest() -> None:
    outer = a_disclosure("salt", "x", {"_sd": [digest_of(MEMBER)]})
    with pytest.raises(DigestRepeated):
        verify({"_sd": sorted([digest_of(MEMBER), digest_of(outer)])}, MEMBER, outer)


@pytest.mark.threat(13)
def test_an_sd_jwt_is_refused_when_nothing_refers_to_a_disclosure() -> None:
    with pytest.raises(DisclosureUnreferenced):
        verify({"_sd": ["other"]}, MEMBER)
    with pytest.raises(DisclosureUnreferenced):
        verify({"_sd": [digest_of(MEMBER)]}, MEMBER, ELEMENT)


@pytest.mark.threat(13)
def test_an_sd_jwt_is_refused_when_only_a_hidden_disclosure_refers_to_one() -> None:
    outer = a_disclosure("salt", "x", {"_sd": [digest_of(MEMBER)]})
    assert verify({"_sd": [digest_of(outer)]}, outer, MEMBER).claims == {"x": {"a": 1}}
    with pytest.raises(DisclosureUnreferenced):
        verify({"_sd": [digest_of(outer)]}, MEMBER)


@pytest.mark.threat(14)
@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_an_sd_jwt_is_refused_when_a_disclosed_claim_has_a_reserved_name(name: str) -> None:
    disclosure = a_disclosure("salt", name, ["x"])
    with pytest.raises(ReservedName):
        verify({"_sd": [digest_of(disclosure)]}, disclosure)


@pytest.mark.threat(14)
@pytest.mark.parametrize(
    "payload",
    [
        {"_sd": "digest"},
        {"_sd": {"a": 1}},
        {"_sd": None},
        {"_sd": [1]},
        {"_sd": [["d"]]},
        {"x": {"_sd": True}},
        {"...": "d"},
        {"x": {"...": "d"}},
        {"y": [{"...": "d", "a": 1}]},
        {"y": [{"...": 1}]},
        {"y": [{"...": ["d"]}]},
        {"y": [{"a": {"...": "d"}}]},
    ],
)
def test_an_sd_jwt_is_refused_when_a_reserved_name_has_another_meaning(payload: JsonObject) -> None:
    with pytest.raises(ReservedName):
        verify(payload)


@pytest.mark.threat(14)
def test_an_sd_jwt_is_refused_when_a_disclosed_value_misuses_a_reserved_name() -> None:
    values: list[JsonValue] = [{"...": 1}, {"_sd": 1}, [{"...": "d", "b": 1}], {"b": [{"c": {"_sd": "d"}}]}]
    for value in values:
        disclosure = a_disclosure("salt", "a", value)
        with pytest.raises(ReservedName):
            verify({"_sd": [digest_of(disclosure)]}, disclosure)


@pytest.mark.threat(18)
def test_an_sd_jwt_is_refused_when_it_names_a_hash_below_the_top() -> None:
    disclosure = a_disclosure("salt", "a", {"_sd_alg": "sha-256"})
    with pytest.raises(HashAlgorithmRefused):
        verify({"x": {"_sd_alg": "sha-256"}})
    with pytest.raises(HashAlgorithmRefused):
        verify({"_sd": [digest_of(disclosure)]}, disclosure)


@pytest.mark.threat(15)
def test_an_sd_jwt_is_refused_when_a_disclosure_overrides_a_claim() -> None:
    twin = a_disclosure("other salt", "a", 2)
    with pytest.raises(ClaimOverridden):
        verify({"a": 0, "_sd": [digest_of(MEMBER)]}, MEMBER)
    with pytest.raises(ClaimOverridden):
        verify({"_sd": [digest_of(MEMBER), digest_of(twin)]}, MEMBER, twin)


@pytest.mark.threat(16)
def test_an_sd_jwt_is_refused_when_a_disclosure_stands_at_the_wrong_kind_of_place() -> None:
    with pytest.raises(DisclosureMisplaced):
        verify({"_sd": [digest_of(ELEMENT)]}, ELEMENT)
    with pytest.raises(DisclosureMisplaced):
        verify({"y": [{"...": digest_of(MEMBER)}]}, MEMBER)


@pytest.mark.threat(17)
def test_an_sd_jwt_is_refused_when_disclosures_nest_too_deeply() -> None:
    inner = a_disclosure("salt", "a", 1)
    disclosures = [inner]
    for _ in range(40):
        inner = a_disclosure("salt", "a", {"_sd": [digest_of(inner)]})
        disclosures.append(inner)
    with pytest.raises(SdJwtTooLarge):
        verify({"_sd": [digest_of(inner)]}, *disclosures)


@pytest.mark.threat(17)
def test_an_sd_jwt_is_refused_when_disclosed_elements_nest_too_deeply() -> None:
    inner = a_disclosure("salt", [])
    disclosures = [inner]
    for _ in range(40):
        inner = a_disclosure("salt", [{"...": digest_of(inner)}])
        disclosures.append(inner)
    with pytest.raises(SdJwtTooLarge):
        verify({"y": [{"...": digest_of(inner)}]}, *disclosures)


def test_verifying_leaves_the_payload_as_it_was() -> None:
    payload: JsonObject = {"x": {"_sd": [digest_of(MEMBER)]}, "y": [{"...": "decoy"}]}
    sd_jwt = parse_sd_jwt(a_forged_sd_jwt(payload, MEMBER))
    verify_sd_jwt(sd_jwt, key=a_signing_key().public, typ=TYP)
    assert sd_jwt.payload == payload
