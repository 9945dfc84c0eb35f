"""JSON Web Encryption in compact form: ECDH-ES on P-256 with AES-GCM, uncompressed, and nothing else.

The library joserfc does the cryptography; what is let through to it is decided here.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from joserfc.errors import JoseError
from joserfc.jwe import JWERegistry, decrypt_compact, encrypt_compact
from joserfc.jwk import ECKey

from citywallet.protocol.encoding import (
    Base64UrlInvalid,
    JsonInvalid,
    JsonObject,
    decode_base64url,
    object_member,
    parse_json_object,
)
from citywallet.protocol.errors import ProtocolError
from citywallet.protocol.jose.encryption_keys import KEY_AGREEMENT, DecryptionKey, EncryptionKey
from citywallet.protocol.jose.errors import (
    DecryptionFailed,
    DecryptionKeyUnknown,
    EncryptionRefused,
    JweMalformed,
    JweTooLarge,
    KeyIdInvalid,
)
from citywallet.protocol.jose.header import key_id_in
from citywallet.protocol.keys import parse_agreement_jwk

MAX_JWE_CHARS = 1_048_576

_MAX_HEADER_CHARS = 4_096
_MAX_HEADER_DEPTH = 4
_IV_BYTES = 12
_TAG_BYTES = 16


class ContentEncryption(StrEnum):
    """The values of `enc` that we speak."""

    A128GCM = "A128GCM"
    A256GCM = "A256GCM"


class _Limits(JWERegistry):
    """Lets joserfc read all that passed our own limits; header parameters it does not know are ignored."""

    max_protected_header_length = _MAX_HEADER_CHARS
    max_ciphertext_length = MAX_JWE_CHARS

    def __init__(self) -> None:
        super().__init__(algorithms=[KEY_AGREEMENT, *ContentEncryption], strict_check_header=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Jwe:
    """An encrypted message in a form that could be opened; `key_id` is None where its header names no key."""

    key_id: str | None
    encryption: ContentEncryption
    text: str = field(repr=False)


def encrypt_jwe(plaintext: bytes, *, key: EncryptionKey, encryption: ContentEncryption) -> str:
    """Encrypt to a public key; the compact form.

    The library draws the ephemeral key and the initialization vector itself: no two messages are alike.

    Spec: JSON Web Encryption, Message Encryption.
    """
    header = {"alg": KEY_AGREEMENT, "enc": encryption.value}
    if key.key_id is not None:
        header["kid"] = key.key_id
    return encrypt_compact(header, plaintext, ECKey.import_key(key.public.key), registry=_Limits())


def parse_compact_jwe(
    text: str, *, offered: Collection[ContentEncryption], max_chars: int = MAX_JWE_CHARS
) -> Jwe:
    """Read what stands around an encrypted message, and refuse what was not offered. Nothing is decrypted.

    Raises:
        JweTooLarge: longer than `max_chars`, or a header longer than 4,096 characters.
        JweMalformed: not five base64url parts of the lengths that ECDH-ES with AES-GCM makes, or no epk.
        EncryptionRefused: another `alg`, an `enc` that is not offered, `zip` or `crit`.

    Spec: JSON Web Encryption, JWE Compact Serialization.
    """
    if len(text) > max_chars:
        raise JweTooLarge(f"more than {max_chars} characters")
    parts = text.split(".", 5)
    if len(parts) != 5:
        raise JweMalformed("not five parts")
    if len(parts[0]) > _MAX_HEADER_CHARS:
        raise JweTooLarge("header")
    try:
        header, encrypted_key, iv, _, tag = (decode_base64url(part) for part in parts)
        members = parse_json_object(header, max_depth=_MAX_HEADER_DEPTH)
        key_id = key_id_in(members)
    except (Base64UrlInvalid, JsonInvalid, KeyIdInvalid) as error:
        raise JweMalformed(f"{type(error).__name__}: {error.detail}") from None
    encryption = _encryption_of(members, offered)
    # The agreed key is the content key itself; and a shortened tag is one that can be guessed.
    if encrypted_key or len(iv) != _IV_BYTES or len(tag) != _TAG_BYTES:
        raise JweMalformed("length of a part")
    _check_ephemeral_key(members)
    return Jwe(key_id=key_id, encryption=encryption, text=text)


def decrypt_jwe(jwe: Jwe, *, keys: Mapping[str, DecryptionKey]) -> bytes:
    """Open an encrypted message with that one of the receiver's keys, by key id, which its header names.

    Raises:
        DecryptionKeyUnknown: the header names no key, or none of these.
        DecryptionFailed: altered, or encrypted to another key.

    Spec: JSON Web Encryption, Message Decryption.
    """
    key = keys.get(jwe.key_id) if jwe.key_id is not None else None
    if key is None:
        raise DecryptionKeyUnknown()
    try:
        opened = decrypt_compact(jwe.text, ECKey.import_key(key.private_key), registry=_Limits())
    except (JoseError, ValueError) as error:
        raise DecryptionFailed(type(error).__name__) from None
    if opened.plaintext is None:
        raise DecryptionFailed("nothing inside")
    return opened.plaintext


def _encryption_of(header: JsonObject, offered: Collection[ContentEncryption]) -> ContentEncryption:
    if header.get("alg") != KEY_AGREEMENT:
        raise EncryptionRefused("alg")
    # Compression was not offered: a short message could unpack to a long one, and its length tells secrets.
    if "zip" in header or "crit" in header:
        raise EncryptionRefused("zip or crit")
    encryption = next((each for each in offered if each.value == header.get("enc")), None)
    if encryption is None:
        raise EncryptionRefused("enc")
    return encryption


def _check_ephemeral_key(header: JsonObject) -> None:
    """A point off the curve would give our key away, bit by bit."""
    try:
        parse_agreement_jwk(object_member(header, "epk"))
    except ProtocolError as error:
        raise JweMalformed(f"epk: {type(error).__name__}") from None
