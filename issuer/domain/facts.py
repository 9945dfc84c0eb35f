"""What a data source says of a citizen: named facts, each of a declared type."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from issuer.domain.identifiers import FactName


class FactType(StrEnum):
    """What kind of value a fact has."""

    TEXT = "text"
    DATE = "date"
    BOOLEAN = "boolean"
    INTEGER = "integer"
    PLACE = "place"
    TEXT_LIST = "text_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A 군, 구 or 법정동: its name, its own stable identifier and its official code, where they are known."""

    name: str
    id: str | None = None
    code: str | None = None


FactValue = str | date | bool | int | Place | tuple[str, ...]
# What a source knows; a fact that it does not know is not there.
Facts = Mapping[FactName, FactValue]
FactTypes = Mapping[FactName, FactType]
