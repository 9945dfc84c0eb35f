"""Holds the invariants against a city, one by one."""

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from city.inspection.books import Books, read_books
from city.inspection.issuing import (
    card_is_on_record,
    code_redeemed_once,
    one_live_issuance_per_authorization,
    place_given_out_once,
    signed_after_recorded,
)
from city.inspection.office import (
    audit_log_is_whole,
    decision_is_by_another_person,
    each_act_is_in_the_log,
    each_revocation_in_the_log_was_done,
)
from city.inspection.presenting import answer_is_given_once, history_agrees_with_the_desk
from city.inspection.status import (
    effect_is_on_chain_once,
    lists_follow_from_the_changes,
    sequences_have_no_gap,
    states_follow_the_rules,
)
from city.layout import Layout
from citywallet.client import load_city_file

Invariant = Callable[[Books], Iterable[str]]

INVARIANTS: Final[tuple[Invariant, ...]] = (
    signed_after_recorded,
    place_given_out_once,
    states_follow_the_rules,
    sequences_have_no_gap,
    effect_is_on_chain_once,
    code_redeemed_once,
    one_live_issuance_per_authorization,
    lists_follow_from_the_changes,
    card_is_on_record,
    audit_log_is_whole,
    each_act_is_in_the_log,
    each_revocation_in_the_log_was_done,
    decision_is_by_another_person,
    answer_is_given_once,
    history_agrees_with_the_desk,
)


_NO_CHAIN: Final = "The chain does not answer: its heads were not compared."


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspected:
    """One invariant: its name, the sentence that must hold, what breaks it, and what was not looked at."""

    name: str
    sentence: str
    breaches: tuple[str, ...]
    remark: str | None

    def lines(self) -> list[str]:
        """What a person reads."""
        verdict = "BROKEN" if self.breaches else "Holds"
        details = [*self.breaches, *([self.remark] if self.remark else [])]
        return [f"{verdict}: {self.sentence}", *(f"  - {detail}" for detail in details)]


def inspect_city(folder: Path) -> list[Inspected]:
    """Look at everything in the folder; a city without a chain that answers is judged without its heads.

    Raises:
        CityMissing: there is no city.
        CityFileInvalid: its file cannot be read.
        ChainError: the chain is not the city's, or contradicts itself.
        StorageUnavailable: a database cannot be read.
    """
    layout = Layout(folder)
    return inspect_books(asyncio.run(read_books(layout, load_city_file(layout.city_file))))


def inspect_books(books: Books) -> list[Inspected]:
    """Hold every invariant against what was read."""
    return [
        Inspected(
            name=invariant.__name__,
            sentence=str(invariant.__doc__).partition("\n")[0],
            breaches=tuple(invariant(books)),
            remark=_NO_CHAIN if books.heads is None and invariant is effect_is_on_chain_once else None,
        )
        for invariant in INVARIANTS
    ]
