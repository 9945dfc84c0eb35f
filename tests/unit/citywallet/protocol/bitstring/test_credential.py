from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.bitstring import (
    BitstringBroken,
    BitstringWrong,
    StatusPurpose,
    bit_at,
    build_bitstring_credential,
    build_status_entry,
    verify_bitstring_credential,
)
from citywallet.protocol.jose import claims_of, parse_compact_jws, sign_jws
from citywallet.protocol.keys import SignatureInvalid
from citywallet.protocol.statuslist import CredentialStatus
from citywallet.protocol.vcdm import Validity
from tests.support.keys import ATTACKER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW
from tests.support.status_lists import a_status_list

URI = "http://localhost:8100/status/1/bitstring/revocation"


def a_list(*, key: int = STATUS, purpose: StatusPurpose = StatusPurpose.REVOCATION) -> str:
    unsigned = build_bitstring_credential(
        a_status_list({7: CredentialStatus.INVALID, 9: CredentialStatus.SUSPENDED}),
        uri=URI,
        purpose=purpose,
        issuer="http://localhost:8100",
        validity=Validity(start=NOW, end=NOW + timedelta(hours=24)),
        ttl=timedelta(minutes=5),
        x5c=(b"leaf",),
        key_id="key",
    )
    return unsigned.serialize(a_signing_key(key).sign(unsigned.signing_input))


def changed(**members: Any) -> str:
    claims: Any = claims_of(parse_compact_jws(a_list(), max_chars=10**6), max_bytes=10**6)
    subject = members.pop("subject", {})
    claims |= members
    claims["credentialSubject"] |= subject
    return sign_jws({"typ": "vc+jwt"}, claims, key=a_signing_key(STATUS))


def verify(text: str, *, uri: str = URI, purpose: StatusPurpose = StatusPurpose.REVOCATION) -> bytes:
    return verify_bitstring_credential(text, key=a_signing_key(STATUS).public, uri=uri, purpose=purpose)


def test_a_list_of_a_purpose_says_what_the_status_list_says() -> None:
    revoked = verify(a_list())
    suspended = verify(a_list(purpose=StatusPurpose.SUSPENSION), purpose=StatusPurpose.SUSPENSION)
    assert [index for index in range(4096) if bit_at(revoked, index)] == [7]
    assert [index for index in range(4096) if bit_at(suspended, index)] == [9]


def test_a_list_is_a_credential_of_the_specifications_form() -> None:
    claims: Any = claims_of(parse_compact_jws(a_list(), max_chars=10**6), max_bytes=10**6)
    assert claims["@context"] == ["https://www.w3.org/ns/credentials/v2"]
    assert claims["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert claims["id"] == URI
    subject = claims["credentialSubject"]
    assert (subject["type"], subject["statusPurpose"], subject["ttl"]) == (
        "BitstringStatusList",
        "revocation",
        300_000,
    )
    assert subject["encodedList"].startswith("uH4sI")


def test_an_entry_names_its_index_as_text() -> None:
    assert build_status_entry(uri=URI, index=94567, purpose=StatusPurpose.REVOCATION) == {
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "94567",
        "statusListCredential": URI,
    }


@pytest.mark.threat(54)
def test_a_list_of_another_purpose_or_address_is_refused() -> None:
    with pytest.raises(BitstringWrong):
        verify(a_list(), purpose=StatusPurpose.SUSPENSION)
    with pytest.raises(BitstringWrong):
        verify(a_list(), uri="http://localhost:8100/status/2/bitstring/revocation")


def test_a_list_of_another_signer_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(a_list(key=ATTACKER))


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (changed(type=["VerifiableCredential"]), BitstringWrong),
        (changed(subject={"type": "Person"}), BitstringWrong),
        (changed(subject={"encodedList": 1}), BitstringBroken),
        (changed(subject={"encodedList": "u"}), BitstringBroken),
    ],
)
def test_a_list_is_refused_when_one_property_is_wrong(text: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        verify(text)
