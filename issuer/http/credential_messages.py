"""Requests and responses of the credential endpoints, plain or encrypted."""

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import Request, Response

from citywallet.protocol.encoding import JsonObject
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.oid4vci import (
    ENCRYPTED_MEDIA_TYPE,
    CredentialRequestMalformed,
    EncryptionParametersInvalid,
    ResponseEncryption,
    decrypt_message,
    encrypt_message,
)
from citywallet.runtime.http import json_response, media_type_of, read_ascii, read_json_object
from issuer.domain.message_keys import MessageKeys

_MAX_REQUEST_BYTES = 262_144
# Encrypted, four characters stand for three bytes, and a header comes before them.
_MAX_ENCRYPTED_CHARS = _MAX_REQUEST_BYTES * 4 // 3 + 8_192


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialMessage:
    """The members of a request, and whether it came encrypted."""

    members: JsonObject
    was_encrypted: bool


async def read_credential_message(request: Request, *, keys: MessageKeys) -> CredentialMessage:
    """Read the body of a request to a credential endpoint.

    Raises:
        EncryptionParametersInvalid: encrypted to no key of ours, or otherwise than offered.
        CredentialRequestMalformed: whatever else cannot be read; here it has a code of its own.
    """
    try:
        if media_type_of(request) != ENCRYPTED_MEDIA_TYPE:
            members = await read_json_object(request, max_bytes=_MAX_REQUEST_BYTES)
            return CredentialMessage(members=members, was_encrypted=False)
        text = await read_ascii(request, media_type=ENCRYPTED_MEDIA_TYPE, max_bytes=_MAX_ENCRYPTED_CHARS)
        members = decrypt_message(text, keys=keys.by_id(), max_chars=_MAX_ENCRYPTED_CHARS)
        return CredentialMessage(members=members, was_encrypted=True)
    except EncryptionParametersInvalid:
        raise
    except ProtocolError as error:
        raise CredentialRequestMalformed(type(error).__name__) from error


def credential_answer(
    members: JsonObject,
    *,
    encryption: ResponseEncryption | None,
    headers: Mapping[str, str],
    status: int = 200,
) -> Response:
    """An answer of a credential endpoint, not to be stored: encrypted exactly when the wallet wants that."""
    headers = {"Cache-Control": "no-store", **headers}
    if encryption is None:
        return json_response(members, status=status, headers=headers)
    text = encrypt_message(members, encryption=encryption)
    return Response(text, status, headers, media_type=ENCRYPTED_MEDIA_TYPE)
