"""Codes, sentences and weights of reasons: people and programs rely on every one of them."""

from datetime import UTC, datetime

import pytest

from citywallet.protocol.policy import ORDER_OF_WEIGHT, BilingualText, Reason, sentence_of, weightiest
from citywallet.protocol.policy.reasons import accepted_as_of

MIDNIGHT_IN_KOREA = datetime(2026, 3, 2, 15, 4, tzinfo=UTC)
CARD = BilingualText(ko="시민 신분카드", en="the citizen ID")

SENTENCES = {
    "accepted": ("확인됐어요.", "Confirmed."),
    "condition_not_met": (
        "이 서비스의 조건에 맞지 않아요.",
        "The conditions of this service are not met.",
    ),
    "expired": (
        "유효기간이 지난 카드예요. 지갑에서 새로 받을 수 있어요.",
        "This card has expired. A new one can be added in the wallet.",
    ),
    "not_yet_valid": (
        "아직 쓸 수 없는 카드예요. 2026년 3월 3일부터 쓸 수 있어요.",
        "This card is valid from 3 March 2026.",
    ),
    "revoked": (
        "취소된 카드예요. 카드를 준 기관에 물어봐 주세요.",
        "This card was cancelled. Please ask the office that issued it.",
    ),
    "suspended": (
        "잠시 멈춘 카드예요. 다시 켜지면 쓸 수 있어요.",
        "This card is paused. It can be used again once resumed.",
    ),
    "status_unknown": (
        "지금은 카드가 유효한지 알 수 없어서 통과할 수 없어요."
        " 잠시 뒤 다시 하거나 실물 신분증을 확인해 주세요.",
        "We cannot tell now whether this card is valid, so we cannot accept it."
        " Try again soon or check a physical ID.",
    ),
    "status_too_old": (
        "카드 상태를 확인한 지 너무 오래됐어요. 인터넷을 연결하고 다시 해 주세요.",
        "The last check of this card is too old. Connect to the internet and try again.",
    ),
    "status_conflict": (
        "카드 상태가 시의 공식 기록과 달라서 통과할 수 없어요.",
        "The card's status does not match the city's public record, so we cannot accept it.",
    ),
    "not_valid_then": (
        "2026년 3월 3일에는 유효하지 않은 카드였어요.",
        "This card was not valid on 3 March 2026.",
    ),
    "issuer_not_trusted": (
        "인정된 기관에서 준 카드가 아니에요.",
        "This card does not come from a recognised office.",
    ),
    "issuer_key_invalid": (
        "이 카드는 더 이상 믿을 수 없게 됐어요. 새 카드를 받아 주세요.",
        "This card can no longer be trusted. Please get a new one.",
    ),
    "issuance_not_found": (
        "이 카드를 준 기록이 없어요. 받지 마세요.",
        "There is no record that this card was issued. Do not accept it.",
    ),
    "issuance_pending": (
        "확인됐어요. 방금 받은 카드예요.",
        "Confirmed. This card was issued just now.",
    ),
    "altered": (
        "카드 내용이 원래와 달라요. 받지 마세요.",
        "This card was changed after it was issued. Do not accept it.",
    ),
    "not_the_holder": (
        "카드 주인이 낸 것인지 확인하지 못했어요.",
        "We could not confirm that the card's owner submitted it.",
    ),
    "not_for_us": (
        "다른 곳에 내려던 답이에요. 새 QR로 다시 해 주세요.",
        "This answer was made for someone else. Please use a new QR code.",
    ),
    "already_used": (
        "이미 쓴 QR이에요. 새 QR로 다시 해 주세요.",
        "This QR code was already used. Please use a new one.",
    ),
    "timed_out": (
        "시간이 지났어요. 새 QR로 다시 해 주세요.",
        "Time is up. Please use a new QR code.",
    ),
    "wrong_card": (
        "여기서 받는 카드가 아니에요. 시민 신분카드를 골라 주세요.",
        "This card is not accepted here. Please choose the citizen ID.",
    ),
    "item_missing": ("필요한 내용이 빠졌어요.", "Something we need is missing."),
    "unreadable": (
        "답을 읽을 수 없어요. 다시 해 주세요.",
        "We could not read the answer. Please try again.",
    ),
    "declined": ("시민이 내지 않기로 했어요.", "The citizen chose not to submit."),
    "already_claimed": (
        "이번에 이미 받은 혜택이에요.",
        "This benefit was already received this time.",
    ),
    "district_changed": (
        "예전 구 이름으로 된 카드예요. 지갑에서 새로 받아 주세요.",
        "This card names a former district. Please get the new one in the wallet.",
    ),
    "not_allowed_to_ask": (
        "이 기관은 이 내용을 물어볼 수 없어요.",
        "This office may not ask for this.",
    ),
}


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_has_its_sentence_in_both_languages(code: str) -> None:
    sentence = sentence_of(Reason(code), date=MIDNIGHT_IN_KOREA, card=CARD)

    assert (sentence.ko, sentence.en) == SENTENCES[code]


def test_there_is_no_other_reason() -> None:
    assert {reason.value for reason in Reason} == set(SENTENCES)


def test_what_was_not_checked_just_now_names_its_time() -> None:
    sentence = accepted_as_of(MIDNIGHT_IN_KOREA)

    assert sentence.ko == "확인됐어요. 2026년 3월 3일 0시 04분 기준이에요."
    assert sentence.en == "Confirmed, as of 3 March 2026, 00:04 (Korean time)."


def test_the_order_of_weight_is_the_published_one() -> None:
    assert " ".join(ORDER_OF_WEIGHT) == (
        "not_allowed_to_ask unreadable not_for_us altered not_the_holder issuer_not_trusted"
        " issuer_key_invalid issuance_not_found revoked suspended expired not_yet_valid"
        " not_valid_then status_conflict status_too_old status_unknown wrong_card item_missing"
        " already_used already_claimed district_changed condition_not_met"
    )


def test_of_several_reasons_the_weightiest_is_shown() -> None:
    for position, heavier in enumerate(ORDER_OF_WEIGHT):
        for lighter in ORDER_OF_WEIGHT[position:]:
            assert weightiest([lighter, heavier]) is heavier
    assert weightiest([]) is None
    assert weightiest([Reason.DECLINED]) is Reason.DECLINED
