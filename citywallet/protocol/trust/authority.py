"""Certificates of a city's own authority: a root, authorities below it, and the leaves that sign messages.

Pure: keys, serial numbers and times come from the caller, signatures are deterministic, so equal inputs
give equal bytes. Serial numbers must be positive, unique per authority and unpredictable (at most 20 bytes).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.keys import EcSigningKey, PublicJwk
from citywallet.protocol.trust.certificate import (
    SIGNATURE_HASH,
    CertificateUsage,
    check_algorithms,
    parse_certificate,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateTerms:
    """What every certificate needs from outside: its serial number and validity, both ends included."""

    serial: int
    not_before: datetime
    not_after: datetime


def build_root_certificate(
    key: EcSigningKey, *, organization: BilingualText, common_name: str, terms: CertificateTerms
) -> bytes:
    """A self-signed trust anchor, as DER. It may have authorities below it, one deep."""
    name = _subject(organization, common_name)
    public = key.private_key.public_key()
    builder = _authority_builder(name, public, terms, path_length=1).issuer_name(name)
    return _sign(builder, issuer_public=public, issuer_key=key)


def build_authority_certificate(
    subject: PublicJwk,
    *,
    issuer_certificate: bytes,
    issuer_key: EcSigningKey,
    organization: BilingualText,
    common_name: str,
    terms: CertificateTerms,
) -> bytes:
    """An authority below a root, as DER. It may issue leaves only.

    Raises:
        CertificateUnreadable, CertificateAlgorithmUnsupported: `issuer_certificate` is not one of ours.
    """
    issuer = parse_certificate(issuer_certificate)
    name = _subject(organization, common_name)
    builder = _authority_builder(name, subject.key, terms, path_length=0).issuer_name(issuer.subject)
    return _sign(builder, issuer_public=check_algorithms(issuer), issuer_key=issuer_key)


def build_leaf_certificate(
    subject: PublicJwk,
    *,
    usage: CertificateUsage,
    issuer_certificate: bytes,
    issuer_key: EcSigningKey,
    organization: BilingualText,
    common_name: str,
    dns_names: Sequence[str],
    uris: Sequence[str],
    terms: CertificateTerms,
) -> bytes:
    """A signer's certificate for one usage, as DER.

    `uris` of a credential or status signer holds the credential issuer identifier, exactly as in `iss`; of a
    verifier its public URL. `dns_names` holds their hosts.

    Raises:
        CertificateUnreadable, CertificateAlgorithmUnsupported: `issuer_certificate` is not one of ours.
    """
    issuer = parse_certificate(issuer_certificate)
    names: list[x509.GeneralName] = [x509.DNSName(name) for name in dns_names]
    names += [x509.UniformResourceIdentifier(uri) for uri in uris]
    builder = (
        _builder(_subject(organization, common_name), subject.key, terms)
        .issuer_name(issuer.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([usage.value]), critical=False)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return _sign(builder, issuer_public=check_algorithms(issuer), issuer_key=issuer_key)


def _authority_builder(
    name: x509.Name, public: ec.EllipticCurvePublicKey, terms: CertificateTerms, *, path_length: int
) -> x509.CertificateBuilder:
    return (
        _builder(name, public, terms)
        .add_extension(x509.BasicConstraints(ca=True, path_length=path_length), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
    )


def _builder(
    name: x509.Name, public: ec.EllipticCurvePublicKey, terms: CertificateTerms
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .public_key(public)
        .serial_number(terms.serial)
        .not_valid_before(terms.not_before)
        .not_valid_after(terms.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _sign(
    builder: x509.CertificateBuilder, *, issuer_public: ec.EllipticCurvePublicKey, issuer_key: EcSigningKey
) -> bytes:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public)
    certificate = builder.add_extension(identifier, critical=False).sign(
        issuer_key.private_key, SIGNATURE_HASH, ecdsa_deterministic=True
    )
    return certificate.public_bytes(Encoding.DER)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _subject(organization: BilingualText, common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "KR"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization.ko),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organization.en),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )
