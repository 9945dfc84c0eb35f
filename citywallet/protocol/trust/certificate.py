"""One X.509 certificate as we read it, and what its key may be used for."""

from enum import Enum

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import SignatureAlgorithmOID

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.trust.errors import CertificateAlgorithmUnsupported, CertificateUnreadable

SIGNATURE_HASH = hashes.SHA256()

# An arc of our own under 2.25, where a UUID needs no registration.
_USAGE_ARC = "2.25.211404959442536470913620237492966932241"


class CertificateUsage(Enum):
    """What a leaf's key signs: an extended key usage of our own, exactly one per certificate."""

    CREDENTIAL_SIGNER = x509.ObjectIdentifier(f"{_USAGE_ARC}.1")
    STATUS_SIGNER = x509.ObjectIdentifier(f"{_USAGE_ARC}.2")
    VERIFIER_ACCESS = x509.ObjectIdentifier(f"{_USAGE_ARC}.3")
    ATTESTATION_SIGNER = x509.ObjectIdentifier(f"{_USAGE_ARC}.4")


def parse_certificate(der: bytes) -> x509.Certificate:
    """Read one DER certificate; its signature is not checked.

    Raises:
        CertificateUnreadable: the bytes are not a certificate, or bytes follow it.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        unchanged = certificate.public_bytes(Encoding.DER) == der
        _ = certificate.extensions  # parsed lazily; a broken extension must fail here
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType) as error:
        raise CertificateUnreadable(type(error).__name__) from error
    if not unchanged:
        raise CertificateUnreadable("not the exact DER of one certificate")
    return certificate


def parse_pem_certificates(pem: bytes) -> tuple[bytes, ...]:
    """Read a PEM bundle into DER certificates, in the order of the file.

    Raises:
        CertificateUnreadable: there is no certificate in it, or one is broken.
    """
    try:
        certificates = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise CertificateUnreadable("no PEM certificate") from error
    return tuple(certificate.public_bytes(Encoding.DER) for certificate in certificates)


def serialize_pem_certificates(ders: tuple[bytes, ...]) -> bytes:
    """Write DER certificates as a PEM bundle, in the same order.

    Raises:
        CertificateUnreadable: one of them is no certificate.
    """
    return b"".join(parse_certificate(der).public_bytes(Encoding.PEM) for der in ders)


def check_algorithms(certificate: x509.Certificate) -> ec.EllipticCurvePublicKey:
    """Check that key and signature are ECDSA with P-256 and SHA-256, and give the key.

    Raises:
        CertificateAlgorithmUnsupported: one of them is something else.
    """
    try:
        key = certificate.public_key()
    except (ValueError, TypeError) as error:
        raise CertificateAlgorithmUnsupported("unreadable key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise CertificateAlgorithmUnsupported("key is not P-256")
    if certificate.signature_algorithm_oid != SignatureAlgorithmOID.ECDSA_WITH_SHA256:
        raise CertificateAlgorithmUnsupported("signature is not ECDSA with SHA-256")
    return key


def organization_of(certificate: x509.Certificate) -> BilingualText | None:
    """The organisation in the subject: its first name is Korean, its second English; one serves for both."""
    attributes = certificate.subject.get_attributes_for_oid(x509.NameOID.ORGANIZATION_NAME)
    names = [attribute.value for attribute in attributes if isinstance(attribute.value, str)]
    if not names:
        return None
    return BilingualText(ko=names[0], en=names[-1])
