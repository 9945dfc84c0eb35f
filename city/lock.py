"""Locks that end with the process, however it ends: one city per folder, one change of its keys at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from city.errors import CityError, CityRunning
from city.layout import Layout


def city_lock(layout: Layout) -> AbstractContextManager[None]:
    """Hold the folder as the only city on it.

    Raises:
        CityRunning: another process holds it.
        CityError: the folder cannot be written.
    """
    running = CityRunning(
        f"A city already runs on {layout.root}: use it, or stop it with Ctrl-C in its window."
    )
    return _lock(layout.lock, busy=running)


def keys_lock(layout: Layout) -> AbstractContextManager[None]:
    """Hold the city's keys while they change.

    Raises:
        CityError: another command changes them, or the folder cannot be written.
    """
    busy = CityError("Another command changes the city's keys: try again when it has ended.")
    return _lock(layout.root / "keys.lock", busy=busy)


def is_running(layout: Layout) -> bool:
    """Whether a process holds the folder now."""
    if not layout.lock.exists():
        return False
    try:
        with city_lock(layout):
            return False
    except CityRunning:
        return True


@contextmanager
def _lock(path: Path, *, busy: CityError) -> Iterator[None]:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as refused:
        raise CityError(f"The folder {path.parent} cannot be written: {refused.strerror}.") from refused
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise busy from held
        yield
    finally:
        os.close(descriptor)
