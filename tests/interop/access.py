"""A verifier that the city never met, but its authority certified: a library in another district."""

import base64
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from joserfc.jwk import ECKey

from city.town import Town
from citywallet.protocol.trust import CertificateUsage

LIBRARY = "Michuhol Library"


@dataclass(frozen=True, kw_only=True)
class Access:
    """A key and the certificate that lets its holder ask wallets of the city."""

    host: str
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @classmethod
    def certified(cls, town: Town, *, host: str, by_authority: bool = True) -> Self:
        """Have the city's authority certify a new key for a host, or certify it oneself."""
        key = ec.generate_private_key(ec.SECP256R1())
        root = x509.load_pem_x509_certificate(town.layout.trust_anchors.read_bytes())
        signer = key
        if by_authority:
            signer = _private(town.layout.keys.joinpath("root.key.pem").read_bytes())
        certificate = _certificate(key, host=host, issuer=root.subject, signer=signer)
        return cls(host=host, key=key, certificate=certificate)

    @property
    def x5c(self) -> list[str]:
        return [base64.b64encode(self.certificate.public_bytes(serialization.Encoding.DER)).decode()]

    @property
    def jwk(self) -> dict[str, Any]:
        return ECKey.import_key(self.key_pem).as_dict(private=True)

    @property
    def key_pem(self) -> bytes:
        return self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )

    @property
    def certificate_pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def resident_query(issuer_url: str) -> dict[str, Any]:
    """Whether somebody is of age and lives in the city, by the citizen ID of an issuer."""
    claims = [{"path": ["age_equal_or_over", "19"]}, {"path": ["incheon_resident"]}]
    meta = {"vct_values": [f"{issuer_url}/vct/citizen-id/1"]}
    return {"credentials": [{"id": "citizen", "format": "dc+sd-jwt", "meta": meta, "claims": claims}]}


def form_of(sent: Any) -> dict[str, Any]:
    """The form that our wallet says it posted, with `vp_token` read."""
    form = dict(sent["form"])
    return form | {"vp_token": json.loads(form["vp_token"])}


def _certificate(
    key: ec.EllipticCurvePrivateKey, *, host: str, issuer: x509.Name, signer: ec.EllipticCurvePrivateKey
) -> x509.Certificate:
    now = datetime.now(UTC)
    usage = {"digital_signature": True} | dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.ORGANIZATION_NAME, LIBRARY)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.ExtendedKeyUsage([CertificateUsage.VERIFIER_ACCESS.value]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .sign(signer, hashes.SHA256())
    )


def _private(pem: bytes) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem, password=None)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key
