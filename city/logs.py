"""The logs of a city's parts, kept from filling the disk."""

from pathlib import Path
from typing import Final

MOST_BYTES: Final = 16 * 1024 * 1024
KEPT: Final = 3


def turn_over(log: Path) -> None:
    """Put a log that has grown large aside, as `issuer.log.1`, and drop the oldest of those put aside.

    For the start of a part, when nobody writes: a part that runs keeps its file.
    """
    if not log.exists() or log.stat().st_size < MOST_BYTES:
        return
    for number in range(KEPT, 1, -1):
        younger = _aside(log, number - 1)
        if younger.exists():
            younger.replace(_aside(log, number))
    log.replace(_aside(log, 1))


def _aside(log: Path, number: int) -> Path:
    return log.with_name(f"{log.name}.{number}")
