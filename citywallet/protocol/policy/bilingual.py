"""A text in the two languages that every screen and report speaks, and times in words."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

KOREAN_TIME = timezone(timedelta(hours=9), "KST")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BilingualText:
    """The same text in Korean and in English."""

    ko: str
    en: str


def date_in_words(at: datetime) -> BilingualText:
    """The date of an instant in Korean time."""
    local = at.astimezone(KOREAN_TIME)
    return BilingualText(
        ko=f"{local.year}년 {local.month}월 {local.day}일",
        en=f"{local.day} {_MONTHS[local.month - 1]} {local.year}",
    )


def time_in_words(at: datetime) -> BilingualText:
    """The date and minute of an instant in Korean time."""
    local = at.astimezone(KOREAN_TIME)
    date = date_in_words(at)
    return BilingualText(
        ko=f"{date.ko} {local.hour}시 {local.minute:02d}분",
        en=f"{date.en}, {local.hour:02d}:{local.minute:02d} (Korean time)",
    )
