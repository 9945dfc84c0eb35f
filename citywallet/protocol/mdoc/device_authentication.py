"""The holder's signature over one presentation of a document."""

from typing import TypeAlias

from citywallet.protocol.cose import (
    CoseSign1,
    SigningHeader,
    build_signature_structure,
    serialize_cose_sign1,
    verify_cose_sign1,
)
from citywallet.protocol.encoding import ENCODED_CBOR_TAG, CborTag, CborValue, serialize_cbor
from citywallet.protocol.keys import PublicJwk

SessionTranscript: TypeAlias = list[CborValue]
"""What both sides know of the conversation; the protocol that carries it says of what it is made."""

# The holder adds no data elements of its own: an empty map, encoded.
NO_DEVICE_ELEMENTS = CborTag(ENCODED_CBOR_TAG, serialize_cbor({}))

_HEADER = SigningHeader.of(typ=None, unprotected={})


def build_device_authentication(*, doctype: str, session_transcript: SessionTranscript) -> bytes:
    """Build what the holder's key signs: a closed template, so that nothing else can be slipped in.

    Spec: ISO/IEC 18013-5, mdoc authentication.
    """
    return build_signature_structure(_HEADER, _authenticated(doctype, session_transcript))


def serialize_device_signature(signature: bytes) -> list[CborValue]:
    """The holder's signature as a COSE_Sign1; what it signs is not in it.

    Spec: ISO/IEC 18013-5, mdoc ECDSA / EdDSA Authentication.
    """
    return serialize_cose_sign1(_HEADER, None, signature)


def verify_device_signature(
    signature: CoseSign1, *, key: PublicJwk, doctype: str, session_transcript: SessionTranscript
) -> None:
    """Verify that the holder's key signed this presentation, made for this conversation.

    Raises:
        CoseAlgorithmRefused, CoseCriticalHeaderUnknown, CoseTypeWrong, CoseMalformed, SignatureMalformed: as
            `verify_cose_sign1`.
        SignatureInvalid: another key, another type, or another conversation: it cannot be told which.

    Spec: ISO/IEC 18013-5, mdoc authentication.
    """
    authenticated = _authenticated(doctype, session_transcript)
    verify_cose_sign1(signature, key=key, typ=None, detached_payload=authenticated)


def _authenticated(doctype: str, session_transcript: SessionTranscript) -> bytes:
    authentication: CborValue = [
        "DeviceAuthentication",
        session_transcript,
        doctype,
        NO_DEVICE_ELEMENTS,
    ]
    return serialize_cbor(CborTag(ENCODED_CBOR_TAG, serialize_cbor(authentication)))
