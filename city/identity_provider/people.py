"""The people who can be chosen on the sign-in page; nobody of them exists."""

import json
import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from citywallet.runtime.files import write_whole
from citywallet.runtime.settings import SettingsInvalid

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One invented person, by the id under which the city's register knows them."""

    id: str
    name: str
    age: int
    district: str


def is_person_id(text: str) -> bool:
    """Whether a register could know somebody by this id."""
    return _ID.fullmatch(text) is not None


def save_people(path: Path, people: Iterable[Person]) -> None:
    """Write the file that the provider reads."""
    content = json.dumps([asdict(person) for person in people], ensure_ascii=False, indent=2)
    write_whole(path, content.encode() + b"\n", mode=0o600)


def load_people(path: Path) -> tuple[Person, ...]:
    """Read the file.

    Raises:
        SettingsInvalid: it is missing or damaged.
    """
    try:
        return tuple(Person(**members) for members in json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError) as broken:
        raise SettingsInvalid(f"The people in {path} cannot be read.") from broken
