"""A hostile wallet at the issuer's door, and a hostile issuer at the wallet's."""

import contextlib
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    encode_base64url,
    serialize_json,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.keys import serialize_public_jwk
from citywallet.protocol.oauth import (
    TokenType,
    parse_authorization_server_metadata,
    parse_bearer_header,
    parse_issuer_identifier,
    parse_token_request,
    parse_token_response,
    parse_web_url,
)
from citywallet.protocol.oid4vci import (
    KeyProofInvalid,
    KeyProofsTooMany,
    KeyProofWrongAudience,
    VerifiedKeyProof,
    parse_credential_offer,
    parse_credential_request,
    parse_credential_response,
    parse_issuer_metadata,
    parse_nonce_response,
    parse_offer_link,
    verify_key_proof,
)
from tests.support.keys import ATTACKER, HOLDER, a_signing_key
from tests.support.messages import ISSUER_ID, LEEWAY, NOW, a_key_proof, a_request_object
from tests.support.sd_jwts import a_credential, a_presentation

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=5)
    | st.just(str(ISSUER_ID)),
    lambda children: (
        st.lists(children, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                [
                    "access_token",
                    "token_type",
                    "expires_in",
                    "authorization_details",
                    "type",
                    "credential_identifiers",
                    "issuer",
                    "token_endpoint",
                    "credential_issuer",
                    "credential_configuration_ids",
                    "grants",
                    "tx_code",
                    "length",
                    "c_nonce",
                    "credentials",
                    "credential",
                    "transaction_id",
                    "interval",
                    "proofs",
                    "jwt",
                    "credential_endpoint",
                    "display",
                    "format",
                    "credential_configurations_supported",
                    "path",
                    "claims",
                    "vct",
                    "credential_configuration_id",
                ]
            ),
            children,
            max_size=6,
        )
    ),
    max_leaves=25,
)
OBJECTS = st.dictionaries(st.text(max_size=20), JSON, max_size=4) | JSON.filter(
    lambda value: isinstance(value, dict)
)


def verify(proof: str) -> VerifiedKeyProof:
    return verify_key_proof(
        proof,
        audience=ISSUER_ID,
        client_id=None,
        now=NOW,
        max_age=timedelta(minutes=5),
        leeway=LEEWAY,
    )


@given(OBJECTS)
def test_any_json_is_a_message_or_refused(members: JsonObject) -> None:
    for parse in (
        parse_credential_offer,
        parse_credential_response,
        parse_nonce_response,
        lambda value: parse_token_response(value, expected=TokenType.BEARER),
        lambda value: parse_credential_request(value, batch_size=2),
        lambda value: parse_issuer_metadata(value, credential_issuer=ISSUER_ID),
        lambda value: parse_issuer_metadata(
            value | {"credential_issuer": ISSUER_ID}, credential_issuer=ISSUER_ID
        ),
        lambda value: parse_authorization_server_metadata(value | {"issuer": ISSUER_ID}, issuer=ISSUER_ID),
    ):
        with contextlib.suppress(ProtocolError):
            parse(members)


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=4))
def test_any_text_is_a_link_address_form_or_token_or_refused(text: str, fields: dict[str, str]) -> None:
    for attempt in (
        lambda: parse_offer_link(text),
        lambda: parse_offer_link(f"openid-credential-offer://?credential_offer={text}"),
        lambda: parse_offer_link(f"openid-credential-offer://?credential_offer_uri={text}"),
        lambda: parse_web_url(text),
        lambda: parse_web_url(f"https://{text}"),
        lambda: parse_issuer_identifier(f"https://a.example/{text}"),
        lambda: parse_bearer_header(text, query_names=()),
        lambda: parse_token_request(fields),
        lambda: verify(text),
    ):
        with contextlib.suppress(ProtocolError):
            attempt()


