"""A city's authority and the certificates it issues: valid ones, and such that break a single rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.keys import EcSigningKey, PublicJwk, SigningKey
from citywallet.protocol.trust import (
    CertificateTerms,
    CertificateUsage,
    build_authority_certificate,
    build_leaf_certificate,
    build_root_certificate,
)
from tests.support.keys import a_signing_key
from tests.support.sd_jwts import NOW

ROOT = 90
AUTHORITY = 91
ACCESS = 4

CITY = BilingualText(ko="인천광역시", en="Incheon Metropolitan City")
ISSUER_URL = "http://localhost:8100"
VERIFIER_URL = "http://localhost:8300"

START = NOW - timedelta(days=365)
END = NOW + timedelta(days=3650)


def terms(serial: int, *, not_before: datetime = START, not_after: datetime = END) -> CertificateTerms:
    """Serial number and times, valid around `NOW` unless told otherwise."""
    return CertificateTerms(serial=serial, not_before=not_before, not_after=not_after)


@cache
def a_root(key_number: int = ROOT, *, common_name: str = "Root") -> bytes:
    """A trust anchor, DER."""
    return build_root_certificate(
        a_signing_key(key_number), organization=CITY, common_name=common_name, terms=terms(1)
    )


@cache
def an_authority(*, not_before: datetime = START, not_after: datetime = END) -> bytes:
    """An authority below the root, DER."""
    return build_authority_certificate(
        a_signing_key(AUTHORITY).public,
        issuer_certificate=a_root(),
        issuer_key=a_signing_key(ROOT),
        organization=CITY,
        common_name="Authority",
        terms=terms(2, not_before=not_before, not_after=not_after),
    )


def a_leaf(
    usage: CertificateUsage,
    key: SigningKey | PublicJwk,
    *,
    uris: Sequence[str] = (ISSUER_URL,),
    dns_names: Sequence[str] = ("localhost",),
    organization: BilingualText = CITY,
    common_name: str = "Signer",
    issuer_certificate: bytes | None = None,
    issuer_key: EcSigningKey | None = None,
    not_before: datetime = START,
    not_after: datetime = END,
) -> bytes:
    """A signer's certificate, DER; issued by the authority unless told otherwise."""
    return build_leaf_certificate(
        key if isinstance(key, PublicJwk) else key.public,
        usage=usage,
        issuer_certificate=an_authority() if issuer_certificate is None else issuer_certificate,
        issuer_key=issuer_key or a_signing_key(AUTHORITY),
        organization=organization,
        common_name=common_name,
        dns_names=dns_names,
        uris=uris,
        terms=terms(3, not_before=not_before, not_after=not_after),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A key with its certificate chain, leaf first, root not included."""

    key: EcSigningKey
    x5c: tuple[bytes, ...]


def a_chain(usage: CertificateUsage, key_number: int, *, uris: Sequence[str] = (ISSUER_URL,)) -> Chain:
    """A key of that number with a valid chain for a usage."""
    key = a_signing_key(key_number)
    return Chain(key=key, x5c=(a_leaf(usage, key, uris=uris), an_authority()))
