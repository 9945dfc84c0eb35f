"""Building a document, up to the issuer's signature."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from citywallet.protocol.cose import (
    SigningHeader,
    build_signature_structure,
    serialize_cose_sign1,
    serialize_x5chain,
)
from citywallet.protocol.encoding import CborTag, CborValue, serialize_cbor
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.mdoc.issuer_signed_item import build_issuer_signed_item
from citywallet.protocol.mdoc.mobile_security_object import (
    MobileSecurityObject,
    serialize_mobile_security_object,
)
from citywallet.protocol.statuslist import StatusReference


@dataclass(frozen=True, slots=True, kw_only=True)
class DataElement:
    """What a document says under one identifier of a namespace."""

    identifier: str
    value: CborValue = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsignedMdoc:
    """A document that waits for its issuer's signature over `signing_input`."""

    signing_input: bytes = field(repr=False)
    header: SigningHeader
    payload: bytes = field(repr=False)
    name_spaces: Mapping[str, list[CborTag]] = field(repr=False)

    def serialize(self, signature: bytes) -> bytes:
        """The signed document as it is issued: IssuerSigned, in CBOR.

        Spec: ISO/IEC 18013-5, Device retrieval mdoc response.
        """
        return serialize_cbor(
            {
                "nameSpaces": {name: [*tagged] for name, tagged in self.name_spaces.items()},
                "issuerAuth": serialize_cose_sign1(self.header, self.payload, signature),
            }
        )


def build_mdoc(
    *,
    doctype: str,
    elements: Mapping[str, Sequence[DataElement | None]],
    x5chain: tuple[bytes, ...],
    device_key: PublicJwk,
    signed_at: datetime,
    valid_until: datetime,
    status: StatusReference,
    randoms: Iterator[bytes],
) -> UnsignedMdoc:
    """Build a document that waits for the issuer's signature.

    `x5chain` holds DER certificates, the signer's first, without the trust anchor. `elements` are by
    namespace; a place that is None takes a digest to which nothing belongs, so that nobody sees what is not
    known of the holder. `randoms` gives one value of at least 16 bytes for each place. It is valid from its
    signature on.

    Spec: ISO/IEC 18013-5, Issuer data authentication.
    """
    name_spaces: dict[str, list[CborTag]] = {}
    value_digests: dict[str, dict[int, bytes]] = {}
    for name, places in elements.items():
        name_spaces[name], value_digests[name] = _fill(places, randoms)
    payload = serialize_mobile_security_object(
        MobileSecurityObject(
            doctype=doctype,
            value_digests=value_digests,
            device_key=device_key,
            signed_at=signed_at,
            valid_from=signed_at,
            valid_until=valid_until,
            status=status,
        )
    )
    header = _header_of(x5chain)
    return UnsignedMdoc(
        signing_input=build_signature_structure(header, payload),
        header=header,
        payload=payload,
        name_spaces=name_spaces,
    )


def _fill(
    places: Sequence[DataElement | None], randoms: Iterator[bytes]
) -> tuple[list[CborTag], dict[int, bytes]]:
    """The data elements of one namespace, and a digest for each of its places."""
    tagged: list[CborTag] = []
    digests: dict[int, bytes] = {}
    for digest_id, element in enumerate(places):
        random = next(randoms)
        if element is None:
            digests[digest_id] = sha256(random).digest()
            continue
        item = build_issuer_signed_item(element.identifier, element.value, digest_id=digest_id, random=random)
        tagged.append(item.tagged)
        digests[digest_id] = item.digest
    return tagged, digests


@lru_cache(maxsize=16)
def _header_of(x5chain: tuple[bytes, ...]) -> SigningHeader:
    """The header of every document that one key signs."""
    return SigningHeader.of(typ=None, unprotected=serialize_x5chain(x5chain))
