"""Texts in the two languages of the wallet, and how values and dates are read aloud."""

import re
from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.encoding import JsonValue, serialize_json

KOREAN_TIME = ZoneInfo("Asia/Seoul")

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def words_from_locales(by_locale: Mapping[str, str], *, fallback: str) -> BilingualText:
    """Choose the Korean and English text among texts by language tag.

    A missing Korean text falls back on the English one and the reverse, then on whatever there is, then on
    `fallback`. Control and direction characters are taken out: a name must not rearrange the screen.
    """
    by_language = {tag.split("-")[0].lower(): text for tag, text in reversed(list(by_locale.items()))}
    anything = next(iter(by_language.values()), fallback)
    korean = by_language.get("ko") or by_language.get("en") or anything
    english = by_language.get("en") or by_language.get("ko") or anything
    return BilingualText(ko=clean_text(korean), en=clean_text(english))


def clean_text(text: str, *, limit: int = 200) -> str:
    """Take out what is not printable (control, bidi, zero-width characters) and cut at `limit` characters."""
    return "".join(sign for sign in text if sign.isprintable()).strip()[:limit]


def read_value_aloud(value: JsonValue) -> BilingualText:
    """Write a claim's value in plain words: 예 or 아니요, a place by its name, a date in words."""
    if isinstance(value, bool):
        return BilingualText(ko="예", en="Yes") if value else BilingualText(ko="아니요", en="No")
    if isinstance(value, str):
        return _read_text_aloud(clean_text(value))
    if isinstance(value, dict) and isinstance(value.get("name"), str):
        return read_value_aloud(value["name"])
    plain = serialize_json(value).decode()
    return BilingualText(ko=plain, en=plain)


def _read_text_aloud(text: str) -> BilingualText:
    if not _ISO_DATE.fullmatch(text):
        return BilingualText(ko=text, en=text)
    year, month, day = text.split("-")
    return BilingualText(ko=f"{year}년 {int(month)}월 {int(day)}일", en=text)


def korean_date(at: datetime) -> str:
    """Write a date as people in Korea read it: `2026년 11월 23일`, in Korean time."""
    local = at.astimezone(KOREAN_TIME)
    return f"{local.year}년 {local.month}월 {local.day}일"
