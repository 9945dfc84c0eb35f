"""Compact tokens taken apart, and broken on purpose."""

import base64
import json
from typing import Any


def header_of(compact: str) -> dict[str, Any]:
    """The header of a compact JWS, unverified."""
    return _part(compact, 0)


def claims_of(compact: str) -> dict[str, Any]:
    """The payload of a compact JWS, unverified."""
    return _part(compact, 1)


def spoilt(compact: str) -> str:
    """The compact JWS, with another first letter of its signature."""
    content, _, signature = compact.rpartition(".")
    return f"{content}.{'B' if signature[0] == 'A' else 'A'}{signature[1:]}"


def _part(compact: str, number: int) -> dict[str, Any]:
    part: dict[str, Any] = json.loads(base64.urlsafe_b64decode(compact.split(".")[number] + "=="))
    return part


def disclosed_names(presentation: str) -> set[str]:
    """The names in the disclosures of a presentation, members of objects among them."""
    _, *disclosures, _ = presentation.split("~")
    return {json.loads(base64.urlsafe_b64decode(each + "=="))[1] for each in disclosures}
