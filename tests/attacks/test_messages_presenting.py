"""A hostile verifier before the wallet, and a hostile wallet before the verifier."""

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from citywallet.protocol.dcql import (
    Candidate,
    CredentialTypeDiffers,
    DcqlQuery,
    PresentedCredential,
    SdJwtVcMeta,
    check_answer,
    match_query,
)
from citywallet.protocol.encoding import JsonObject, JsonValue
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose import serialize_compact
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.oauth import WebUrl
from citywallet.protocol.oid4vp import (
    AuthorizationRequest,
    ClientIdPrefix,
    PresentationAnswer,
    StateDiffers,
    VerifiedRequest,
    check_state,
    parse_authorization_request,
    parse_client_identifier,
    parse_direct_post,
    parse_request_link,
    serialize_direct_post,
    verify_client,
)
from citywallet.protocol.oid4vp.request_uri_post import parse_request_uri_post
from citywallet.protocol.sdjwt import (
    KeyBindingWrongAudience,
    KeyBindingWrongKey,
    KeyBindingWrongNonce,
    build_key_binding,
    disclosable_paths,
    parse_sd_jwt,
    select_disclosures,
    serialize_sd_jwt,
    verify_key_binding,
    verify_sd_jwt,
    with_key_binding,
)
from tests.support.keys import ATTACKER, HOLDER, ISSUER, a_signing_key
from tests.support.messages import (
    LEEWAY,
    NOW,
    OTHER_ACCESS,
    VCT,
    VERIFIER_URL,
    AccessChain,
    a_credential_query,
    a_query,
    a_request,
    a_request_object,
    an_access_chain,
    request_claims,
    verify_request,
)
from tests.support.sd_jwts import a_credential

MAX_AGE = timedelta(minutes=5)


def a_verified_request(chain: AccessChain | None = None, **changes: Any) -> VerifiedRequest:
    access = chain or an_access_chain()
    request = a_request(client_id=access.client_id, **changes)
    return verify_request(
        a_request_object(request, chain=access), client_id=access.client_id, anchors=(access.root,)
    )


def present(
    verified: VerifiedRequest, *, vct: str = VCT, holder: EcSigningKey | None = None
) -> dict[str, str]:
    """What an honest wallet posts for a request."""
    credential = a_credential(vct=vct)
    claims = verify_sd_jwt(credential, key=a_signing_key(ISSUER).public, typ="dc+sd-jwt").claims
    candidate = Candidate(
        id="card-1",
        format="dc+sd-jwt",
        vct=vct,
        claims=claims,
        disclosable=disclosable_paths(credential),
        is_bound=True,
    )
    (match,) = match_query(verified.request.dcql_query, [candidate]).required
    selected = select_disclosures(credential, paths=match.disclosures)
    signing_input = build_key_binding(
        selected, nonce=verified.request.nonce, audience=verified.client.text, now=NOW
    )
    signature = (holder or a_signing_key(HOLDER)).sign(signing_input)
    bound = with_key_binding(selected, serialize_compact(signing_input, signature))
    answer = PresentationAnswer(
        vp_token={match.query_id: (serialize_sd_jwt(bound),)}, state=verified.request.state
    )
    return serialize_direct_post(answer)


def judge(fields: dict[str, str], request: AuthorizationRequest) -> JsonObject:
    """What a verifier checks of a posted answer before it looks at status and trust."""
    answer = parse_direct_post(fields)
    assert isinstance(answer, PresentationAnswer)
    check_state(answer, expected=request.state)
    (text,) = answer.vp_token["citizen-id"]
    sd_jwt = parse_sd_jwt(text)
    verified = verify_sd_jwt(sd_jwt, key=a_signing_key(ISSUER).public, typ="dc+sd-jwt")
    verify_key_binding(
        verified,
        holder_key=a_signing_key(HOLDER).public,
        nonce=request.nonce,
        audience=request.client_id,
        now=NOW,
        max_age=MAX_AGE,
        leeway=LEEWAY,
    )
    presented = PresentedCredential(
        format="dc+sd-jwt", vct=str(verified.claims["vct"]), claims=verified.claims, is_bound=True
    )
    check_answer(request.dcql_query, {"citizen-id": [presented]})
    return verified.claims


def test_honest_answer_shows_two_facts_and_nothing_else() -> None:
    verified = a_verified_request()
    claims = judge(present(verified), verified.request)
    assert claims["age_equal_or_over"] == {"14": True, "60": True, "65": True}
    assert claims["incheon_resident"] is True
    assert not {"name", "birthdate", "district"} & claims.keys()


@pytest.mark.threat(23)
def test_answer_is_refused_in_another_transaction() -> None:
    first, second = a_verified_request(), a_verified_request(nonce="another-nonce")
    with pytest.raises(KeyBindingWrongNonce):
        judge(present(first), second.request)


@pytest.mark.threat(23)
def test_answer_is_refused_by_another_verifier() -> None:
    first, second = a_verified_request(), a_verified_request(an_access_chain(key_number=OTHER_ACCESS))
    assert first.client != second.client
    with pytest.raises(KeyBindingWrongAudience):
        judge(present(first), second.request)


