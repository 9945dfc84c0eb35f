"""Builders of mdocs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from itertools import count

from citywallet.protocol.encoding import CborTag
from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.mdoc import (
    DataElement,
    IssuerSigned,
    SessionTranscript,
    UnsignedMdoc,
    build_device_authentication,
    build_mdoc,
    parse_issuer_signed,
    serialize_device_response,
)
from citywallet.protocol.oid4vp import build_redirect_transcript
from citywallet.protocol.statuslist import StatusReference
from tests.support.keys import HOLDER, ISSUER, a_signing_key

DOCTYPE = "kr.go.incheon.citizen-id.1"
NAMESPACE = DOCTYPE
SIGNED_AT = datetime(2026, 11, 28, 3, 0, 0, tzinfo=UTC)
VALID_UNTIL = SIGNED_AT + timedelta(days=730)
STATUS = StatusReference(uri="http://localhost:8100/status/1", index=4711)
ELEMENTS: Mapping[str, Sequence[DataElement | None]] = {
    NAMESPACE: (
        DataElement(identifier="name", value="홍길동"),
        DataElement(identifier="birthdate", value=CborTag(1004, "1961-03-02")),
        DataElement(identifier="age_equal_or_over_60", value=True),
        None,
        DataElement(identifier="district", value={"id": "jemulpo", "name": "제물포구"}),
    )
}


def fixed_randoms() -> Iterator[bytes]:
    """Random values that are the same in every test."""
    return (sha256(f"random {number}".encode()).digest()[:16] for number in count())


def an_unsigned_mdoc(
    *,
    elements: Mapping[str, Sequence[DataElement | None]] = ELEMENTS,
    x5chain: tuple[bytes, ...] = (b"leaf", b"authority"),
    signed_at: datetime = SIGNED_AT,
    valid_until: datetime = VALID_UNTIL,
) -> UnsignedMdoc:
    """A citizen ID that waits for its issuer's signature."""
    return build_mdoc(
        doctype=DOCTYPE,
        elements=elements,
        x5chain=x5chain,
        device_key=a_signing_key(HOLDER).public,
        signed_at=signed_at,
        valid_until=valid_until,
        status=STATUS,
        randoms=fixed_randoms(),
    )


def an_encoded_mdoc(unsigned: UnsignedMdoc | None = None, *, key: EcSigningKey | None = None) -> bytes:
    """A citizen ID as it is issued."""
    unsigned = unsigned or an_unsigned_mdoc()
    return unsigned.serialize((key or a_signing_key(ISSUER)).sign(unsigned.signing_input))


def an_mdoc(unsigned: UnsignedMdoc | None = None, *, key: EcSigningKey | None = None) -> IssuerSigned:
    """A citizen ID as its holder keeps it."""
    return parse_issuer_signed(an_encoded_mdoc(unsigned, key=key))


def a_transcript(*, nonce: str = "n-0S6_WzA2Mj") -> SessionTranscript:
    """What both sides know of a request."""
    return build_redirect_transcript(
        client_id="x509_hash:Uvo3HtuIxuhC92rShpgqcT3YXwrqRxWEviRiA0OZszk",
        nonce=nonce,
        response_uri="http://localhost:8300/answers/1",
        encryption_key_thumbprint=None,
    )


def a_device_response(
    mdoc: IssuerSigned | None = None,
    *,
    key: EcSigningKey | None = None,
    doctype: str = DOCTYPE,
    transcript: SessionTranscript | None = None,
) -> bytes:
    """A citizen ID as its holder presents it."""
    signed = build_device_authentication(doctype=doctype, session_transcript=transcript or a_transcript())
    signature = (key or a_signing_key(HOLDER)).sign(signed)
    return serialize_device_response(doctype, mdoc or an_mdoc(), signature=signature)
