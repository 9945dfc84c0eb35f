"""One city per folder: a lock that ends with the process, however it ends."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from city.errors import CityError, CityRunning
from city.layout import Layout


@contextmanager
def city_lock(layout: Layout) -> Iterator[None]:
    """Hold the folder as the only city on it.

    Raises:
        CityRunning: another process holds it.
        CityError: the folder cannot be written.
    """
    try:
        layout.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(layout.lock, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as refused:
        raise CityError(f"The folder {layout.root} cannot be written: {refused.strerror}.") from refused
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as held:
            raise CityRunning(
                f"A city already runs on {layout.root}: use it, or stop it with Ctrl-C in its window."
            ) from held
        yield
    finally:
        os.close(descriptor)


def is_running(layout: Layout) -> bool:
    """Whether a process holds the folder now."""
    if not layout.lock.exists():
        return False
    try:
        with city_lock(layout):
            return False
    except CityRunning:
        return True
