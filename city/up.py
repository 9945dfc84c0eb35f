"""The command `citywallet up`: starts the city, shows it, and stands by until it is told to stop."""

import signal
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Final, NoReturn

from city.board import show_board
from city.errors import ToldToStop
from city.layout import Layout
from city.lock import city_lock
from city.places import city_day
from city.ports import CitySettings
from city.sentences import errors_for_people
from city.town import Town, start_town
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import SystemEntropy
from citywallet.runtime.settings import load

_WATCH_SECONDS: Final = 0.3
_INTERRUPTED: Final = 130


def run_city(folder: Path, *, citizens: int | None, reset: bool, tls: bool = False) -> int:
    """Run the city in the folder until Ctrl-C, SIGTERM or the end of its terminal; returns the exit status.

    0 if it ran and was stopped, 130 if it was stopped before it ran, 1 with a sentence on stderr if it could
    not start or a part of it ended.
    """
    told = _Told()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, told.note)
    town: Town | None = None
    try:
        layout = Layout(folder)
        addresses = load(CitySettings).addresses(tls=tls)
        with city_lock(layout):
            if reset:
                layout.clear()
            town = start_town(
                layout,
                addresses,
                clock=SystemClock(),
                entropy=SystemEntropy(),
                citizens=citizens,
                report=_say,
                is_told_to_stop=told.is_told,
            )
            _stand_by(town)
    except ToldToStop:
        return _INTERRUPTED if town is None else 0
    except errors_for_people() as refused:
        sys.stderr.write(f"{refused}\n")
        return 1


def _stand_by(town: Town) -> NoReturn:
    try:
        show_board(town, day=city_day(SystemClock().now()))
        sys.stdout.flush()
        while True:
            town.require_alive()
            time.sleep(_WATCH_SECONDS)
    finally:
        _say("The city stops.")
        town.stop()


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


class _Told:
    """Whether a signal came. A handler may do no more than note it; see `RunningParts`."""

    def __init__(self) -> None:
        self._is_told = False

    def note(self, _number: int, _frame: FrameType | None) -> None:
        self._is_told = True

    def is_told(self) -> bool:
        return self._is_told
