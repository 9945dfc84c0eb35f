"""The policy by which a chain of X.509 certificates (`x5c`) leads to a root that the reader trusts."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from citywallet.protocol.bilingual import BilingualText
from citywallet.protocol.keys import PublicJwk, public_jwk_of
from citywallet.protocol.trust.certificate import (
    CertificateUsage,
    check_algorithms,
    organization_of,
    parse_certificate,
)
from citywallet.protocol.trust.errors import (
    CertificateExpired,
    CertificateExtensionUnknown,
    CertificateNotAuthority,
    CertificateNotYetValid,
    CertificateSignatureInvalid,
    CertificateUsageWrong,
    ChainMissing,
    ChainNotAnchored,
    ChainOrderWrong,
    ChainTooLong,
    LeafIsAuthority,
    LeafSelfSigned,
    PathTooLong,
    TrustAnchorIncluded,
)

MAX_CERTIFICATES = 4
_REMEMBERED_CHAINS = 64
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)
_PROCESSED_EXTENSIONS = frozenset(
    {x509.BasicConstraints.oid, x509.KeyUsage.oid, x509.ExtendedKeyUsage.oid, x509.SubjectAlternativeName.oid}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifiedLeaf:
    """The signer's certificate, traced to a trust anchor: its key, names and exact bytes.

    Whether the named party may do what it asks, and whether its key was withdrawn, is not known from this
    alone.
    """

    key: PublicJwk
    dns_names: tuple[str, ...]
    uris: tuple[str, ...]
    organization: BilingualText | None
    der: bytes


def verify_chain(
    x5c: Sequence[bytes], *, anchors: Sequence[bytes], at: datetime, usage: CertificateUsage | None
) -> VerifiedLeaf:
    """Trace the signer's certificate, the first of `x5c`, to one of `anchors` at the time `at`.

    `usage` is None where the anchors are trusted for one thing alone, and others decide on the certificates.

    The chain is read in its order and in no other; the anchor itself must not be in it. What holds for these
    bytes at any time is remembered: one signer's cards all bring the same chain.

    Raises:
        TrustError: one subclass per broken rule, in the order of the steps below.

    Spec: HAIP 1.0, Issuer identification and key resolution to validate an issued Credential.
    """
    # (1) There is a chain, of a length that an honest one has.
    if not x5c:
        raise ChainMissing
    if len(x5c) > MAX_CERTIFICATES:
        raise ChainTooLong(str(len(x5c)))
    # (2)-(6) What the certificates themselves say, whatever the time.
    traced = _trace(tuple(x5c), tuple(anchors), usage)
    # (7) Every certificate, the anchor's too, is valid at that time.
    for not_before, not_after in traced.periods:
        _check_time(not_before, not_after, at=at)
    return traced.leaf


@dataclass(frozen=True, slots=True, kw_only=True)
class _Traced:
    """A chain that holds, at the times when all of its certificates do."""

    leaf: VerifiedLeaf
    periods: tuple[tuple[datetime, datetime], ...]


@lru_cache(maxsize=_REMEMBERED_CHAINS)
def _trace(x5c: tuple[bytes, ...], anchors: tuple[bytes, ...], usage: CertificateUsage | None) -> _Traced:
    """The steps that depend on bytes alone; a chain that fails one is not remembered."""
    chain = [parse_certificate(der) for der in x5c]
    roots = [parse_certificate(der) for der in anchors]
    # (2) Nobody vouches for himself, and what we trust comes from us, not from the message.
    if chain[0].issuer == chain[0].subject:
        raise LeafSelfSigned
    if any(certificate in roots for certificate in chain):
        raise TrustAnchorIncluded
    # (3) Every certificate follows from the next one, the last from an anchor.
    path = _path_to_anchor(chain, roots)
    # (4) Every certificate, the anchor's too, is strong enough and fully understood.
    for certificate in path:
        _check_extensions(certificate)
        check_algorithms(certificate)
    # (5) Only authorities issue, and no more of them than the one above allows.
    for below, authority in enumerate(path[1:]):
        _check_authority(authority, authorities_below=below)
    # (6) The leaf signs messages, and exactly of this kind.
    _check_leaf(chain[0], usage)
    return _Traced(
        leaf=_verified(chain[0], x5c[0]),
        periods=tuple((each.not_valid_before_utc, each.not_valid_after_utc) for each in path),
    )


def _path_to_anchor(chain: list[x509.Certificate], roots: list[x509.Certificate]) -> list[x509.Certificate]:
    for certificate, issuer in itertools.pairwise(chain):
        if certificate.issuer != issuer.subject:
            raise ChainOrderWrong
        _check_signature(certificate, issuer)
    last = chain[-1]
    named = [root for root in roots if root.subject == last.issuer]
    for root in named:
        try:
            _check_signature(last, root)
        except CertificateSignatureInvalid:
            continue  # another root may bear the same name
        return [*chain, root]
    raise ChainNotAnchored


def _check_signature(certificate: x509.Certificate, issuer: x509.Certificate) -> None:
    check_algorithms(issuer)
    try:
        certificate.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError) as error:
        raise CertificateSignatureInvalid(type(error).__name__) from error


def _check_time(not_before: datetime, not_after: datetime, *, at: datetime) -> None:
    if at < not_before:
        raise CertificateNotYetValid(f"from {not_before.isoformat()}")
    if at > not_after:
        raise CertificateExpired(f"until {not_after.isoformat()}")


def _check_extensions(certificate: x509.Certificate) -> None:
    for extension in certificate.extensions:
        if extension.critical and extension.oid not in _PROCESSED_EXTENSIONS:
            raise CertificateExtensionUnknown(extension.oid.dotted_string)


def _check_authority(certificate: x509.Certificate, *, authorities_below: int) -> None:
    constraints = _extension(certificate, x509.BasicConstraints)
    usage = _extension(certificate, x509.KeyUsage)
    if constraints is None or not constraints.ca or usage is None or not usage.key_cert_sign:
        raise CertificateNotAuthority
    if constraints.path_length is not None and authorities_below > constraints.path_length:
        raise PathTooLong(f"{authorities_below} below, {constraints.path_length} allowed")


def _check_leaf(certificate: x509.Certificate, usage: CertificateUsage | None) -> None:
    constraints = _extension(certificate, x509.BasicConstraints)
    if constraints is not None and constraints.ca:
        raise LeafIsAuthority
    key_usage = _extension(certificate, x509.KeyUsage)
    if key_usage is None or not key_usage.digital_signature:
        raise CertificateUsageWrong("no digitalSignature")
    if usage is None:
        return
    extended = _extension(certificate, x509.ExtendedKeyUsage)
    # Several usages at once would let one stolen key play every part.
    if extended is None or list(extended) != [usage.value]:
        raise CertificateUsageWrong(f"not exactly {usage.name}")


def _extension(certificate: x509.Certificate, kind: type[_Extension]) -> _Extension | None:
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _verified(certificate: x509.Certificate, der: bytes) -> VerifiedLeaf:
    names = _extension(certificate, x509.SubjectAlternativeName)
    dns_names = () if names is None else tuple(names.get_values_for_type(x509.DNSName))
    uris = () if names is None else tuple(names.get_values_for_type(x509.UniformResourceIdentifier))
    return VerifiedLeaf(
        key=public_jwk_of(check_algorithms(certificate)),
        dns_names=dns_names,
        uris=uris,
        organization=organization_of(certificate),
        der=der,
    )
