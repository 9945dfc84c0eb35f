"""Reading how a type and its claims are called, in Korean and English."""

from collections.abc import Mapping

from citywallet.protocol.encoding import JsonObject, MemberInvalid, object_member, string_member
from issuer.domain.catalogue import TypeDisplay
from issuer.domain.catalogue_members import each_object, inside, refuse_unknown_members

LOCALES = ("ko", "en")
_MEMBERS = frozenset({"locale", "name", "description", "background_color", "text_color"})


def parse_type_display(members: JsonObject) -> tuple[TypeDisplay, ...]:
    """Read the member `display` of a type.

    Raises:
        MemberInvalid: a text is missing, or it is not there in exactly Korean and English.
    """
    display = each_object(members, "display", _parse_one)
    if sorted(entry.locale for entry in display) != sorted(LOCALES):
        raise MemberInvalid("display: exactly ko and en are required, each once")
    return display


def parse_labels(members: JsonObject) -> Mapping[str, str]:
    """Read the member `display` of a claim.

    Raises:
        MemberInvalid: the claim is not named in exactly Korean and English.
    """
    display = object_member(members, "display")
    if set(display) != set(LOCALES):
        raise MemberInvalid("display: exactly ko and en are required")
    with inside("display"):
        return {locale: string_member(display, locale) for locale in LOCALES}


def _parse_one(members: JsonObject) -> TypeDisplay:
    refuse_unknown_members(members, _MEMBERS)
    return TypeDisplay(
        locale=string_member(members, "locale"),
        name=string_member(members, "name"),
        description=string_member(members, "description"),
        background_color=string_member(members, "background_color"),
        text_color=string_member(members, "text_color"),
    )
