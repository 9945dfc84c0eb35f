"""Facts as JSON: what an authority's service answers, and what is kept of an imported table."""

from datetime import date

from citywallet.protocol.encoding import (
    JsonObject,
    JsonValue,
    MemberInvalid,
    boolean_member,
    integer_member,
    object_member,
    optional_string_member,
    string_array_member,
    string_member,
)
from issuer.domain.catalogue_members import inside, refuse_unknown_members
from issuer.domain.facts import Facts, FactType, FactTypes, FactValue, Place
from issuer.domain.file_rows import RowFaulty, read_date, read_text
from issuer.domain.identifiers import FactName

_PLACE_MEMBERS = frozenset({"name", "id", "code"})
_SMALLEST, _GREATEST = -(10**15), 10**15


def serialize_facts(facts: Facts) -> JsonObject:
    """Facts by name: a date as ISO 8601 writes it, a place as an object, a list as an array."""
    return {name: _serialize(value) for name, value in facts.items()}


def parse_facts(members: JsonObject, types: FactTypes) -> Facts:
    """Read the facts that are declared; one that is not there is not known, others are not looked at.

    Raises:
        MemberInvalid: a value is none of its fact's type; the detail names the fact alone.
    """
    return {name: _parse(members, name, type_) for name, type_ in types.items() if name in members}


def _serialize(value: FactValue) -> JsonValue:
    match value:
        case date():
            return value.isoformat()
        case Place():
            members = {"name": value.name, "id": value.id, "code": value.code}
            return {name: text for name, text in members.items() if text is not None}
        case tuple():
            return list(value)
        case _:
            return value


def _parse(members: JsonObject, name: FactName, type_: FactType) -> FactValue:
    match type_:
        case FactType.BOOLEAN:
            return boolean_member(members, name)
        case FactType.INTEGER:
            return integer_member(members, name, minimum=_SMALLEST, maximum=_GREATEST)
        case FactType.TEXT:
            return _text(string_member(members, name), name)
        case FactType.DATE:
            return _date(string_member(members, name), name)
        case FactType.TEXT_LIST:
            return tuple(_text(text, name) for text in string_array_member(members, name))
        case FactType.PLACE:
            place = object_member(members, name)
            with inside(name):
                return _place(place)


def _place(members: JsonObject) -> Place:
    refuse_unknown_members(members, _PLACE_MEMBERS)
    identifier, code = (optional_string_member(members, part) for part in ("id", "code"))
    return Place(
        name=_text(string_member(members, "name"), "name"),
        id=None if identifier is None else _text(identifier, "id"),
        code=None if code is None else _text(code, "code"),
    )


def _text(text: str, name: str) -> str:
    try:
        return read_text(text)
    except RowFaulty:
        raise MemberInvalid(f"{name}: no text that can be shown") from None


def _date(text: str, name: str) -> date:
    try:
        return read_date(text)
    except RowFaulty:
        raise MemberInvalid(f"{name}: no date") from None
