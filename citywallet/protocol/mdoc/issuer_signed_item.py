"""One data element with the random value that keeps its digest from being guessed."""

from dataclasses import dataclass, field
from hashlib import sha256

from citywallet.protocol.encoding import (
    ENCODED_CBOR_TAG,
    CborInvalid,
    CborTag,
    CborValue,
    parse_cbor,
    serialize_cbor,
)
from citywallet.protocol.mdoc.errors import MdocMalformed

MIN_RANDOM_BYTES = 16

_MAX_ITEM_BYTES = 65_536


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSignedItem:
    """A data element; `tagged` are its bytes as they were signed, inside of their tag.

    `digest` is what the issuer signed of it, under `digest_id`.
    """

    digest_id: int
    identifier: str
    value: CborValue = field(repr=False)
    tagged: CborTag = field(repr=False)

    @property
    def digest(self) -> bytes:
        """SHA-256 over the tagged bytes.

        Spec: ISO/IEC 18013-5, Message digest function.
        """
        return sha256(serialize_cbor(self.tagged)).digest()


def build_issuer_signed_item(
    identifier: str, value: CborValue, *, digest_id: int, random: bytes
) -> IssuerSignedItem:
    """Build a data element; the members in the order in which the standard names them, as all readers expect.

    Raises:
        ValueError: `random` has fewer than 16 bytes.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    if len(random) < MIN_RANDOM_BYTES:
        raise ValueError(f"at least {MIN_RANDOM_BYTES} random bytes are required")
    encoded = serialize_cbor(
        {"digestID": digest_id, "random": random, "elementIdentifier": identifier, "elementValue": value}
    )
    return IssuerSignedItem(
        digest_id=digest_id, identifier=identifier, value=value, tagged=CborTag(ENCODED_CBOR_TAG, encoded)
    )


def read_issuer_signed_item(value: CborValue) -> IssuerSignedItem:
    """Read a data element; whether the issuer signed it is not known yet.

    Raises:
        MdocMalformed: not an encoded map with the four members of their kinds, or a random value that is too
            short to hide anything.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    match value:
        case CborTag(tag=24, value=bytes() as encoded):
            item = _parse(encoded)
        case _:
            raise MdocMalformed("a data element is not encoded CBOR")
    match item:
        case {
            "digestID": int() as digest_id,
            "random": bytes() as random,
            "elementIdentifier": str() as identifier,
            "elementValue": element,
        } if len(random) >= MIN_RANDOM_BYTES:
            return IssuerSignedItem(digest_id=digest_id, identifier=identifier, value=element, tagged=value)
        case _:
            raise MdocMalformed("a data element lacks a member")


def _parse(encoded: bytes) -> CborValue:
    try:
        return parse_cbor(encoded, max_bytes=_MAX_ITEM_BYTES)
    except CborInvalid as error:
        raise MdocMalformed(f"data element: {type(error).__name__}") from None
