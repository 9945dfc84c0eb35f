from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import JwsTypeWrong, X5cMissing
from citywallet.protocol.keys import SignatureInvalid, serialize_public_jwk
from citywallet.protocol.sdjwt import SdJwt, parse_sd_jwt, select_disclosures
from citywallet.protocol.sdjwtvc import (
    ClaimNotDisclosable,
    CredentialExpired,
    CredentialMalformed,
    CredentialNotYetValid,
    CredentialWithoutExpiry,
    HolderKeyUnsupported,
    VerifiedCredential,
    check_validity,
    issuer_x5c,
    verify_credential,
)
from citywallet.protocol.statuslist import StatusReference, StatusReferenceInvalid
from tests.support.keys import ATTACKER, HOLDER, a_signing_key
from tests.support.sd_jwts import (
    CLAIMS,
    NOW,
    a_credential,
    a_disclosure,
    a_forged_credential,
    a_forged_sd_jwt,
    digest_of,
)


def verify(sd_jwt: SdJwt) -> VerifiedCredential:
    return verify_credential(sd_jwt, key=a_signing_key().public)


def test_a_credential_is_read_as_it_was_built() -> None:
    credential = verify(a_credential(expires_at=NOW + timedelta(days=1)))
    assert credential.vct == "http://localhost:8100/vct/citizen-id/1"
    assert credential.issuer == "http://localhost:8100"
    assert (credential.issued_at, credential.expires_at) == (NOW, NOW + timedelta(days=1))
    assert credential.not_before is None
    assert credential.holder_key == a_signing_key(HOLDER).public
    assert credential.status == StatusReference(uri="http://localhost:8100/status/1", index=4711)
    assert credential.claims == CLAIMS


def test_a_credential_shows_only_what_was_disclosed() -> None:
    paths = [("age_equal_or_over", "65"), ("incheon_resident",)]
    credential = verify(select_disclosures(a_credential(), paths=paths))
    assert credential.claims == {
        "age_equal_or_over": {"14": True, "60": True, "65": True},
        "nationalities": [],
        "incheon_resident": True,
    }
    assert credential.disclosed == set(paths)


def test_a_credential_does_not_print_its_claims() -> None:
    credential = a_credential(claims={"name": "김하늘", "open": "비밀"}, disclosable=[("name",)])
    for shown in (repr(verify(credential)), repr(credential.disclosures)):
        assert "김하늘" not in shown
        assert "비밀" not in shown


def test_a_credential_is_refused_under_another_key() -> None:
    with pytest.raises(SignatureInvalid):
        verify_credential(a_credential(), key=a_signing_key(ATTACKER).public)


@pytest.mark.threat(6)
@pytest.mark.parametrize("typ", ["vc+sd-jwt", "DC+SD-JWT", "application/dc+sd-jwt", "kb+jwt", "jwt"])
def test_a_credential_is_refused_when_it_is_of_another_type(typ: str) -> None:
    with pytest.raises(JwsTypeWrong):
        verify(a_forged_credential({}, typ=typ))


@pytest.mark.threat(15)
@pytest.mark.parametrize("name", ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status"])
def test_a_credential_is_refused_when_a_disclosure_holds_what_must_be_open(name: str) -> None:
    disclosure = a_disclosure("salt", name, "https://attacker.example")
    payload: JsonObject = dict(a_credential(claims={}, disclosable=()).payload)
    payload.pop(name, None)
    payload["_sd"] = [digest_of(disclosure)]
    with pytest.raises(ClaimNotDisclosable):
        verify(parse_sd_jwt(a_forged_sd_jwt(payload, disclosure, typ="dc+sd-jwt")))


@pytest.mark.threat(15)
def test_a_credential_is_refused_when_a_disclosure_reaches_into_what_must_be_open() -> None:
    disclosure = a_disclosure("salt", "jwk", serialize_public_jwk(a_signing_key(ATTACKER).public))
    with pytest.raises(ClaimNotDisclosable):
        verify(a_forged_credential({"cnf": {"_sd": [digest_of(disclosure)]}}, disclosure))


def test_a_credential_may_hide_its_time_of_issue() -> None:
    disclosure = a_disclosure("salt", "iat", int(NOW.timestamp()))
    hidden: dict[str, Any] = {"iat": None, "_sd": [digest_of(disclosure)]}
    assert verify(a_forged_credential(hidden, disclosure)).issued_at == NOW
    assert verify(a_forged_credential(hidden)).issued_at is None


def test_a_credential_may_leave_out_what_the_format_does_not_require() -> None:
    credential = verify(a_forged_credential(dict.fromkeys(("iss", "iat", "exp", "cnf", "status"))))
    assert (credential.issuer, credential.issued_at, credential.expires_at) == (None, None, None)
    assert (credential.holder_key, credential.status) == (None, None)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("vct", [None, "", 0, [], {}]),
        ("iss", ["", 0, ["x"]]),
        ("iat", ["1", -1, True, []]),
        ("nbf", ["1", -1, True, 10**15]),
        ("exp", ["1", -1, True, {}, ""]),
        ("status", ["x", [], 0]),
        ("cnf", ["x", [], 0]),
    ],
)
def test_a_credential_is_refused_when_a_claim_of_the_format_is_wrong(name: str, values: list[Any]) -> None:
    for value in values:
        with pytest.raises(CredentialMalformed):
            verify(a_forged_credential({name: value}))


