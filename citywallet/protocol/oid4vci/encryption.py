"""Encrypted requests and responses of the credential endpoints, on top of TLS."""

from collections.abc import Mapping
from dataclasses import dataclass

from citywallet.protocol.encoding import (
    JsonObject,
    MemberInvalid,
    object_member,
    parse_json_object,
    serialize_json,
)
from citywallet.protocol.errors import ErrorCode, ProtocolError
from citywallet.protocol.jose import (
    ContentEncryption,
    DecryptionFailed,
    DecryptionKey,
    DecryptionKeyUnknown,
    EncryptionKey,
    EncryptionKeyInvalid,
    EncryptionRefused,
    decrypt_jwe,
    encrypt_jwe,
    parse_compact_jwe,
    parse_encryption_key,
    serialize_encryption_key,
)

ENCRYPTED_MEDIA_TYPE = "application/jwt"


class EncryptionParametersInvalid(ProtocolError):
    """The key or the algorithms that a message was, or should be, encrypted with are not usable here."""

    code = ErrorCode.INVALID_ENCRYPTION_PARAMETERS
    public = "The encryption parameters must be those that this issuer's metadata offer."


class ResponseKeyExposed(EncryptionParametersInvalid):
    """The key for the response came in a plain request, where anybody on the way could have replaced it."""

    public = "A request that asks for an encrypted response must itself be encrypted."


class RequestEncryptionRequired(EncryptionParametersInvalid):
    """The request is plain although the issuer requires encryption."""

    public = "This issuer requires encrypted requests."


class ResponseEncryptionRequired(EncryptionParametersInvalid):
    """The request names no key for the response although the issuer requires encryption."""

    public = "This issuer requires a key to encrypt its response to."


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseEncryption:
    """What a wallet wants its response encrypted with."""

    key: EncryptionKey
    encryption: ContentEncryption


def encrypt_message(members: JsonObject, *, encryption: ResponseEncryption) -> str:
    """A request or response as an encrypted JWT.

    Spec: OpenID4VCI 1.0, Encrypted Credential Requests and Responses.
    """
    return encrypt_jwe(serialize_json(members), key=encryption.key, encryption=encryption.encryption)


def decrypt_message(text: str, *, keys: Mapping[str, DecryptionKey], max_chars: int) -> JsonObject:
    """The request or response inside an encrypted JWT; `keys` are the receiver's, by key id.

    Raises:
        JweMalformed, JsonInvalid: no encrypted JSON object.
        EncryptionParametersInvalid: encrypted to no key of ours, or otherwise than offered.

    Spec: OpenID4VCI 1.0, Encrypted Credential Requests and Responses.
    """
    try:
        jwe = parse_compact_jwe(text, offered=tuple(ContentEncryption), max_chars=max_chars)
        plaintext = decrypt_jwe(jwe, keys=keys)
    except (EncryptionRefused, DecryptionKeyUnknown, DecryptionFailed) as error:
        raise EncryptionParametersInvalid(f"{type(error).__name__}: {error.detail}") from error
    return parse_json_object(plaintext, max_bytes=max_chars)


def check_encryption(wanted: ResponseEncryption | None, *, was_encrypted: bool, is_required: bool) -> None:
    """Hold how a request came, and what it wants back, against the issuer's requirement.

    Raises:
        RequestEncryptionRequired, ResponseEncryptionRequired: the issuer requires both.
        ResponseKeyExposed: the key for the response came in a plain request.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    if is_required and not was_encrypted:
        raise RequestEncryptionRequired()
    if is_required and wanted is None:
        raise ResponseEncryptionRequired()
    if wanted is not None and not was_encrypted:
        raise ResponseKeyExposed()


def wanted_response_encryption(members: JsonObject) -> ResponseEncryption | None:
    """Read `credential_response_encryption` out of a request, or None where a plain answer is wanted.

    `zip` is not offered, and refused.

    Raises:
        EncryptionParametersInvalid: no usable key, or an algorithm that is not offered.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    if "credential_response_encryption" not in members:
        return None
    try:
        wanted = object_member(members, "credential_response_encryption")
        key = parse_encryption_key(object_member(wanted, "jwk"))
    except (MemberInvalid, EncryptionKeyInvalid) as error:
        raise EncryptionParametersInvalid(error.detail) from error
    encryption = next((each for each in ContentEncryption if each.value == wanted.get("enc")), None)
    if encryption is None or "zip" in wanted:
        raise EncryptionParametersInvalid("enc or zip")
    return ResponseEncryption(key=key, encryption=encryption)


def serialize_response_encryption(encryption: ResponseEncryption) -> JsonObject:
    """Write the member `credential_response_encryption` of a request.

    Spec: OpenID4VCI 1.0, Credential Request.
    """
    return {"jwk": serialize_encryption_key(encryption.key), "enc": encryption.encryption.value}