@pytest.mark.threat(37)
def test_ten_thousand_proofs_are_refused_before_one_is_looked_at() -> None:
    members: JsonObject = {
        "credential_configuration_id": "citizen-id",
        "proofs": {"jwt": [a_key_proof()] * 10_000},
    }
    started = perf_counter()
    with pytest.raises(KeyProofsTooMany) as caught:
        parse_credential_request(members, batch_size=10)
    assert perf_counter() - started < 0.5
    assert caught.value.code is ErrorCode.INVALID_PROOF


@pytest.mark.threat(37)
def test_proof_for_one_issuer_is_worth_nothing_at_another() -> None:
    stolen = a_key_proof(claims={"aud": "https://evil.example"})
    with pytest.raises(KeyProofWrongAudience):
        verify(stolen)


@pytest.mark.threat(37)
@given(st.sampled_from(["typ", "jwk", "aud", "iat", "nonce"]), JSON)
def test_proof_with_one_member_replaced_is_refused_or_means_the_same(name: str, value: JsonValue) -> None:
    change: JsonObject = {name: value}
    text = a_key_proof(header=change) if name in ("typ", "jwk") else a_key_proof(claims=change)
    try:
        verified = verify(text)
    except KeyProofInvalid:
        return
    assert verified.key == a_signing_key(HOLDER).public
    assert (name, value) in (("nonce", verified.nonce), ("aud", ISSUER_ID))


def test_every_refusal_of_a_proof_is_an_invalid_proof() -> None:
    assert {error.code for error in KeyProofInvalid.__subclasses__()} == {ErrorCode.INVALID_PROOF}


@pytest.mark.threat(1)
@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "", None, 7, ["ES256"], "es256", "ES384"])
def test_proof_with_another_algorithm_is_refused(algorithm: JsonValue) -> None:
    header: JsonObject = {
        "typ": "openid4vci-proof+jwt",
        "alg": algorithm,
        "jwk": serialize_public_jwk(a_signing_key(HOLDER).public),
    }
    payload, signature = a_key_proof().split(".")[1:]
    for end in (signature, ""):
        with pytest.raises(KeyProofInvalid):
            verify(f"{encode_base64url(serialize_json(header))}.{payload}.{end}")


@pytest.mark.threat(2)
def test_public_key_is_never_taken_as_a_shared_secret() -> None:
    jwk = serialize_public_jwk(a_signing_key(HOLDER).public)
    claims = {"aud": ISSUER_ID, "iat": int(NOW.timestamp()), "nonce": "c-nonce-1"}
    for secret in (serialize_json(jwk), str(jwk["x"]).encode()):
        header = {"typ": "openid4vci-proof+jwt", "alg": "HS256", "jwk": jwk}
        key = OctKey.import_key(secret)
        with pytest.raises(KeyProofInvalid):
            verify(jwt.encode(header, claims, key, algorithms=["HS256"]))


@pytest.mark.threat(3)
@pytest.mark.parametrize("name", ["jku", "x5u"])
def test_key_of_a_proof_is_never_fetched(name: str) -> None:
    verify(a_key_proof(header={name: "https://evil.example/keys"}))
    with pytest.raises(KeyProofInvalid):
        verify(
            a_key_proof(
                header={name: "https://evil.example/keys"}, signed_by=a_signing_key(ATTACKER), without=["jwk"]
            )
        )


@pytest.mark.threat(5)
@pytest.mark.parametrize("critical", [["b64"], ["nonce"], [], "exp"])
def test_proof_with_a_critical_header_is_refused(critical: JsonValue) -> None:
    with pytest.raises(KeyProofInvalid):
        verify(a_key_proof(header={"crit": critical}))


@pytest.mark.threat(6)
def test_no_other_signed_token_passes_for_a_proof() -> None:
    binding = a_presentation().key_binding
    assert binding is not None
    for token in (a_credential().jws.text, binding.text, a_request_object()):
        with pytest.raises(KeyProofInvalid):
            verify(token)
