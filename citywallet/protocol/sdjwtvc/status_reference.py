"""The claim by which a credential points to its entry in a status list."""

from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    integer_member,
    object_member,
    string_member,
)
from citywallet.protocol.sdjwtvc.errors import StatusReferenceInvalid

_MAX_URI_CHARS = 2_048


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusReference:
    """One entry of a status list; `index` counts entries, not bits."""

    uri: str
    index: int


def serialize_status_claim(reference: StatusReference) -> JsonObject:
    """The value of the `status` claim."""
    return {"status_list": {"idx": reference.index, "uri": reference.uri}}


def parse_status_claim(claim: JsonObject) -> StatusReference:
    """Read the value of a `status` claim.

    A status by another mechanism than the status list is refused rather than ignored: it might say "revoked".

    Raises:
        StatusReferenceInvalid: no `status_list`, or its `idx` or `uri` is absent or of the wrong form.

    Spec: Token Status List, Referenced Token in JOSE.
    """
    try:
        entry = object_member(claim, "status_list")
        uri = string_member(entry, "uri")
        index = integer_member(entry, "idx")
    except MemberInvalid as error:
        raise StatusReferenceInvalid(error.detail) from None
    if len(uri) > _MAX_URI_CHARS or not uri.isascii() or not uri.isprintable() or " " in uri:
        raise StatusReferenceInvalid("uri")
    return StatusReference(uri=uri, index=index)
