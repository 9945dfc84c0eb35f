"""Reads the keys that an issuer publishes for the credentials it signs."""

from collections.abc import Mapping

from citywallet.protocol.encoding import JsonObject, array_member, object_member
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import PublicJwk, parse_public_jwk
from citywallet.protocol.oauth import IssuerIdentifier, WebUrl, optional_web_url_member, well_known_url

_MAX_KEYS = 64


class IssuerKeysMalformed(ProtocolError):
    """The issuer's key metadata is of another issuer, or holds no key set or two."""

    public = "The issuer's keys could not be read."


def issuer_keys_url(credential_issuer: IssuerIdentifier) -> WebUrl:
    """Where an issuer's key metadata is found.

    Spec: SD-JWT VC, JWT VC Issuer Metadata Request.
    """
    return well_known_url(credential_issuer, "jwt-vc-issuer")


def key_set_url(members: JsonObject, *, credential_issuer: IssuerIdentifier) -> WebUrl | None:
    """Where the key set is to be fetched; None where the metadata contains it.

    Raises:
        IssuerKeysMalformed: metadata of another issuer, or not exactly one of `jwks` and `jwks_uri`.
        MemberInvalid, UrlInvalid, UrlNotSecure: `jwks_uri` is no web address.

    Spec: SD-JWT VC, JWT VC Issuer Metadata Validation.
    """
    if members.get("issuer") != credential_issuer:
        raise IssuerKeysMalformed("issuer")
    if ("jwks" in members) == ("jwks_uri" in members):
        raise IssuerKeysMalformed("exactly one of jwks and jwks_uri is required")
    return optional_web_url_member(members, "jwks_uri")


def key_set_of(members: JsonObject) -> JsonObject:
    """The key set that the metadata contains.

    Raises:
        MemberInvalid: `jwks` is absent or no object.
    """
    return object_member(members, "jwks")


def parse_key_set(members: JsonObject) -> Mapping[str, PublicJwk]:
    """Read the P-256 keys of a key set by their `kid`; all other keys are left out.

    Raises:
        MemberInvalid: there is no list of keys.
        IssuerKeysMalformed: there are too many, or two with one `kid`.
    """
    listed = array_member(members, "keys")
    if len(listed) > _MAX_KEYS:
        raise IssuerKeysMalformed("too many keys")
    keys: dict[str, PublicJwk] = {}
    for entry in listed:
        if not isinstance(entry, dict) or not isinstance(key_id := entry.get("kid"), str):
            continue
        try:
            key = parse_public_jwk(entry)
        except ProtocolError:
            continue
        if key_id in keys:
            raise IssuerKeysMalformed("one kid twice")
        keys[key_id] = key
    return keys
