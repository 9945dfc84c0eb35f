"""Reads which wallet providers the operator trusts: root certificates, and keys by provider."""

from pathlib import Path

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    array_member,
    object_member,
    parse_json_object,
    string_member,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.keys import PublicJwk, parse_public_jwk
from citywallet.protocol.trust import TrustedAttesters, parse_pem_certificates
from citywallet.runtime.settings import SettingsInvalid

_MAX_BYTES = 1_048_576


class AttesterFileInvalid(SettingsInvalid):
    """Raised when a file of trusted wallet providers cannot be used; the message names file and reason."""


def load_attesters(anchors: Path | None, keys: Path | None) -> TrustedAttesters:
    """Whom the files name: roots in PEM, and an object of JWK sets by provider (`iss`); None names nobody.

    Raises:
        AttesterFileInvalid: a file is missing, or holds something else.
    """
    return TrustedAttesters(
        anchors=() if anchors is None else _load_anchors(anchors),
        keys={} if keys is None else _load_keys(keys),
    )


def _load_anchors(path: Path) -> tuple[bytes, ...]:
    try:
        return parse_pem_certificates(_read(path))
    except ProtocolError:
        raise AttesterFileInvalid(f"The file {path} holds no certificates in PEM.") from None


def _load_keys(path: Path) -> dict[str, dict[str, PublicJwk]]:
    try:
        providers = parse_json_object(_read(path), max_bytes=_MAX_BYTES)
        return {name: _parse_set(object_member(providers, name)) for name in providers}
    except ProtocolError as error:
        raise AttesterFileInvalid(f"The file {path} holds no key sets by wallet provider: {error}") from None


def _parse_set(members: JsonObject) -> dict[str, PublicJwk]:
    keys = {}
    for entry in array_member(members, "keys"):
        if not isinstance(entry, dict):
            raise MemberInvalid("keys: an array of keys is required")
        keys[string_member(entry, "kid")] = parse_public_jwk(entry)
    return keys


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise AttesterFileInvalid(f"The file {path} cannot be read ({type(error).__name__}).") from None
