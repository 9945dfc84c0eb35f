"""Reading the members of a catalogue file: whatever is wrong, the error names the member and the reason."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import TypeVar

from citywallet.protocol.encoding import JsonObject, JsonValue, MemberInvalid, array_member, string_member

T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)

_SLUG = re.compile(r"[A-Za-z0-9_-]{1,64}")


@contextmanager
def inside(place: str) -> Iterator[None]:
    """Put the place before the members that errors name: `claims[2]` makes `claims[2].fact` of `fact`."""
    try:
        yield
    except MemberInvalid as error:
        raise MemberInvalid(f"{place}.{error.detail}") from error


def each_object(members: JsonObject, name: str, read: Callable[[JsonObject], T]) -> tuple[T, ...]:
    """Read an array of objects, each by `read`.

    Raises:
        MemberInvalid: absent, no array, one of it no object, or refused by `read`.
    """
    return tuple(
        _read_object(item, f"{name}[{number}]", read)
        for number, item in enumerate(array_member(members, name))
    )


def slug_member(members: JsonObject, name: str) -> str:
    """Read an identifier: letters, digits, `-` and `_`.

    Raises:
        MemberInvalid: absent, or something else.
    """
    text = string_member(members, name)
    if not _SLUG.fullmatch(text):
        raise MemberInvalid(f"{name}: '{text}' is not an identifier of letters, digits, '-' and '_'")
    return text


def choice_member(members: JsonObject, name: str, *, default: E) -> E:
    """Read one of the words of an enumeration; the default's class says which.

    Raises:
        MemberInvalid: another word.
    """
    return choice(string_member(members, name), name, of=type(default)) if name in members else default


def choice(text: str, name: str, *, of: type[E]) -> E:
    """The word of an enumeration that `text` is.

    Raises:
        MemberInvalid: another word.
    """
    try:
        return of(text)
    except ValueError:
        raise MemberInvalid(f"{name}: '{text}' is none of {', '.join(of)}") from None


def refuse_unknown_members(members: JsonObject, known: frozenset[str]) -> None:
    """Refuse what is not known, since it may be a demand that is misspelt.

    Raises:
        MemberInvalid: there is another member than the known ones.
    """
    unknown = set(members) - known
    if unknown:
        raise MemberInvalid(f"{min(unknown)}: no such member is known here")


def _read_object(item: JsonValue, place: str, read: Callable[[JsonObject], T]) -> T:
    if not isinstance(item, dict):
        raise MemberInvalid(f"{place}: an object is required")
    with inside(place):
        return read(item)
