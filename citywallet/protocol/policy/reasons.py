"""Every reason a verifier may give, with its sentence in both languages and its weight.

Codes never change: help lines and other programs rely on them.
"""

from datetime import datetime
from enum import StrEnum

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.policy.times_in_words import date_in_words, time_in_words


class Reason(StrEnum):
    """Why a verifier answered as it did."""

    ACCEPTED = "accepted"
    CONDITION_NOT_MET = "condition_not_met"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    STATUS_UNKNOWN = "status_unknown"
    STATUS_TOO_OLD = "status_too_old"
    STATUS_CONFLICT = "status_conflict"
    NOT_VALID_THEN = "not_valid_then"
    ISSUER_NOT_TRUSTED = "issuer_not_trusted"
    ISSUER_KEY_INVALID = "issuer_key_invalid"
    ISSUANCE_NOT_FOUND = "issuance_not_found"
    ISSUANCE_PENDING = "issuance_pending"
    ALTERED = "altered"
    NOT_THE_HOLDER = "not_the_holder"
    NOT_FOR_US = "not_for_us"
    ALREADY_USED = "already_used"
    TIMED_OUT = "timed_out"
    WRONG_CARD = "wrong_card"
    ITEM_MISSING = "item_missing"
    UNREADABLE = "unreadable"
    DECLINED = "declined"
    ALREADY_CLAIMED = "already_claimed"
    DISTRICT_CHANGED = "district_changed"
    NOT_ALLOWED_TO_ASK = "not_allowed_to_ask"


ORDER_OF_WEIGHT: tuple[Reason, ...] = (
    Reason.NOT_ALLOWED_TO_ASK,
    Reason.UNREADABLE,
    Reason.NOT_FOR_US,
    Reason.ALTERED,
    Reason.NOT_THE_HOLDER,
    Reason.ISSUER_NOT_TRUSTED,
    Reason.ISSUER_KEY_INVALID,
    Reason.ISSUANCE_NOT_FOUND,
    Reason.REVOKED,
    Reason.SUSPENDED,
    Reason.EXPIRED,
    Reason.NOT_YET_VALID,
    Reason.NOT_VALID_THEN,
    Reason.STATUS_CONFLICT,
    Reason.STATUS_TOO_OLD,
    Reason.STATUS_UNKNOWN,
    Reason.WRONG_CARD,
    Reason.ITEM_MISSING,
    Reason.ALREADY_USED,
    Reason.ALREADY_CLAIMED,
    Reason.DISTRICT_CHANGED,
    Reason.CONDITION_NOT_MET,
)
"""The heaviest first: when several hold, the screen shows the first of these."""

_SENTENCES: dict[Reason, BilingualText] = {
    Reason.ACCEPTED: BilingualText(ko="확인됐어요.", en="Confirmed."),
    Reason.CONDITION_NOT_MET: BilingualText(
        ko="이 서비스의 조건에 맞지 않아요.", en="The conditions of this service are not met."
    ),
    Reason.EXPIRED: BilingualText(
        ko="유효기간이 지난 카드예요. 지갑에서 새로 받을 수 있어요.",
        en="This card has expired. A new one can be added in the wallet.",
    ),
    Reason.NOT_YET_VALID: BilingualText(
        ko="아직 쓸 수 없는 카드예요. {date}부터 쓸 수 있어요.", en="This card is valid from {date}."
    ),
    Reason.REVOKED: BilingualText(
        ko="취소된 카드예요. 카드를 준 기관에 물어봐 주세요.",
        en="This card was cancelled. Please ask the office that issued it.",
    ),
    Reason.SUSPENDED: BilingualText(
        ko="잠시 멈춘 카드예요. 다시 켜지면 쓸 수 있어요.",
        en="This card is paused. It can be used again once resumed.",
    ),
    Reason.STATUS_UNKNOWN: BilingualText(
        ko="지금은 카드가 유효한지 알 수 없어서 통과할 수 없어요."
        " 잠시 뒤 다시 하거나 실물 신분증을 확인해 주세요.",
        en="We cannot tell now whether this card is valid, so we cannot accept it."
        " Try again soon or check a physical ID.",
    ),
    Reason.STATUS_TOO_OLD: BilingualText(
        ko="카드 상태를 확인한 지 너무 오래됐어요. 인터넷을 연결하고 다시 해 주세요.",
        en="The last check of this card is too old. Connect to the internet and try again.",
    ),
    Reason.STATUS_CONFLICT: BilingualText(
        ko="카드 상태가 시의 공식 기록과 달라서 통과할 수 없어요.",
        en="The card's status does not match the city's public record, so we cannot accept it.",
    ),
    Reason.NOT_VALID_THEN: BilingualText(
        ko="{date}에는 유효하지 않은 카드였어요.", en="This card was not valid on {date}."
    ),
    Reason.ISSUER_NOT_TRUSTED: BilingualText(
        ko="인정된 기관에서 준 카드가 아니에요.", en="This card does not come from a recognised office."
    ),
    Reason.ISSUER_KEY_INVALID: BilingualText(
        ko="이 카드는 더 이상 믿을 수 없게 됐어요. 새 카드를 받아 주세요.",
        en="This card can no longer be trusted. Please get a new one.",
    ),
    Reason.ISSUANCE_NOT_FOUND: BilingualText(
        ko="이 카드를 준 기록이 없어요. 받지 마세요.",
        en="There is no record that this card was issued. Do not accept it.",
    ),
    Reason.ISSUANCE_PENDING: BilingualText(
        ko="확인됐어요. 방금 받은 카드예요.", en="Confirmed. This card was issued just now."
    ),
    Reason.ALTERED: BilingualText(
        ko="카드 내용이 원래와 달라요. 받지 마세요.",
        en="This card was changed after it was issued. Do not accept it.",
    ),
    Reason.NOT_THE_HOLDER: BilingualText(
        ko="카드 주인이 낸 것인지 확인하지 못했어요.",
        en="We could not confirm that the card's owner submitted it.",
    ),
    Reason.NOT_FOR_US: BilingualText(
        ko="다른 곳에 내려던 답이에요. 새 QR로 다시 해 주세요.",
        en="This answer was made for someone else. Please use a new QR code.",
    ),
    Reason.ALREADY_USED: BilingualText(
        ko="이미 쓴 QR이에요. 새 QR로 다시 해 주세요.",
        en="This QR code was already used. Please use a new one.",
    ),
    Reason.TIMED_OUT: BilingualText(
        ko="시간이 지났어요. 새 QR로 다시 해 주세요.", en="Time is up. Please use a new QR code."
    ),
    Reason.WRONG_CARD: BilingualText(
        ko="여기서 받는 카드가 아니에요. {card}를 골라 주세요.",
        en="This card is not accepted here. Please choose {card}.",
    ),
    Reason.ITEM_MISSING: BilingualText(ko="필요한 내용이 빠졌어요.", en="Something we need is missing."),
    Reason.UNREADABLE: BilingualText(
        ko="답을 읽을 수 없어요. 다시 해 주세요.", en="We could not read the answer. Please try again."
    ),
    Reason.DECLINED: BilingualText(ko="시민이 내지 않기로 했어요.", en="The citizen chose not to submit."),
    Reason.ALREADY_CLAIMED: BilingualText(
        ko="이번에 이미 받은 혜택이에요.", en="This benefit was already received this time."
    ),
    Reason.DISTRICT_CHANGED: BilingualText(
        ko="예전 구 이름으로 된 카드예요. 지갑에서 새로 받아 주세요.",
        en="This card names a former district. Please get the new one in the wallet.",
    ),
    Reason.NOT_ALLOWED_TO_ASK: BilingualText(
        ko="이 기관은 이 내용을 물어볼 수 없어요.", en="This office may not ask for this."
    ),
}

_ACCEPTED_AS_OF = BilingualText(ko="확인됐어요. {time} 기준이에요.", en="Confirmed, as of {time}.")


def weightiest(reasons: list[Reason]) -> Reason | None:
    """The one of several reasons that is shown; None of an empty list.

    A reason without a place in the order (such as `declined`) stands alone and is shown as it is.
    """
    alone = [reason for reason in reasons if reason not in ORDER_OF_WEIGHT]
    if alone:
        return alone[0]
    return min(reasons, key=ORDER_OF_WEIGHT.index, default=None)


def sentence_of(reason: Reason, *, date: datetime, card: BilingualText) -> BilingualText:
    """The sentence a person reads.

    `date` is the day that the reason is about and `card` the card asked for; a sentence uses what it needs.
    """
    words = date_in_words(date)
    sentence = _SENTENCES[reason]
    return BilingualText(
        ko=sentence.ko.format(date=words.ko, card=card.ko),
        en=sentence.en.format(date=words.en, card=card.en),
    )


def accepted_as_of(at: datetime) -> BilingualText:
    """The sentence of an acceptance that rests on what was known at a time, not on a check just made."""
    words = time_in_words(at)
    return BilingualText(
        ko=_ACCEPTED_AS_OF.ko.format(time=words.ko), en=_ACCEPTED_AS_OF.en.format(time=words.en)
    )
