"""Presenting: who asks, what leaves, and what does not."""

from datetime import timedelta

import pytest

from citywallet.protocol.dcql import MAX_SETS
from citywallet.protocol.encoding import JsonObject, JsonValue, encode_base64url, serialize_json
from citywallet.protocol.jose import claims_of
from citywallet.protocol.oid4vp import RequestByValue, RequestUriMethod
from citywallet.protocol.sdjwt import parse_sd_jwt, verify_key_binding
from citywallet.protocol.sdjwtvc import verify_credential
from citywallet.protocol.trust import CertificateUsage
from tests.support.wallet_issuer import CITIZEN, an_authority
from tests.support.wallet_verifier import SENIOR_RESIDENT
from tests.support.wallet_world import NOW, WalletWorld
from wallet_api.domain.errors import (
    AnswerNotSent,
    CardMissing,
    PresentationAlreadyAnswered,
    PresentationNotFound,
    RequestExpired,
    RequestRefused,
    RequestUnreadable,
    SigningRefused,
    VerifierRefused,
    VerifierUnknown,
    VerifierUnreachable,
    WalletError,
    WalletNotFound,
)
from wallet_api.domain.identifiers import WalletId
from wallet_api.domain.presentations import Outcome


async def test_exactly_the_asked_items_are_disclosed_and_bound_to_the_request(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    ((text,),) = world.verifier.presented.values()
    credential = verify_credential(parse_sd_jwt(text), key=world.issuer.key.public)
    assert credential.claims == {"age_equal_or_over": {"65": True}, "incheon_resident": True}
    assert credential.holder_key is not None
    verify_key_binding(
        credential.sd_jwt,
        holder_key=credential.holder_key,
        nonce=world.verifier.nonce,
        audience=world.verifier.client_id,
        now=world.clock.now(),
        max_age=timedelta(minutes=1),
        leeway=timedelta(0),
    )


async def test_answer_carries_the_state_where_there_is_one_and_none_where_not(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert world.verifier.fields["state"] == "state-1"
    world.verifier.delivered.clear()
    world.verifier.state = None
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert "state" not in world.verifier.fields


async def test_long_nonce_is_bound_whole(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.nonce = "n" * 1_000
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    ((text,),) = world.verifier.presented.values()
    assert parse_sd_jwt(text).key_binding is not None


async def test_query_without_claims_discloses_none(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.query = {"credentials": [{"id": "c", "format": "dc+sd-jwt", "meta": {}}]}
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    ((text,),) = world.verifier.presented.values()
    assert parse_sd_jwt(text).disclosures == ()


async def test_optional_set_that_cannot_be_answered_is_left_out(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    (citizen,) = SENIOR_RESIDENT["credentials"]  # type: ignore[misc]
    world.verifier.query = {
        "credentials": [citizen, {"id": "other", "format": "dc+sd-jwt", "meta": {"vct_values": ["x"]}}],
        "credential_sets": [{"options": [["citizen"]]}, {"options": [["other"]], "required": False}],
    }
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert list(world.verifier.presented) == ["citizen"]


async def test_request_is_fetched_by_post_with_a_fresh_wallet_nonce(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.method = RequestUriMethod.POST
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert world.verifier.fetched == ["POST https://desk.example/requests/1"]
    assert len(world.verifier.delivered) == 1


@pytest.mark.threat(32)
async def test_request_that_does_not_repeat_the_wallet_nonce_is_a_red_stop(world: WalletWorld) -> None:
    world.verifier.method, world.verifier.repeat_wallet_nonce = RequestUriMethod.POST, False
    await _is_stopped(world, VerifierUnknown, detail="WalletNonceDiffers")


async def test_unknown_parameters_and_keys_that_cannot_be_used_are_ignored(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.extra = {
        "iss": "https://somebody.example",
        "made_up": [1],
        "client_metadata": {
            "client_name": "인천광역시청",
            "jwks": {"keys": [{"kty": "OKP", "crv": "X448", "kid": "1", "alg": "ECDH-ES"}]},
            "encrypted_response_enc_values_supported": ["A128GCM"],
            "vp_formats_supported": {"dc+sd-jwt": {"kb-jwt_alg_values": ["ES256"]}, "mso_mdoc": {}},
        },
    }
    presented = await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert presented.verifier.name.ko == "미추홀도서관"  # never what the request calls itself
    assert list(world.verifier.presented) == ["citizen"]


async def test_signed_request_by_value_is_answered_too(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    carried = RequestByValue(
        client_id=world.verifier.client_id, request_object=world.verifier.request_object()
    )
    link = f"openid4vp://?client_id={carried.client_id}&request={carried.request_object}"
    await world.acts.present_credentials(wallet_id, link=link)
    assert len(world.verifier.delivered) == 1


async def test_consent_names_the_verifier_from_its_certificate_and_the_values_in_plain_words(
    world: WalletWorld,
) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.purpose = {"ko": "어르신 열람실 자리 예약", "en": "Senior reading room"}
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    review = await world.acts.review_presentation(wallet_id, awaiting.id)
    assert review.verifier.name.ko == "미추홀도서관"
    assert review.purpose is not None
    assert review.purpose.ko == "어르신 열람실 자리 예약"
    (card,) = review.cards
    assert [(item.name.ko, item.spoken.ko) for item in card.items] == [
        ("65세 이상", "예"),
        ("incheon_resident", "예"),
    ]
    assert world.verifier.delivered == []


async def test_redirect_of_the_receipt_is_returned_and_not_followed(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.redirect_uri = "https://desk.example/done#response_code=1"
    presented = await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert presented.redirect_uri == "https://desk.example/done#response_code=1"
    assert world.verifier.fetched == ["GET https://desk.example/requests/1"]


async def test_card_received_last_is_preferred(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.clock.advance(timedelta(days=1))
    world.issuer.code = "code-2"
    (newer,) = await world.receive(wallet_id)
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    assert [selected.card_id for selected in awaiting.selected] == [newer.id]


# Who asks.


@pytest.mark.threat(29)
async def test_request_with_a_broken_signature_is_a_red_stop(world: WalletWorld) -> None:
    world.verifier.break_signature = True
    await _is_stopped(world, VerifierUnknown, detail="RequestSignatureInvalid")


@pytest.mark.threat(29)
async def test_unsigned_request_is_a_red_stop(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    header = encode_base64url(serialize_json({"alg": "none", "typ": "oauth-authz-req+jwt"}))
    _, claims, _ = world.verifier.request_object().split(".")
    link = f"openid4vp://?client_id={world.verifier.client_id}&request={header}.{claims}."
    for unsigned in (
        link,
        f"openid4vp://?client_id={world.verifier.client_id}&nonce=1&response_type=vp_token",
    ):
        with pytest.raises((VerifierUnknown, RequestRefused)):
            await world.acts.present_credentials(wallet_id, link=unsigned)
    assert world.verifier.delivered == []


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    "client_id",
    [
        "x509_hash:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "x509_san_dns:desk.example",
        "redirect_uri:https://desk.example/responses/1",
        "decentralized_identifier:did:web:desk.example",
        "verifier_attestation:desk.example",
        "openid_federation:https://desk.example",
        "origin:https://desk.example",
        "made_up:desk.example",
        "desk.example",
        "x509_hash:",
    ],
)
async def test_link_that_names_another_client_than_the_request_is_a_red_stop(
    world: WalletWorld, client_id: str
) -> None:
    world.verifier.link_client_id = client_id
    await _is_stopped(world, VerifierUnknown, detail="ClientIdDiffers")


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    ("client_id", "detail"),
    [
        ("made_up:desk.example", "ClientIdPrefixUnknown"),
        ("desk.example", "ClientIdPrefixUnsupported"),
        ("redirect_uri:https://desk.example/responses/1", "ClientIdPrefixUnsupported"),
    ],
)
async def test_client_identifier_of_an_unsupported_kind_is_a_red_stop_inside_and_outside(
    world: WalletWorld, client_id: str, detail: str
) -> None:
    world.verifier.link_client_id = client_id
    world.verifier.extra = {"client_id": client_id}
    await _is_stopped(world, VerifierUnknown, detail=detail)


@pytest.mark.threat(28)
@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("other.example", "ClientCertificateDiffers"),
        ("sub.desk.example", "ClientCertificateDiffers"),
        ("*.example", "ClientIdInvalid"),
    ],
)
async def test_dns_client_must_be_named_in_full_by_its_certificate(
    world: WalletWorld, name: str, detail: str
) -> None:
    world.verifier.link_client_id = f"x509_san_dns:{name}"
    world.verifier.extra = {"client_id": f"x509_san_dns:{name}"}
    await _is_stopped(world, VerifierUnknown, detail=detail)


async def test_dns_client_of_its_certificate_is_answered_under_its_full_name(
    world: WalletWorld,
) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.link_client_id = "x509_san_dns:desk.example"
    world.verifier.extra = {"client_id": "x509_san_dns:desk.example"}
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    ((text,),) = world.verifier.presented.values()
    key_binding = parse_sd_jwt(text).key_binding
    assert key_binding is not None
    assert claims_of(key_binding)["aud"] == "x509_san_dns:desk.example"


async def test_verifier_certified_by_strangers_is_a_red_stop(world: WalletWorld) -> None:
    world.verifier.authority = an_authority(start=NOW, seed="stranger")
    await _is_stopped(world, VerifierUnknown, detail="ChainNotAnchored")


async def test_issuers_certificate_cannot_ask_for_cards(world: WalletWorld) -> None:
    certify = world.authority.certify

    class Confused:
        def certify(self, key, **given):  # type: ignore[no-untyped-def]
            return certify(key, **(given | {"usage": CertificateUsage.CREDENTIAL_SIGNER}))

    world.verifier.authority = Confused()  # type: ignore[assignment]
    await _is_stopped(world, VerifierUnknown, detail="CertificateUsageWrong")


@pytest.mark.threat(29)
async def test_answer_does_not_go_to_a_host_that_the_certificate_does_not_name(world: WalletWorld) -> None:
    world.verifier.extra = {"response_uri": "https://elsewhere.example/responses/1"}
    await _is_stopped(world, VerifierUnknown, detail="ResponseUriForeign")


async def test_red_stop_says_so_and_is_written_down(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.break_signature = True
    with pytest.raises(VerifierUnknown) as stopped:
        await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert stopped.value.korean == "확인되지 않은 곳이에요. 제출하지 마세요."
    (entry,) = await world.acts.read_history(wallet_id)
    assert (entry.outcome, entry.reason, entry.items) == (Outcome.FAILED, "verifier_unknown", ())


# What is asked.


async def test_request_without_nonce_is_refused_and_the_verifier_told(world: WalletWorld) -> None:
    world.verifier.left_out = ("nonce",)
    await _is_refused(world, "invalid_request")


async def test_redirect_uri_beside_direct_post_is_refused_and_the_verifier_told(world: WalletWorld) -> None:
    world.verifier.extra = {"redirect_uri": "https://desk.example/back"}
    await _is_refused(world, "invalid_request")


async def test_unknown_transaction_data_type_is_refused_and_the_verifier_told(world: WalletWorld) -> None:
    entry = {"type": "urn:example:pay", "credential_ids": ["citizen"]}
    world.verifier.extra = {"transaction_data": [encode_base64url(serialize_json(entry))]}
    await _is_refused(world, "invalid_transaction_data")


async def test_format_that_the_wallet_cannot_present_is_refused(world: WalletWorld) -> None:
    world.verifier.extra = {"client_metadata": {"vp_formats_supported": {"mso_mdoc": {}}}}
    await _is_refused(world, "vp_formats_not_supported")


@pytest.mark.threat(30)
async def test_query_with_more_claim_sets_than_any_question_needs_is_refused(world: WalletWorld) -> None:
    world.verifier.extra = {"dcql_query": a_query_of_claim_sets(MAX_SETS + 1)}
    await _is_refused(world, "invalid_request")


@pytest.mark.threat(30)
async def test_query_of_ten_thousand_claim_sets_is_not_even_read(world: WalletWorld) -> None:
    world.verifier.extra = {"dcql_query": a_query_of_claim_sets(10_000)}
    await _is_stopped(world, RequestRefused, detail="invalid_request")


def a_query_of_claim_sets(count: int) -> JsonObject:
    name: JsonObject = {"id": "n", "path": ["name"]}
    sets: list[JsonValue] = [["n"] for _ in range(count)]
    return {
        "credentials": [{"id": "c", "format": "dc+sd-jwt", "meta": {}, "claims": [name], "claim_sets": sets}]
    }


@pytest.mark.threat(30)
async def test_missing_card_sends_nothing_at_all(world: WalletWorld) -> None:
    wallet_id = await world.new_wallet()
    with pytest.raises(CardMissing):
        await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert world.verifier.delivered == []


@pytest.mark.threat(30)
@pytest.mark.parametrize("path", [["no_such_claim"], ["name", 0], ["district", None]])
async def test_claim_that_the_card_lacks_sends_nothing_at_all(
    world: WalletWorld, path: list[str | int | None]
) -> None:
    world.verifier.query = {
        "credentials": [
            {
                "id": "c",
                "format": "dc+sd-jwt",
                "meta": {},
                "claims": [{"path": list(path)}, {"path": ["name"]}],
            }
        ]
    }
    await _is_stopped(world, CardMissing)


async def test_expired_request_is_out_of_time(world: WalletWorld) -> None:
    world.verifier.lifetime = timedelta(seconds=0)
    await _is_stopped(world, RequestExpired)


async def test_link_that_is_no_request_is_unreadable(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    for link in (
        "openid-credential-offer://?credential_offer_uri=https://x.example",
        "안녕",
        "mailto:a@b.example",
    ):
        with pytest.raises((RequestUnreadable, VerifierUnknown)):
            await world.acts.present_credentials(wallet_id, link=link)


async def test_unknown_wallet_presents_nothing(world: WalletWorld) -> None:
    with pytest.raises(WalletNotFound):
        await world.acts.present_credentials(WalletId("0" * 32), link=world.verifier.link())
    assert world.verifier.fetched == []


# Deciding.


@pytest.mark.threat(33)
async def test_declining_tells_the_verifier_no_more_than_that(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    declined = await world.acts.decline_presentation(wallet_id, awaiting.id)
    assert declined.is_verifier_told
    assert world.verifier.fields == {"error": "access_denied", "state": "state-1"}
    (entry,) = await world.acts.read_history(wallet_id)
    assert (entry.outcome, entry.items) == (Outcome.DECLINED, ())


@pytest.mark.threat(33)
async def test_declining_succeeds_when_the_verifier_does_not_listen(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    world.verifier.fail_next["deliver"] = VerifierUnreachable("timed_out")
    declined = await world.acts.decline_presentation(wallet_id, awaiting.id)
    assert not declined.is_verifier_told


async def test_answered_request_cannot_be_answered_again(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    await world.acts.submit_presentation(wallet_id, awaiting.id)
    with pytest.raises(PresentationAlreadyAnswered):
        await world.acts.submit_presentation(wallet_id, awaiting.id)
    with pytest.raises(PresentationAlreadyAnswered):
        await world.acts.decline_presentation(wallet_id, awaiting.id)
    assert len(world.verifier.delivered) == 1


@pytest.mark.threat(33)
async def test_consent_after_the_end_of_the_request_sends_nothing(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    world.clock.advance(timedelta(seconds=120))
    with pytest.raises(RequestExpired):
        await world.acts.submit_presentation(wallet_id, awaiting.id)
    assert world.verifier.delivered == []
    (entry,) = await world.acts.read_history(wallet_id)
    assert (entry.outcome, entry.reason, entry.items) == (Outcome.DECLINED, "timed_out", ())
    assert await world.acts.read_history(wallet_id) == (entry,)


async def test_request_of_another_wallet_is_not_found(world: WalletWorld) -> None:
    wallet_id, other = await world.wallet_with_card(), await world.new_wallet()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    for act in (
        world.acts.submit_presentation,
        world.acts.decline_presentation,
        world.acts.review_presentation,
    ):
        with pytest.raises(PresentationNotFound):
            await act(other, awaiting.id)


async def test_card_deleted_before_the_decision_is_missing(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    awaiting = await world.acts.start_presentation(wallet_id, link=world.verifier.link())
    await world.acts.delete_card(wallet_id, awaiting.selected[0].card_id)
    with pytest.raises(CardMissing):
        await world.acts.submit_presentation(wallet_id, awaiting.id)


# The record.


async def test_history_names_items_and_verifier_but_no_value(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.query = {
        "credentials": [
            {
                "id": "c",
                "format": "dc+sd-jwt",
                "meta": {},
                "claims": [{"path": ["name"]}, {"path": ["district"]}],
            }
        ]
    }
    await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    (entry,) = await world.acts.read_history(wallet_id)
    assert entry.outcome is Outcome.PRESENTED
    assert entry.verifier is not None
    assert entry.verifier.name.ko == "미추홀도서관"
    assert {item.path for item in entry.items} == {("name",), ("district",)}
    assert str(CITIZEN["name"]) not in repr(entry)


@pytest.mark.parametrize(
    ("failure", "outcome", "left"),
    [
        (VerifierRefused("status 400"), Outcome.FAILED, True),
        (VerifierUnreachable("timed_out"), Outcome.UNCONFIRMED, True),
        (AnswerNotSent("network_forbidden"), Outcome.FAILED, False),
    ],
)
async def test_history_says_what_left_when_the_answer_was_not_taken(
    world: WalletWorld, failure: WalletError, outcome: Outcome, left: bool
) -> None:
    wallet_id = await world.wallet_with_card()
    world.verifier.fail_next["deliver"] = failure
    with pytest.raises(type(failure)):
        await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    (entry,) = await world.acts.read_history(wallet_id)
    assert (entry.outcome, bool(entry.items), entry.reason) == (outcome, left, failure.code)


async def test_missing_key_means_nothing_is_sent(world: WalletWorld) -> None:
    wallet_id = await world.wallet_with_card()
    for path in world.keys_dir.rglob("*.key"):
        path.unlink()
    with pytest.raises(SigningRefused):
        await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert world.verifier.delivered == []


async def _is_stopped(world: WalletWorld, cause: type[WalletError], *, detail: str = "") -> None:
    """Nothing of the citizen, not even an error, goes to whoever asked."""
    wallet_id = await world.wallet_with_card()
    world.issuer.code = "code-again"
    with pytest.raises(cause) as stopped:
        await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert stopped.value.detail == detail
    assert world.verifier.delivered == []


async def _is_refused(world: WalletWorld, code: str) -> None:
    """A known verifier hears the code and gets nothing else."""
    wallet_id = await world.wallet_with_card()
    with pytest.raises(RequestRefused) as refused:
        await world.acts.present_credentials(wallet_id, link=world.verifier.link())
    assert refused.value.detail == code
    assert world.verifier.fields == {"error": code, "state": "state-1"}
    (entry,) = await world.acts.read_history(wallet_id)
    assert entry.outcome is Outcome.FAILED
