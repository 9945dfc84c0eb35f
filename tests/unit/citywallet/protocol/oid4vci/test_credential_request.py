from typing import Any

import pytest

from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.jose import ContentEncryption, EncryptionKey, serialize_encryption_key
from citywallet.protocol.oid4vci import (
    ByConfiguration,
    ByIdentifier,
    CredentialRequest,
    CredentialRequestMalformed,
    EncryptionParametersInvalid,
    KeyProofsMalformed,
    KeyProofsMissing,
    KeyProofsObsolete,
    KeyProofsTooMany,
    KeyProofTypeUnsupported,
    RequestEncryptionRequired,
    ResponseEncryption,
    ResponseEncryptionRequired,
    ResponseKeyExposed,
    check_encryption,
    parse_credential_request,
    required_key_proofs,
    serialize_credential_request,
)
from tests.support.keys import a_signing_key
from tests.support.vectors import load_vectors

REQUEST: dict[str, Any] = {"credential_configuration_id": "citizen-id", "proofs": {"jwt": ["proof-1"]}}
ENCRYPTION = ResponseEncryption(
    key=EncryptionKey(public=a_signing_key().public, key_id="k"), encryption=ContentEncryption.A256GCM
)
WANTED: dict[str, Any] = {"jwk": serialize_encryption_key(ENCRYPTION.key), "enc": "A256GCM"}


def test_request_by_configuration_of_the_specification_is_read() -> None:
    vector = load_vectors("oid4vci/credential_requests.json")["by_configuration"]
    request = parse_credential_request(vector, batch_size=1)
    assert request.requested == ByConfiguration(credential_configuration_id="org.iso.18013.5.1.mDL")
    assert serialize_credential_request(request) == vector


def test_request_of_two_credentials_of_the_specification_is_read() -> None:
    vector = load_vectors("oid4vci/credential_requests.json")["two_proofs"]
    request = parse_credential_request(vector, batch_size=2)
    assert request.requested == ByIdentifier(credential_identifier="CivilEngineeringDegree-2023")
    assert len(required_key_proofs(request)) == 2
    assert serialize_credential_request(request) == vector


def test_request_with_another_proof_type_of_the_specification_is_refused() -> None:
    vector = load_vectors("oid4vci/credential_requests.json")["data_integrity"]
    with pytest.raises(KeyProofTypeUnsupported) as caught:
        parse_credential_request(vector, batch_size=10)
    assert caught.value.code is ErrorCode.INVALID_PROOF


def test_request_ignores_what_it_does_not_know() -> None:
    members = REQUEST | {"format": "dc+sd-jwt", "vct": 7, "proof": {"proof_type": "jwt"}}
    assert parse_credential_request(members, batch_size=1).key_proofs == ("proof-1",)


def test_request_without_proofs_is_read_but_has_no_required_proofs() -> None:
    request = parse_credential_request({"credential_configuration_id": "library-card"}, batch_size=1)
    assert request == CredentialRequest(
        requested=ByConfiguration(credential_configuration_id="library-card"), key_proofs=()
    )
    with pytest.raises(KeyProofsMissing) as caught:
        required_key_proofs(request)
    assert caught.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.parametrize(
    "change",
    [
        {"credential_identifier": "citizen-id-1"},
        {"credential_configuration_id": None},
        {"credential_configuration_id": ""},
        {"credential_configuration_id": 7},
        {"credential_configuration_id": ["citizen-id"]},
    ],
)
def test_request_is_refused_when_it_names_not_exactly_one_credential(change: dict[str, Any]) -> None:
    with pytest.raises(CredentialRequestMalformed) as caught:
        parse_credential_request(REQUEST | change, batch_size=1)
    assert caught.value.code is ErrorCode.INVALID_CREDENTIAL_REQUEST


def test_request_is_refused_when_it_names_no_credential() -> None:
    with pytest.raises(CredentialRequestMalformed):
        parse_credential_request({"proofs": {"jwt": ["proof-1"]}}, batch_size=1)


@pytest.mark.parametrize(
    "encryption",
    [
        {},
        None,
        {"jwk": {}, "enc": "A256GCM"},
        WANTED | {"enc": "A128CBC-HS256"},
        WANTED | {"zip": "DEF"},
    ],
)
def test_request_is_refused_when_it_wants_an_answer_encrypted_otherwise_than_offered(encryption: Any) -> None:
    with pytest.raises(EncryptionParametersInvalid) as caught:
        parse_credential_request(REQUEST | {"credential_response_encryption": encryption}, batch_size=1)
    assert caught.value.code is ErrorCode.INVALID_ENCRYPTION_PARAMETERS


def test_request_for_an_encrypted_answer_is_read() -> None:
    request = parse_credential_request(REQUEST | {"credential_response_encryption": WANTED}, batch_size=1)
    assert request.response_encryption == ENCRYPTION


def test_encryption_is_refused_when_the_request_has_less_than_the_issuer_requires() -> None:
    check_encryption(ENCRYPTION, was_encrypted=True, is_required=True)
    check_encryption(None, was_encrypted=False, is_required=False)
    check_encryption(None, was_encrypted=True, is_required=False)
    with pytest.raises(RequestEncryptionRequired):
        check_encryption(ENCRYPTION, was_encrypted=False, is_required=True)
    with pytest.raises(ResponseEncryptionRequired):
        check_encryption(None, was_encrypted=True, is_required=True)
    with pytest.raises(ResponseKeyExposed):
        check_encryption(ENCRYPTION, was_encrypted=False, is_required=False)


def test_request_with_the_singular_proof_of_older_drafts_is_refused() -> None:
    members: dict[str, Any] = {
        "credential_configuration_id": "citizen-id",
        "proof": {"proof_type": "jwt", "jwt": "x"},
    }
    with pytest.raises(KeyProofsObsolete) as caught:
        parse_credential_request(members, batch_size=1)
    assert caught.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.parametrize(
    "proofs",
    [
        {},
        {"jwt": ["a"], "attestation": ["b"]},
        {"jwt": []},
        {"jwt": "a"},
        {"jwt": [1]},
        {"jwt": [""]},
        {"jwt": ["x" * 70_000]},
        {"jwt": [["a"]]},
        {"jwt": None},
        [],
        "a",
        None,
    ],
)
def test_request_is_refused_when_its_proofs_are_not_one_filled_array(proofs: Any) -> None:
    with pytest.raises(KeyProofsMalformed) as caught:
        parse_credential_request(REQUEST | {"proofs": proofs}, batch_size=10)
    assert caught.value.code is ErrorCode.INVALID_PROOF


def test_request_is_refused_when_it_carries_more_proofs_than_a_batch() -> None:
    with pytest.raises(KeyProofsTooMany) as caught:
        parse_credential_request(REQUEST | {"proofs": {"jwt": ["a"] * 11}}, batch_size=10)
    assert caught.value.code is ErrorCode.INVALID_PROOF


def test_request_is_read_when_it_carries_just_as_many_proofs_as_a_batch() -> None:
    request = parse_credential_request(REQUEST | {"proofs": {"jwt": ["a"] * 10}}, batch_size=10)
    assert len(request.key_proofs) == 10


def test_request_is_read_with_a_proof_of_just_the_allowed_length() -> None:
    request = parse_credential_request(REQUEST | {"proofs": {"jwt": ["x" * 16_384]}}, batch_size=1)
    assert len(request.key_proofs[0]) == 16_384
