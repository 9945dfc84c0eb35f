"""Whole cities for tests and demonstrations: real processes on free ports, in a folder of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from city.layout import Layout
from city.lock import city_lock
from city.ports import Addresses, free_addresses
from city.report import Report
from city.town import Town, start_town
from citywallet.runtime.clock import SystemClock
from citywallet.runtime.entropy import SystemEntropy


@contextmanager
def running_city(
    folder: Path,
    *,
    addresses: Addresses | None = None,
    tls: bool = False,
    citizens: int = 60,
    report: Report = lambda _: None,
) -> Iterator[Town]:
    """Run a city in the folder until the block ends; enter it from the main thread.

    Without addresses it takes free ones, with `tls` for https. A second entry with the addresses of the
    first (`town.addresses`) continues the same city.

    Raises:
        CityError: the city cannot start.
    """
    layout = Layout(folder)
    with city_lock(layout):
        town = start_town(
            layout,
            addresses or free_addresses(tls=tls),
            clock=SystemClock(),
            entropy=SystemEntropy(),
            citizens=citizens,
            report=report,
        )
        try:
            yield town
        finally:
            town.stop()
