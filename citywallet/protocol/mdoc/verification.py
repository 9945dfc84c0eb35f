"""Verifying what the issuer signed. Status, the issuer's right and the holder are verified elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from citywallet.protocol.cose import verify_cose_sign1
from citywallet.protocol.encoding import CborValue
from citywallet.protocol.keys import PublicJwk
from citywallet.protocol.mdoc.errors import (
    MdocDigestDiffers,
    MdocExpired,
    MdocNotYetValid,
    MdocTypeDiffers,
)
from citywallet.protocol.mdoc.issuer_signed import IssuerSigned
from citywallet.protocol.mdoc.mobile_security_object import (
    MobileSecurityObject,
    parse_mobile_security_object,
)
from citywallet.protocol.statuslist import StatusReference

MDOC_FORMAT = "mso_mdoc"
"""How OpenID4VCI and OpenID4VP call this format."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedMdoc:
    """A document whose issuer's signature and digests hold.

    `elements` are the data elements that are shown, by namespace and identifier. Not verified yet: the times,
    the status, the issuer's right, and who presents it.
    """

    doctype: str
    device_key: PublicJwk
    signed_at: datetime
    valid_from: datetime
    valid_until: datetime
    status: StatusReference | None
    elements: Mapping[str, Mapping[str, CborValue]] = field(repr=False)


def verify_issuer_signed(issuer_signed: IssuerSigned, *, key: PublicJwk, doctype: str) -> VerifiedMdoc:
    """Verify a document's signature, type and data elements, not its times (see `check_mdoc_validity`).

    The caller has established by `x5chain_of(issuer_signed.issuer_auth)` that `key` belongs to the issuer.

    Raises:
        CoseAlgorithmRefused, CoseCriticalHeaderUnknown, CoseTypeWrong, CoseMalformed, SignatureMalformed,
            SignatureInvalid: as `verify_cose_sign1`.
        MdocMalformed, StatusReferenceInvalid: as `parse_mobile_security_object`.
        MdocTypeDiffers: the issuer signed another type than `doctype`.
        MdocDigestDiffers: a data element is not the one that the issuer signed.

    Spec: ISO/IEC 18013-5, Inspection procedure for issuer data authentication.
    """
    # (1) The certificates are the caller's. (2) The signature; this kind of message has no type.
    payload = verify_cose_sign1(issuer_signed.issuer_auth, key=key, typ=None)
    mso = parse_mobile_security_object(payload)
    # (3) Every data element that is shown is one that was signed, in its namespace.
    _check_digests(issuer_signed, mso)
    # (4) The type is the one that the document names outside of the signature.
    if mso.doctype != doctype:
        raise MdocTypeDiffers
    return VerifiedMdoc(
        doctype=mso.doctype,
        device_key=mso.device_key,
        signed_at=mso.signed_at,
        valid_from=mso.valid_from,
        valid_until=mso.valid_until,
        status=mso.status,
        elements={
            name: {item.identifier: item.value for item in items}
            for name, items in issuer_signed.items.items()
        },
    )


def check_mdoc_validity(mdoc: VerifiedMdoc, *, at: datetime, leeway: timedelta = timedelta(0)) -> None:
    """Hold a document's own times against `at`; `leeway` is granted at both ends.

    Raises:
        MdocNotYetValid: `at` is before `validFrom`, or before it was signed.
        MdocExpired: `at` is at or past `validUntil`.

    Spec: ISO/IEC 18013-5, Inspection procedure for issuer data authentication.
    """
    if at + leeway < max(mdoc.valid_from, mdoc.signed_at):
        raise MdocNotYetValid
    if at - leeway >= mdoc.valid_until:
        raise MdocExpired


def _check_digests(issuer_signed: IssuerSigned, mso: MobileSecurityObject) -> None:
    for name, items in issuer_signed.items.items():
        digests = mso.value_digests.get(name, {})
        if any(digests.get(item.digest_id) != item.digest for item in items):
            raise MdocDigestDiffers(name)
