from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.jose import claims_of, serialize_compact, sign_jws
from citywallet.protocol.keys import parse_public_jwk
from citywallet.protocol.sdjwt import (
    KeyBindingMalformed,
    KeyBindingMissing,
    KeyBindingOutsideWindow,
    KeyBindingUnexpected,
    KeyBindingWrongAudience,
    KeyBindingWrongKey,
    KeyBindingWrongNonce,
    KeyBindingWrongSdHash,
    SdJwt,
    build_key_binding,
    parse_sd_jwt,
    refuse_key_binding,
    select_disclosures,
    serialize_sd_jwt,
    verify_key_binding,
    verify_sd_jwt,
    with_key_binding,
)
from tests.support.keys import ATTACKER, HOLDER, a_signing_key
from tests.support.sd_jwts import (
    AUDIENCE,
    LEEWAY,
    MAX_AGE,
    NONCE,
    NOW,
    a_credential,
    a_presentation,
    bind,
    check_binding,
)
from tests.support.vectors import load_vectors

VECTORS = load_vectors("sd-jwt/specification-examples.json")


def a_binding(presentation: SdJwt, **changes: Any) -> SdJwt:
    """A presentation bound with some claims or header parameters changed; None removes one."""
    assert presentation.key_binding is not None
    header: JsonObject = {"typ": changes.pop("typ", "kb+jwt")}
    claims = {**claims_of(presentation.key_binding), **changes}
    return bind(presentation, header, {name: value for name, value in claims.items() if value is not None})


def test_the_key_binding_of_the_specification_verifies() -> None:
    example = next(example for example in VECTORS["examples"] if "key_binding" in example)
    expected = example["key_binding"]
    verified = verify_sd_jwt(
        parse_sd_jwt(example["sd_jwt"]), key=parse_public_jwk(VECTORS["issuer_jwk"]), typ=VECTORS["typ"]
    )
    binding = verify_key_binding(
        verified,
        holder_key=parse_public_jwk(example["claims"]["cnf"]["jwk"]),
        nonce=expected["nonce"],
        audience=expected["aud"],
        now=datetime.fromtimestamp(expected["iat"], tz=UTC),
        max_age=timedelta(0),
        leeway=timedelta(0),
    )
    assert binding.claims == expected


def test_a_key_binding_that_we_built_verifies() -> None:
    assert check_binding(a_presentation()).issued_at == NOW


def test_a_key_binding_may_carry_transaction_data_hashes() -> None:
    selected = select_disclosures(a_credential(), paths=[])
    signing_input = build_key_binding(
        selected, nonce=NONCE, audience=AUDIENCE, now=NOW, transaction_data_hashes=["abc"]
    )
    signature = a_signing_key(HOLDER).sign(signing_input)
    claims = check_binding(with_key_binding(selected, serialize_compact(signing_input, signature))).claims
    assert claims["transaction_data_hashes"] == ["abc"]
    assert claims["transaction_data_hashes_alg"] == "sha-256"


@pytest.mark.threat(20)
def test_a_presentation_is_refused_without_key_binding() -> None:
    with pytest.raises(KeyBindingMissing):
        check_binding(select_disclosures(a_credential(), paths=[]))


@pytest.mark.threat(20)
@pytest.mark.parametrize("nonce", [NONCE + "x", "", NONCE.lower()])
def test_a_presentation_is_refused_for_another_nonce(nonce: str) -> None:
    with pytest.raises(KeyBindingWrongNonce):
        check_binding(a_presentation(), nonce=nonce)


@pytest.mark.threat(20)
@pytest.mark.parametrize("audience", [AUDIENCE + "x", "", AUDIENCE.upper()])
def test_a_presentation_is_refused_for_another_audience(audience: str) -> None:
    with pytest.raises(KeyBindingWrongAudience):
        check_binding(a_presentation(), audience=audience)


