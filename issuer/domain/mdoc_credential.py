"""A credential as an mdoc, up to the signature.

A type's claims are the data elements of one namespace, which is called like the document type. What stands
at `age_equal_or_over`, `65` in other formats is here the element `age_equal_or_over_65`: a holder shows an
mdoc's elements one by one, and nothing of what is inside of them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from citywallet.protocol.encoding import CborTag, CborValue, encode_base64url
from citywallet.protocol.mdoc import MIN_RANDOM_BYTES, DataElement, UnsignedMdoc, build_mdoc
from issuer.domain.catalogue import ClaimDescription
from issuer.domain.claims import state_claim
from issuer.domain.credential_subject import CredentialCopy, CredentialSubject
from issuer.domain.facts import Facts
from issuer.domain.signatory import Signatory

_FULL_DATE_TAG = 1004


@dataclass(frozen=True, slots=True)
class UnsignedMdocCredential:
    """An mdoc that waits for its signature, and is handed out as text."""

    mdoc: UnsignedMdoc

    @property
    def signing_input(self) -> bytes:
        """The bytes that are signed."""
        return self.mdoc.signing_input

    def serialize(self, signature: bytes) -> str:
        """The text that a wallet receives.

        Spec: OpenID4VCI 1.0, Mobile Documents or mdocs (ISO/IEC 18013).
        """
        return encode_base64url(self.mdoc.serialize(signature))


def element_identifier(path: tuple[str, ...]) -> str:
    """How the claim at a path is called among the data elements."""
    return "_".join(path)


def build_mdoc_credential(
    subject: CredentialSubject,
    copy: CredentialCopy,
    *,
    signatory: Signatory,
    random_bytes: Callable[[int], bytes],
) -> UnsignedMdocCredential:
    """One copy of a credential. A claim that the source does not know leaves its place to a mere digest."""
    doctype, claims = subject.type.doctype, subject.type.claims
    assert doctype is not None
    mdoc = build_mdoc(
        doctype=doctype,
        elements={doctype: [_element(claim, subject.facts, on=subject.day) for claim in claims]},
        x5chain=signatory.chain,
        device_key=copy.holder_key,
        signed_at=subject.issued_at,
        valid_until=subject.expires_at,
        status=copy.status,
        randoms=_randoms(random_bytes(len(claims) * MIN_RANDOM_BYTES)),
    )
    return UnsignedMdocCredential(mdoc)


def _element(description: ClaimDescription, facts: Facts, *, on: date) -> DataElement | None:
    value = facts.get(description.fact)
    if value is None:
        return None
    stated = cast(CborValue, state_claim(description, value, on=on))  # what JSON can say, CBOR can, too
    if isinstance(value, date) and description.predicate is None:
        stated = CborTag(_FULL_DATE_TAG, stated)
    return DataElement(identifier=element_identifier(description.path), value=stated)


def _randoms(drawn: bytes) -> Iterator[bytes]:
    """Drawn at once: asking the system costs as much as writing an element."""
    return (drawn[start : start + MIN_RANDOM_BYTES] for start in range(0, len(drawn), MIN_RANDOM_BYTES))
