"""The invented people of a city: who they are, and which of them the demonstrations use."""

import io
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from city.lists import LISTS, write_list
from city.plan import Plan
from city.register import FictionalCitizen, fictional_citizens, write_register
from city.report import Report
from citywallet.client import CityFile

if TYPE_CHECKING:
    from citywallet.client.issuer import IssuerClient

_SEARCHED: Final = 200
_PORTION: Final = 20_000


def demo_citizens(plan: Plan, *, size: int, day: date) -> tuple[FictionalCitizen, ...]:
    """A few people with different answers, from a register of `size`; at least one, whoever that is.

    Two seniors, an adult, a child and one who moved away, as far as there are such people.
    """
    wanted: tuple[Callable[[FictionalCitizen], bool], ...] = (
        lambda one: one.resident and one.age_on(day) >= 70,
        lambda one: one.resident and 65 <= one.age_on(day) < 75,
        lambda one: one.resident and 30 <= one.age_on(day) < 60,
        lambda one: one.resident and one.age_on(day) < 14,
        lambda one: not one.resident and one.age_on(day) >= 19,
    )
    searched = min(size, _SEARCHED)
    people = list(fictional_citizens(seed=plan.register_seed, count=searched, day=plan.register_day))
    chosen: list[FictionalCitizen] = []
    for fits in wanted:
        chosen += [one for one in people if fits(one) and one not in chosen][:1]
    return tuple(chosen or people[:1])


async def load_register(city: CityFile, plan: Plan, *, size: int, report: Report) -> None:
    """Hand the first `size` people of the plan's register, and what offices know of them, to the issuer.

    They go in portions, so that a whole city needs no more memory than a village.

    Raises:
        ApiError, ApiUnreachable: the issuer does not take them.
    """
    from citywallet.client.issuer import IssuerClient
    from citywallet.runtime.tls import client_context

    people = fictional_citizens(seed=plan.register_seed, count=size, day=plan.register_day)
    tls = client_context(city.tls_authority)
    async with IssuerClient(city.issuer_url, key=city.officer_key, tls=tls) as issuer:
        for first in range(0, size, _PORTION):
            portion = list(islice(people, _PORTION))
            file = io.StringIO()
            write_register(file, portion)
            await issuer.import_register(file.getvalue().encode())
            await _load_lists(issuer, plan, list(enumerate(portion, start=first)))
            if first + _PORTION < size:
                report(f"{first + _PORTION:,} of {size:,} are in the register.")


async def _load_lists(issuer: "IssuerClient", plan: Plan, people: list[tuple[int, FictionalCitizen]]) -> None:
    for wanted in LISTS.values():
        file = io.StringIO()
        if write_list(file, wanted, people, seed=plan.register_seed, day=plan.register_day):
            await issuer.import_facts(file.getvalue().encode(), source=wanted.source)
