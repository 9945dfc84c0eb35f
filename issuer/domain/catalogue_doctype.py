"""Reading from a catalogue file how a type is called as an mdoc."""

import re
from collections.abc import Sequence

from citywallet.protocol.encoding import JsonObject, MemberInvalid, string_member
from issuer.domain.catalogue import ClaimDescription
from issuer.domain.mdoc_credential import element_identifier

# A domain name turned around, then the type and its version: kr.go.incheon.citizen-id.1
_DOCTYPE = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+){2,}")


def parse_doctype(members: JsonObject, *, claims: Sequence[ClaimDescription]) -> str:
    """Read the member `doctype` of a type that is issued as an mdoc.

    Raises:
        MemberInvalid: absent, of another form, or two claims would be one data element.
    """
    doctype = string_member(members, "doctype")
    if not _DOCTYPE.fullmatch(doctype):
        raise MemberInvalid(f"doctype: '{doctype}' is not of the form kr.go.incheon.citizen-id.1")
    identifiers = [element_identifier(claim.path) for claim in claims]
    if len(set(identifiers)) != len(identifiers):
        raise MemberInvalid("claims: two of them would be one data element of an mdoc")
    return doctype