@pytest.mark.threat(23)
def test_answer_is_refused_under_the_state_of_another_request() -> None:
    first, second = a_verified_request(), a_verified_request(state="state-2")
    with pytest.raises(StateDiffers):
        judge(present(first), second.request)


@pytest.mark.threat(24)
def test_stolen_credential_is_refused_without_the_key_of_its_holder() -> None:
    verified = a_verified_request()
    with pytest.raises(KeyBindingWrongKey):
        judge(present(verified, holder=a_signing_key(ATTACKER)), verified.request)


def test_credential_of_another_type_is_refused_also_when_the_wallet_sends_it() -> None:
    verified = a_verified_request()
    other_type = "https://issuer.example.com/city/vct/mileage/1"
    asked = a_verified_request(dcql_query=_query_for(other_type))
    with pytest.raises(CredentialTypeDiffers):
        judge(present(asked, vct=other_type), verified.request)


def _query_for(vct: str) -> DcqlQuery:
    return a_query(a_credential_query(meta=SdJwtVcMeta(vct_values=(vct,))))


@pytest.mark.threat(28)
@given(
    st.text(max_size=40), st.sampled_from([*ClientIdPrefix, "", "x509_hash ", "X509_HASH", "x509_san_uri"])
)
def test_no_client_identifier_but_its_own_passes_with_a_certificate(name: str, prefix: str) -> None:
    chain = an_access_chain()
    text = f"{prefix}:{name}"
    with pytest.raises(ProtocolError):
        verify_client(parse_client_identifier(text), x5c=(chain.leaf,), anchors=(chain.root,), at=NOW)


@pytest.mark.threat(28)
@given(st.from_regex(r"[a-z*.\-]{1,30}", fullmatch=True))
def test_no_name_but_its_own_passes_with_a_certificate(name: str) -> None:
    chain = an_access_chain(dns_names=("verifier.example.com", "*.city.example.com"))
    try:
        verify_client(
            parse_client_identifier(f"x509_san_dns:{name}"), x5c=(chain.leaf,), anchors=(chain.root,), at=NOW
        )
    except ProtocolError:
        return
    assert name == "verifier.example.com"


@pytest.mark.threat(29)
@pytest.mark.parametrize("member", ["header", "payload", "signature"])
def test_request_with_one_flipped_bit_is_refused(member: str) -> None:
    parts = dict(zip(("header", "payload", "signature"), a_request_object().split("."), strict=True))
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for position in range(0, len(parts[member]) - 1, 37):
        text = parts[member]
        flipped = alphabet[alphabet.index(text[position]) ^ 1]
        changed = parts | {member: text[:position] + flipped + text[position + 1 :]}
        with pytest.raises(ProtocolError):
            verify_request(".".join(changed.values()))


@pytest.mark.threat(29)
@given(
    st.sampled_from(["https://", "http://", "//", "javascript:", "https:\\\\", ""]),
    st.from_regex(r"[a-z0-9.@:\-\\%]{0,30}", fullmatch=True),
)
def test_answer_goes_to_the_verifiers_host_or_nowhere(scheme: str, rest: str) -> None:
    claims: JsonObject = {"response_uri": f"{scheme}{rest}"}
    try:
        verified = verify_request(a_request_object(claims=claims))
    except ProtocolError:
        return
    assert verified.request.response_uri.startswith(VERIFIER_URL)


@pytest.mark.threat(32)
def test_old_request_cannot_be_served_to_a_wallet_that_sent_a_nonce() -> None:
    old = a_request_object(a_request(wallet_nonce="w-1"))
    with pytest.raises(ProtocolError):
        verify_request(old, wallet_nonce="w-2")


ANY_JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=5),
    lambda children: (
        st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3)
    ),
    max_leaves=10,
)


@given(
    st.sampled_from([*request_claims(), "redirect_uri", "scope", "transaction_data", "verifier_info"]),
    ANY_JSON,
)
def test_any_value_of_any_parameter_is_read_or_refused(name: str, value: JsonValue) -> None:
    with contextlib.suppress(ProtocolError):
        parse_authorization_request(request_claims() | {name: value})


@given(st.text(max_size=60), st.dictionaries(st.text(max_size=10), st.text(max_size=30), max_size=4))
def test_any_text_is_a_link_form_or_request_or_refused(text: str, fields: dict[str, str]) -> None:
    for attempt in (
        lambda: parse_request_link(text),
        lambda: parse_request_link(f"openid4vp://?{text}"),
        lambda: parse_request_link(f"openid4vp://?client_id=a&request_uri={text}"),
        lambda: parse_client_identifier(text),
        lambda: parse_direct_post(fields),
        lambda: parse_direct_post({"vp_token": text}),
        lambda: parse_request_uri_post({"wallet_nonce": text}),
        lambda: verify_request(text),
    ):
        with contextlib.suppress(ProtocolError):
            attempt()


def test_posted_answer_never_prints_what_it_carries() -> None:
    answer = parse_direct_post(present(a_verified_request()))
    assert "~" not in repr(answer)


def test_answer_to_a_plain_address_is_never_sent() -> None:
    with pytest.raises(ProtocolError):
        verify_request(a_request_object(a_request(response_uri=WebUrl("http://verifier.example.com/r"))))
