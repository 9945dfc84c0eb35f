"""Facts as a table holds them: a column for each, three for a place."""

import re
from collections.abc import Callable, Mapping

from issuer.domain.facts import Facts, FactType, FactTypes, FactValue, Place
from issuer.domain.file_rows import optional_value, read_date, read_matching, read_text, read_truth
from issuer.domain.identifiers import FactName

# Between the texts of a list in one cell.
LIST_SEPARATOR = ";"
_INTEGER = re.compile(r"-?[0-9]{1,15}")


def required_columns(types: FactTypes) -> tuple[str, ...]:
    """The columns that a table with these facts must have; `_id` and `_code` of a place may be missing."""
    return tuple(f"{name}_name" if type_ is FactType.PLACE else name for name, type_ in types.items())


def all_columns(types: FactTypes) -> tuple[str, ...]:
    """Every column in which these facts can stand."""
    names: list[str] = []
    for name, type_ in types.items():
        names += [f"{name}_{part}" for part in ("name", "id", "code")] if type_ is FactType.PLACE else [name]
    return tuple(names)


def read_facts(values: Mapping[str, str], types: FactTypes) -> Facts:
    """The facts in a row's values; an empty cell is a fact that is not known.

    Raises:
        RowFaulty: a value is none of its fact's type.
    """
    facts: dict[FactName, FactValue] = {}
    for name, type_ in types.items():
        value = (
            _place(values, name) if type_ is FactType.PLACE else optional_value(values, name, _READERS[type_])
        )
        if value is not None:
            facts[name] = value
    return facts


def _place(values: Mapping[str, str], name: FactName) -> Place | None:
    place_name = optional_value(values, f"{name}_name", read_text)
    if place_name is None:
        return None
    return Place(
        name=place_name,
        id=optional_value(values, f"{name}_id", read_text),
        code=optional_value(values, f"{name}_code", read_text),
    )


def _read_integer(text: str) -> int:
    return int(read_matching(_INTEGER, text))


def _read_list(text: str) -> tuple[str, ...]:
    return tuple(read_text(part.strip()) for part in text.split(LIST_SEPARATOR) if part.strip())


_READERS: Mapping[FactType, Callable[[str], FactValue]] = {
    FactType.TEXT: read_text,
    FactType.DATE: read_date,
    FactType.BOOLEAN: read_truth,
    FactType.INTEGER: _read_integer,
    FactType.TEXT_LIST: _read_list,
}
