"""How a credential points to its entry in a status list, in JSON and in CBOR alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from citywallet.protocol.encoding import JsonObject, optional_object_member
from citywallet.protocol.statuslist.errors import StatusReferenceInvalid

_MAX_URI_CHARS = 2_048
_MAX_INDEX = 2**63 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReference:
    """One entry of a status list; `index` counts entries, not bits."""

    uri: str
    index: int


def serialize_status_claim(reference: StatusReference) -> JsonObject:
    """The value of the `status` claim."""
    return {"status_list": {"idx": reference.index, "uri": reference.uri}}


def optional_status_claim(claims: JsonObject) -> StatusReference | None:
    """The status that a token's claims refer to; None where they have no `status`.

    Raises:
        StatusReferenceInvalid: as `parse_status_claim`.
        MemberInvalid: `status` is no object.

    Spec: Token Status List, Referenced Token in JOSE.
    """
    status = optional_object_member(claims, "status")
    return None if status is None else parse_status_claim(status)


def parse_status_claim(claim: Mapping[Any, Any]) -> StatusReference:
    """Read the value of a `status` claim, or of an mdoc's `status`, which has the same members.

    A status by another mechanism than the status list is refused rather than ignored: it might say "revoked".

    Raises:
        StatusReferenceInvalid: no `status_list`, or its `idx` or `uri` is absent or of the wrong form.

    Spec: Token Status List, Referenced Token in JOSE.
    """
    match claim:
        case {"status_list": {"idx": int() as index, "uri": str() as uri}}:
            if isinstance(index, bool) or not 0 <= index <= _MAX_INDEX:
                raise StatusReferenceInvalid("idx")
        case _:
            raise StatusReferenceInvalid("no status_list with idx and uri")
    if not 0 < len(uri) <= _MAX_URI_CHARS or not uri.isascii() or not uri.isprintable() or " " in uri:
        raise StatusReferenceInvalid("uri")
    return StatusReference(uri=uri, index=index)
