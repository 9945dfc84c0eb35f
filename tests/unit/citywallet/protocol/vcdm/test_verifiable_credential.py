from datetime import timedelta
from typing import Any

import pytest

from citywallet.protocol.jose import JwsTypeWrong, claims_of, parse_compact_jws, sign_jws, x5c_of
from citywallet.protocol.keys import SignatureInvalid
from citywallet.protocol.vcdm import (
    Validity,
    VcExpired,
    VcMalformed,
    VcNotYetValid,
    VerifiedVc,
    build_verifiable_credential,
    check_vc_validity,
    verify_verifiable_credential,
)
from tests.support.keys import ATTACKER, HOLDER, ISSUER, a_signing_key
from tests.support.sd_jwts import NOW

TYPE = "http://localhost:8100/vct/citizen-id/1"
END = NOW + timedelta(days=730)


def a_credential(*, key: int = ISSUER) -> str:
    unsigned = build_verifiable_credential(
        {"credentialSubject": {"name": "홍길동"}},
        types=[TYPE],
        vocabulary=f"{TYPE}#",
        issuer="http://localhost:8100",
        validity=Validity(start=NOW, end=END),
        x5c=(b"leaf",),
        key_id="key",
        holder_key=a_signing_key(HOLDER).public,
    )
    return unsigned.serialize(a_signing_key(key).sign(unsigned.signing_input))


def changed(typ: str = "vc+jwt", **members: Any) -> str:
    claims: Any = claims_of(parse_compact_jws(a_credential())) | members
    kept = {name: value for name, value in claims.items() if value is not None}
    return sign_jws({"typ": typ}, kept, key=a_signing_key(ISSUER))


def verify(text: str) -> VerifiedVc:
    return verify_verifiable_credential(text, key=a_signing_key(ISSUER).public)


def test_a_credential_is_read_as_it_was_built() -> None:
    credential = verify(a_credential())
    assert credential.types == ("VerifiableCredential", TYPE)
    assert credential.issuer == "http://localhost:8100"
    assert (credential.valid_from, credential.valid_until) == (NOW, END)
    assert credential.holder_key == a_signing_key(HOLDER).public
    assert credential.subject == {"name": "홍길동"}


def test_a_credential_has_the_header_and_contexts_of_the_specification() -> None:
    jws = parse_compact_jws(a_credential())
    assert (jws.header["typ"], jws.header["cty"], jws.header["kid"]) == ("vc+jwt", "vc", "key")
    assert x5c_of(jws) == (b"leaf",)
    assert claims_of(jws)["@context"] == ["https://www.w3.org/ns/credentials/v2", {"@vocab": f"{TYPE}#"}]
    assert not {"vc", "vp", "iat", "exp"} & claims_of(jws).keys()


def test_a_credential_of_another_signer_or_kind_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(a_credential(key=ATTACKER))
    with pytest.raises(JwsTypeWrong):
        verify(changed(typ="dc+sd-jwt"))


@pytest.mark.parametrize(
    "members",
    [
        {"@context": None},
        {"@context": ["https://www.w3.org/2018/credentials/v1"]},
        {"@context": [{"@vocab": "x"}, "https://www.w3.org/ns/credentials/v2"]},
        {"type": [TYPE]},
        {"type": "VerifiableCredential"},
        {"vc": {}},
        {"issuer": None},
        {"issuer": 1},
        {"validFrom": None},
        {"validFrom": "yesterday"},
        {"validUntil": 1},
        {"credentialSubject": []},
        {"cnf": {}},
        {"cnf": {"jwk": {"kty": "RSA"}}},
    ],
)
def test_a_credential_is_refused_when_one_property_is_wrong(members: dict[str, Any]) -> None:
    with pytest.raises(VcMalformed):
        verify(changed(**members))


def test_a_credential_is_valid_from_its_start_to_its_end() -> None:
    credential, second = verify(a_credential()), timedelta(seconds=1)
    check_vc_validity(credential, at=NOW)
    check_vc_validity(credential, at=END)
    with pytest.raises(VcNotYetValid):
        check_vc_validity(credential, at=NOW - second)
    with pytest.raises(VcExpired):
        check_vc_validity(credential, at=END + second)
