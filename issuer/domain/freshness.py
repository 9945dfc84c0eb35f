"""How long an answer over HTTP may be kept."""

import re
from collections.abc import Mapping
from datetime import timedelta

_SECONDS = re.compile(r"[0-9]{1,9}")
_NOT_KEPT = frozenset({"no-store", "no-cache"})


def freshness_of(headers: Mapping[str, str]) -> timedelta:
    """How long the answer is fresh by its own `Cache-Control` and `Age`; without them, not at all.

    Names of headers are in lower case. What cannot be read counts as an answer that must not be kept.

    Spec: HTTP Caching, Calculating Freshness Lifetime.
    """
    directives = [part.strip().lower() for part in headers.get("cache-control", "").split(",")]
    if _NOT_KEPT & set(directives):
        return timedelta(0)
    ages = [part.partition("=")[2].strip('"') for part in directives if part.startswith("max-age=")]
    age = headers.get("age", "0")
    if len(ages) != 1 or not _SECONDS.fullmatch(ages[0]) or not _SECONDS.fullmatch(age):
        return timedelta(0)
    return max(timedelta(seconds=int(ages[0]) - int(age)), timedelta(0))
