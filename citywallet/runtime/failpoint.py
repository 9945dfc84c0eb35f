"""Places where a test may end, fail or delay a process, to see what is left behind.

`failpoint("issue.after_record")` marks the line between two steps whose order matters. It does nothing unless
the environment names it:

- `CITYWALLET_FAILPOINT` is the name, `CITYWALLET_FAILPOINT_ACT` what happens: `kill`, `raise` or `sleep`;
- `CITYWALLET_FAILPOINT_AT` is the passage at which it happens, 1 for the first;
- `CITYWALLET_FAILPOINT_RECORD` is a folder in which each place that is passed leaves an empty file.
"""

import os
import signal
import time
from typing import Final

from citywallet.runtime.settings import FailpointAct, FailpointSettings, load

_SLEEP_SECONDS: Final = 0.5


class FailpointReached(Exception):
    """Raised at the failpoint that the environment names, if it is to fail there."""


class ArmedFailpoints:
    """What the environment asked for, and how often the named place was passed."""

    def __init__(self, settings: FailpointSettings) -> None:
        self._settings = settings
        self._passed = 0

    def reach(self, name: str) -> None:
        """Pass the place of this name, and do there what was asked for.

        Raises:
            FailpointReached: that was asked for.
        """
        if self._settings.record is not None:
            (self._settings.record / name).touch()
        if name != self._settings.name:
            return
        self._passed += 1
        if self._passed == self._settings.at:
            self._act(name)

    def _act(self, name: str) -> None:
        match self._settings.act:
            case FailpointAct.KILL:
                os.kill(os.getpid(), signal.SIGKILL)
            case FailpointAct.RAISE:
                raise FailpointReached(name)
            case FailpointAct.SLEEP:
                time.sleep(_SLEEP_SECONDS)


def _armed() -> ArmedFailpoints | None:
    settings = load(FailpointSettings)
    return ArmedFailpoints(settings) if settings.asks_for_anything else None


_ARMED: Final = _armed()


def failpoint(name: str) -> None:
    """A place to fail at; `name` is written out, so that a test can list them all.

    Raises:
        FailpointReached: the environment asked for it.
    """
    if _ARMED is not None:
        _ARMED.reach(name)
