"""Which of two media types a client would rather have."""

import re

_QUALITY = re.compile(r"q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)", re.IGNORECASE)


def prefers(accept: str, wanted: str, *, over: str) -> bool:
    """Whether an `Accept` field names `wanted`, and `over` not at all or as less welcome."""
    qualities = dict(_parse(item) for item in accept.lower().split(","))
    return qualities.get(wanted, 0.0) > qualities.get(over, 0.0)


def _parse(item: str) -> tuple[str, float]:
    media_type, *parameters = (part.strip() for part in item.split(";"))
    found = [match for match in map(_QUALITY.fullmatch, parameters) if match is not None]
    return media_type, float(found[0][1]) if found else 1.0
