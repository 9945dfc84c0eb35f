"""Dates and times as people read them, in both languages."""

from datetime import datetime, timedelta, timezone

from citywallet.protocol.bilingual import BilingualText

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
