"""Finds a city for the story, or starts one that is thrown away afterwards."""

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from city.demo.narrator import Narrator, StoryDiffers
from city.demo.story import tell
from city.layout import Layout
from city.lock import is_running
from city.places import city_day
from city.sentences import errors_for_people
from city.testing import running_city
from citywallet.client import CityFile, load_city_file
from citywallet.runtime.clock import SystemClock


def run_demo(folder: Path, *, throw_away: bool, tls: bool = False) -> int:
    """Tell the story; returns 0 only if every step ended as it should; else stderr says in a sentence why.

    A city that is started for it, to be thrown away, serves https with `tls`.
    """
    narrator, clock = Narrator(), SystemClock()
    try:
        with _city(folder, narrator, throw_away=throw_away, tls=tls) as city:
            asyncio.run(tell(city, narrator, clock=clock, day=city_day(clock.now())))
    except StoryDiffers as differs:
        sys.stderr.write(f"{differs}\n")
        return 1
    except errors_for_people() as refused:
        sys.stderr.write(f"The story broke off: {refused}\n")
        return 1
    narrator.say(f"\nThe story went as it should: {narrator.checks} checks, no surprise.")
    return 0


@contextmanager
def _city(folder: Path, narrator: Narrator, *, throw_away: bool, tls: bool) -> Iterator[CityFile]:
    layout = Layout(folder)
    if not throw_away and is_running(layout):
        narrator.say(f"The story is told against the city that runs on {layout.root}.")
        yield load_city_file(layout.city_file)
        return
    narrator.say("No city runs here: one is started on free ports and thrown away afterwards.")
    with (
        tempfile.TemporaryDirectory(prefix="citywallet-demo-") as temporary,
        running_city(Path(temporary), tls=tls, report=lambda line: narrator.say(f"  {line}")) as town,
    ):
        yield town.city_file
