"""The certificates of a development TLS authority. Pure: keys, serials and times come from the caller.

The authority has nothing to do with the one of the cards. People put its root into their browsers, so the
root itself says that it vouches for this machine alone: whoever steals its key can pose as no other server.
"""

from ipaddress import ip_address, ip_network
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from citywallet.protocol.keys import EcSigningKey
from citywallet.protocol.trust import CertificateTerms

_DNS_NAME: Final = "localhost"
_ADDRESSES: Final = ("127.0.0.1", "::1")


def build_tls_root(key: EcSigningKey, *, terms: CertificateTerms) -> x509.Certificate:
    """The root of the authority: it signs servers of this machine, and nothing else."""
    name = _name("citywallet development TLS authority")
    permitted = [
        x509.DNSName(_DNS_NAME),
        *(x509.IPAddress(ip_network(address)) for address in _ADDRESSES),
    ]
    builder = (
        _builder(key.private_key.public_key(), subject=name, issuer=name, terms=terms)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(is_authority=True), critical=True)
        .add_extension(x509.NameConstraints(permitted, excluded_subtrees=None), critical=True)
    )
    return _sign(builder, key, issuer_public=key.private_key.public_key())


def build_server_certificate(
    key: EcSigningKey, *, root: x509.Certificate, root_key: EcSigningKey, terms: CertificateTerms
) -> x509.Certificate:
    """The certificate of a server that is reached as localhost, 127.0.0.1 or ::1."""
    names = [x509.DNSName(_DNS_NAME), *(x509.IPAddress(ip_address(address)) for address in _ADDRESSES)]
    builder = (
        _builder(key.private_key.public_key(), subject=_name(_DNS_NAME), issuer=root.subject, terms=terms)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(is_authority=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
    )
    return _sign(builder, root_key, issuer_public=root_key.private_key.public_key())


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _builder(
    public: ec.EllipticCurvePublicKey, *, subject: x509.Name, issuer: x509.Name, terms: CertificateTerms
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(terms.serial)
        .not_valid_before(terms.not_before)
        .not_valid_after(terms.not_after)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _sign(
    builder: x509.CertificateBuilder, key: EcSigningKey, *, issuer_public: ec.EllipticCurvePublicKey
) -> x509.Certificate:
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_public)
    return builder.add_extension(identifier, critical=False).sign(
        key.private_key, SHA256(), ecdsa_deterministic=True
    )


def _key_usage(*, is_authority: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_authority,
        key_cert_sign=is_authority,
        crl_sign=is_authority,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
