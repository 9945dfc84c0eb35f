"""What an officer should know before deciding on an application."""

from dataclasses import dataclass
from enum import StrEnum

from citywallet.protocol.bilingual import BilingualText


class CheckOutcome(StrEnum):
    """In order, worth a look, or not in order."""

    OK = "ok"
    LOOK = "look"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationCheck:
    """One thing that was looked at."""

    label: BilingualText
    outcome: CheckOutcome
    sentence: BilingualText


_ENTITLEMENT = BilingualText(ko="자격", en="Entitlement")
_CARDS = BilingualText(ko="이미 있는 카드", en="Cards held already")
_OTHERS = BilingualText(ko="다른 신청", en="Other applications")

ENTITLED = ApplicationCheck(
    label=_ENTITLEMENT,
    outcome=CheckOutcome.OK,
    sentence=BilingualText(ko="자료에서 자격을 확인했어요.", en="The records entitle the citizen."),
)
NOT_ENTITLED = ApplicationCheck(
    label=_ENTITLEMENT,
    outcome=CheckOutcome.FAILED,
    sentence=BilingualText(
        ko="지금 자료에는 자격이 없어요. 승인해도 발급되지 않아요.",
        en="The records do not entitle the citizen now. Nothing would be issued even if approved.",
    ),
)
NOT_READ = ApplicationCheck(
    label=_ENTITLEMENT,
    outcome=CheckOutcome.LOOK,
    sentence=BilingualText(
        ko="지금은 자료를 읽을 수 없어요. 발급할 때 다시 확인해요.",
        en="The records cannot be read now. They are asked again when the card is issued.",
    ),
)


def check_cards(count: int) -> ApplicationCheck:
    """Whether the citizen holds `count` valid credentials of the type already."""
    if count == 0:
        sentence = BilingualText(
            ko="이 종류의 카드가 아직 없어요.", en="The citizen holds none of this type."
        )
        return ApplicationCheck(label=_CARDS, outcome=CheckOutcome.OK, sentence=sentence)
    sentence = BilingualText(
        ko=f"이 종류의 카드가 이미 {count}장 있어요. 다시 필요한지 확인해 주세요.",
        en=f"The citizen holds {count} of this type. Please see whether another is needed.",
    )
    return ApplicationCheck(label=_CARDS, outcome=CheckOutcome.LOOK, sentence=sentence)


def check_others(count: int) -> ApplicationCheck:
    """Whether `count` other applications of the citizen for the type are open."""
    if count == 0:
        sentence = BilingualText(ko="다른 신청이 없어요.", en="There is no other open application.")
        return ApplicationCheck(label=_OTHERS, outcome=CheckOutcome.OK, sentence=sentence)
    sentence = BilingualText(
        ko=f"같은 신청이 {count}건 더 있어요.", en=f"There are {count} more open applications for it."
    )
    return ApplicationCheck(label=_OTHERS, outcome=CheckOutcome.LOOK, sentence=sentence)
