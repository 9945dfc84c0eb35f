"""The invented people of a city: who they are, and which of them the demonstrations use."""

import io
from collections.abc import Callable
from datetime import date
from typing import Final

from city.plan import Plan
from city.register import FictionalCitizen, fictional_citizens, write_register
from citywallet.client import CityFile

_SEARCHED: Final = 200


def demo_citizens(plan: Plan, *, day: date) -> tuple[FictionalCitizen, ...]:
    """A few people of the register with different answers: seniors, an adult, a child, one who moved away."""
    wanted: tuple[Callable[[FictionalCitizen], bool], ...] = (
        lambda one: one.resident and one.age_on(day) >= 70,
        lambda one: one.resident and 65 <= one.age_on(day) < 75,
        lambda one: one.resident and 30 <= one.age_on(day) < 60,
        lambda one: one.resident and one.age_on(day) < 14,
        lambda one: not one.resident and one.age_on(day) >= 19,
    )
    people = list(fictional_citizens(seed=plan.register_seed, count=_SEARCHED, day=plan.register_day))
    chosen: list[FictionalCitizen] = []
    for fits in wanted:
        chosen += [one for one in people if fits(one) and one not in chosen][:1]
    return tuple(chosen)


async def load_register(city: CityFile, plan: Plan, *, count: int) -> None:
    """Hand the first `count` people of the plan's register to the issuer; those it has already stay.

    Raises:
        ApiError, ApiUnreachable: the issuer does not take the file.
    """
    from citywallet.client.issuer import IssuerClient

    file = io.StringIO()
    write_register(file, seed=plan.register_seed, count=count, day=plan.register_day)
    async with IssuerClient(city.issuer_url, key=city.officer_key) as issuer:
        await issuer.import_register(file.getvalue().encode())