@pytest.mark.threat(20)
def test_a_presentation_is_refused_when_the_holder_signed_for_other_disclosures() -> None:
    presentation = a_presentation(paths=[("name",), ("birthdate",)])
    for paths in ([("name",)], [("name",), ("birthdate",), ("district",)], []):
        other = select_disclosures(a_credential(), paths=paths)
        assert presentation.key_binding is not None
        with pytest.raises(KeyBindingWrongSdHash):
            check_binding(with_key_binding(other, presentation.key_binding.text))


@pytest.mark.threat(20)
def test_a_presentation_is_refused_when_its_disclosures_were_reordered() -> None:
    text = serialize_sd_jwt(a_presentation(paths=[("name",), ("birthdate",)]))
    token, first, second, binding = text.split("~")
    with pytest.raises(KeyBindingWrongSdHash):
        check_binding(parse_sd_jwt(f"{token}~{second}~{first}~{binding}"))


@pytest.mark.threat(20)
def test_a_presentation_is_refused_when_it_was_made_too_early_or_too_late() -> None:
    second = timedelta(seconds=1)
    for made in (NOW - MAX_AGE, NOW + LEEWAY):
        check_binding(a_presentation(now=made))
    for made in (
        NOW - MAX_AGE - second,
        NOW + LEEWAY + second,
        NOW - timedelta(days=9),
        NOW + timedelta(days=9),
    ):
        with pytest.raises(KeyBindingOutsideWindow):
            check_binding(a_presentation(now=made))


def test_a_presentation_is_refused_outside_the_limits_that_it_states_itself() -> None:
    seconds = int(NOW.timestamp())
    check_binding(a_binding(a_presentation(), exp=seconds + 1, nbf=seconds + 60))
    for wrong in ({"exp": seconds}, {"nbf": seconds + 61}):
        with pytest.raises(KeyBindingOutsideWindow):
            check_binding(a_binding(a_presentation(), **wrong))


@pytest.mark.threat(20)
@pytest.mark.parametrize("name", ["iat", "aud", "nonce", "sd_hash"])
def test_a_presentation_is_refused_when_a_claim_is_absent_empty_or_of_another_type(name: str) -> None:
    for value in (None, "", [], {}, True, [AUDIENCE], [NONCE]):
        with pytest.raises(KeyBindingMalformed):
            check_binding(a_binding(a_presentation(), **{name: value}))


@pytest.mark.threat(20)
@pytest.mark.parametrize("name", ["aud", "nonce", "sd_hash"])
def test_a_presentation_is_refused_when_a_claim_is_zero(name: str) -> None:
    with pytest.raises(KeyBindingMalformed):
        check_binding(a_binding(a_presentation(), **{name: 0}))


def test_a_presentation_is_refused_when_it_was_made_in_1970() -> None:
    with pytest.raises(KeyBindingOutsideWindow):
        check_binding(a_binding(a_presentation(), iat=0))


@pytest.mark.threat(6)
@pytest.mark.parametrize("typ", ["dc+sd-jwt", "KB+JWT", "application/kb+jwt", "jwt", ""])
def test_a_presentation_is_refused_when_its_binding_is_of_another_type(typ: str) -> None:
    with pytest.raises(KeyBindingMalformed):
        check_binding(a_binding(a_presentation(), typ=typ))


@pytest.mark.threat(21)
def test_a_presentation_is_refused_when_another_key_signed_it() -> None:
    with pytest.raises(KeyBindingWrongKey):
        check_binding(a_presentation(holder=a_signing_key(ATTACKER)))


def test_a_presentation_is_refused_when_its_binding_holds_no_claims() -> None:
    selected = select_disclosures(a_credential(), paths=[])
    token = sign_jws({"typ": "kb+jwt"}, b"[]", key=a_signing_key(HOLDER))
    with pytest.raises(KeyBindingMalformed):
        check_binding(with_key_binding(selected, token))


def test_a_holder_refuses_an_sd_jwt_that_is_bound_already() -> None:
    refuse_key_binding(a_credential())
    with pytest.raises(KeyBindingUnexpected):
        refuse_key_binding(a_presentation())