@pytest.mark.parametrize(
    "cnf",
    [
        {},
        {"kid": "1"},
        {"jwk": "x"},
        {"jwk": {}},
        {"jwk": {"kty": "RSA"}},
        {"jwk": {**serialize_public_jwk(a_signing_key().public), "d": "AQ"}},
        {"jwk": {**serialize_public_jwk(a_signing_key().public), "y": "A" * 43}},
    ],
)
def test_a_credential_is_refused_when_its_holder_key_cannot_be_used(cnf: JsonObject) -> None:
    with pytest.raises(HolderKeyUnsupported):
        verify(a_forged_credential({"cnf": cnf}))


@pytest.mark.threat(51)
@pytest.mark.parametrize(
    "status",
    [
        {},
        {"other_mechanism": {}},
        {"status_list": []},
        {"status_list": {}},
        {"status_list": {"idx": 1}},
        {"status_list": {"uri": "https://x"}},
        {"status_list": {"idx": -1, "uri": "https://x"}},
        {"status_list": {"idx": 2**63, "uri": "https://x"}},
        {"status_list": {"idx": "1", "uri": "https://x"}},
        {"status_list": {"idx": 1.0, "uri": "https://x"}},
        {"status_list": {"idx": True, "uri": "https://x"}},
        {"status_list": {"idx": 1, "uri": ""}},
        {"status_list": {"idx": 1, "uri": "https://x y"}},
        {"status_list": {"idx": 1, "uri": "https://x\n"}},
        {"status_list": {"idx": 1, "uri": "https://" + "x" * 2048}},
    ],
)
def test_a_credential_is_refused_when_its_status_reference_cannot_be_used(status: JsonObject) -> None:
    with pytest.raises(StatusReferenceInvalid):
        verify(a_forged_credential({"status": status}))


def test_the_certificates_of_the_issuer_are_required_where_they_are_asked_for() -> None:
    assert issuer_x5c(a_credential(x5c=(b"leaf",))) == (b"leaf",)
    with pytest.raises(X5cMissing):
        issuer_x5c(parse_sd_jwt(a_forged_sd_jwt({}, typ="dc+sd-jwt")))


def test_a_credential_is_valid_from_its_issue_to_just_before_its_end() -> None:
    end = NOW + timedelta(days=1)
    credential = verify(a_credential(issued_at=NOW, expires_at=end))
    check_validity(credential, at=NOW)
    check_validity(credential, at=end - timedelta(microseconds=1))


def test_a_credential_is_expired_at_the_moment_of_its_end() -> None:
    end = NOW + timedelta(days=1)
    credential = verify(a_credential(expires_at=end))
    for at in (end, end + timedelta(days=1)):
        with pytest.raises(CredentialExpired):
            check_validity(credential, at=at)


def test_a_credential_is_not_yet_valid_before_its_issue_or_its_begin() -> None:
    with pytest.raises(CredentialNotYetValid):
        check_validity(verify(a_credential()), at=NOW - timedelta(seconds=1))
    begins_later = verify(a_forged_credential({"nbf": int(NOW.timestamp()) + 10}))
    check_validity(begins_later, at=NOW + timedelta(seconds=10))
    with pytest.raises(CredentialNotYetValid):
        check_validity(begins_later, at=NOW + timedelta(seconds=9))


def test_a_credential_without_end_has_no_validity() -> None:
    with pytest.raises(CredentialWithoutExpiry):
        check_validity(verify(a_forged_credential({"exp": None})), at=NOW)


def test_a_credential_that_expired_in_1970_is_expired() -> None:
    with pytest.raises(CredentialExpired):
        check_validity(verify(a_forged_credential({"exp": 0, "iat": 0})), at=datetime(2026, 1, 1, tzinfo=UTC))


def test_leeway_widens_the_validity_at_both_ends() -> None:
    end = NOW + timedelta(days=1)
    credential = verify(a_credential(expires_at=end))
    minute = timedelta(seconds=60)
    check_validity(credential, at=NOW - minute, leeway=minute)
    check_validity(credential, at=end + minute - timedelta(microseconds=1), leeway=minute)
    with pytest.raises(CredentialExpired):
        check_validity(credential, at=end + minute, leeway=minute)
