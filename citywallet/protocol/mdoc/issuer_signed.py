"""What an issuer hands to a holder: data elements, and the signature over their digests."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from citywallet.protocol.cose import CoseSign1, read_cose_sign1
from citywallet.protocol.encoding import CborMap, CborValue, parse_cbor_map
from citywallet.protocol.mdoc.errors import MdocMalformed
from citywallet.protocol.mdoc.issuer_signed_item import IssuerSignedItem, read_issuer_signed_item

MAX_ISSUER_SIGNED_BYTES = 131_072

# Name space to identifiers of data elements.
ElementNames = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSigned:
    """A document as the issuer signed it, or as much of it as its holder shows; nothing is verified."""

    items: Mapping[str, tuple[IssuerSignedItem, ...]]
    issuer_auth: CoseSign1
    encoded_auth: list[CborValue] = field(repr=False)

    def identifiers(self) -> dict[str, frozenset[str]]:
        """Which data elements it holds, by namespace."""
        return {name: frozenset(item.identifier for item in items) for name, items in self.items.items()}

    def select(self, wanted: ElementNames) -> "IssuerSigned":
        """The same document with only the wanted data elements, of those that are there."""
        kept = {
            name: tuple(item for item in items if item.identifier in wanted.get(name, ()))
            for name, items in self.items.items()
        }
        return IssuerSigned(
            items={name: items for name, items in kept.items() if items},
            issuer_auth=self.issuer_auth,
            encoded_auth=self.encoded_auth,
        )


def parse_issuer_signed(encoded: bytes) -> IssuerSigned:
    """Read a document as it is issued.

    Raises:
        CborInvalid: not CBOR, or too long.
        MdocMalformed, CoseMalformed: as `read_issuer_signed`.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    return read_issuer_signed(parse_cbor_map(encoded, max_bytes=MAX_ISSUER_SIGNED_BYTES))


def read_issuer_signed(value: CborValue) -> IssuerSigned:
    """Read the part of a document that the issuer signed, inside of another message.

    Raises:
        MdocMalformed: a part is absent or of the wrong kind, or an identifier or digest id is there twice.
        CoseMalformed: the issuer's signature has not the parts of one.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    encoded_auth = value.get("issuerAuth") if isinstance(value, dict) else None
    if not isinstance(value, dict) or not isinstance(encoded_auth, list):
        raise MdocMalformed("no issuerAuth")
    return IssuerSigned(
        items=_read_name_spaces(value.get("nameSpaces", {})),
        issuer_auth=read_cose_sign1(encoded_auth),
        encoded_auth=encoded_auth,
    )


def serialize_issuer_signed(issuer_signed: IssuerSigned) -> CborMap:
    """The document as a CBOR value; its data elements have the bytes that were signed.

    Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
    """
    members: CborMap = {}
    if issuer_signed.items:
        members["nameSpaces"] = {
            name: [item.tagged for item in items] for name, items in issuer_signed.items.items()
        }
    return members | {"issuerAuth": issuer_signed.encoded_auth}


def _read_name_spaces(value: CborValue) -> dict[str, tuple[IssuerSignedItem, ...]]:
    if not isinstance(value, dict):
        raise MdocMalformed("nameSpaces")
    items: dict[str, tuple[IssuerSignedItem, ...]] = {}
    for name, elements in value.items():
        if not isinstance(name, str) or not isinstance(elements, list) or not elements:
            raise MdocMalformed("a namespace")
        items[name] = tuple(read_issuer_signed_item(element) for element in elements)
        _refuse_twice([item.identifier for item in items[name]])
        _refuse_twice([item.digest_id for item in items[name]])
    return items


def _refuse_twice(names: list[str] | list[int]) -> None:
    # Of two elements of one name, two readers might take different ones.
    if len(set(names)) != len(names):
        raise MdocMalformed("a data element or digest id twice")
