"""The policy by which a certificate chain leads to a root."""

from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from citywallet.protocol.trust import (
    CertificateUsage,
    VerifiedLeaf,
    build_authority_certificate,
    parse_pem_certificates,
    serialize_pem_certificates,
    verify_chain,
)
from citywallet.protocol.trust.errors import (
    CertificateAlgorithmUnsupported,
    CertificateExpired,
    CertificateExtensionUnknown,
    CertificateNotAuthority,
    CertificateNotYetValid,
    CertificateSignatureInvalid,
    CertificateUnreadable,
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
from tests.support.certificates import AUTHORITY, CITY, END, ROOT, START, a_leaf, a_root, an_authority, terms
from tests.support.keys import ISSUER, a_signing_key
from tests.support.sd_jwts import NOW

SIGNER = CertificateUsage.CREDENTIAL_SIGNER


def a_signer(**changes: object) -> bytes:
    return a_leaf(SIGNER, a_signing_key(ISSUER), **changes)  # type: ignore[arg-type]


def verify(*x5c: bytes, at: object = NOW, usage: CertificateUsage = SIGNER) -> VerifiedLeaf:
    return verify_chain(x5c, anchors=[a_root()], at=at, usage=usage)  # type: ignore[arg-type]


def an_odd_certificate(
    *,
    key: ec.EllipticCurvePublicKey | None = None,
    extension: x509.ExtensionType | None = None,
    digest: hashes.HashAlgorithm | None = None,
) -> bytes:
    """A leaf that our builders would not make."""
    issuer = x509.load_der_x509_certificate(an_authority())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "odd")]))
        .issuer_name(issuer.subject)
        .public_key(key or a_signing_key(ISSUER).public.key)
        .serial_number(9)
        .not_valid_before(START)
        .not_valid_after(END)
    )
    if extension is not None:
        builder = builder.add_extension(extension, critical=True)
    certificate = builder.sign(a_signing_key(AUTHORITY).private_key, digest or hashes.SHA256())
    return certificate.public_bytes(Encoding.DER)


def test_a_chain_to_the_anchor_gives_the_signers_key_and_names() -> None:
    leaf = verify(a_signer(), an_authority())

    assert leaf.key == a_signing_key(ISSUER).public
    assert leaf.uris == ("http://localhost:8100",)
    assert leaf.dns_names == ("localhost",)
    assert leaf.organization == CITY


def test_the_same_inputs_give_the_same_certificate() -> None:
    assert a_signer() == a_signer()


def test_certificates_survive_pem() -> None:
    ders = (a_signer(), an_authority())

    assert parse_pem_certificates(serialize_pem_certificates(ders)) == ders


def test_a_file_without_a_certificate_is_refused() -> None:
    with pytest.raises(CertificateUnreadable):
        parse_pem_certificates(b"nothing here")


def test_no_certificate_at_all_is_refused() -> None:
    with pytest.raises(ChainMissing):
        verify()


def test_more_certificates_than_any_chain_has_are_refused() -> None:
    with pytest.raises(ChainTooLong):
        verify(*[a_signer()] * 5)


@pytest.mark.parametrize("broken", [b"", b"certificate", a_signer() + b"\x00", a_signer()[:-1]])
def test_bytes_that_are_not_exactly_a_certificate_are_refused(broken: bytes) -> None:
    with pytest.raises(CertificateUnreadable):
        verify(broken, an_authority())


@pytest.mark.threat(8)
def test_a_leaf_that_vouches_for_itself_is_refused() -> None:
    with pytest.raises(LeafSelfSigned):
        verify(a_root())


@pytest.mark.threat(8)
def test_a_chain_that_brings_its_own_anchor_is_refused() -> None:
    with pytest.raises(TrustAnchorIncluded):
        verify(a_signer(), an_authority(), a_root())


@pytest.mark.threat(8)
def test_swapped_certificates_are_refused() -> None:
    with pytest.raises(ChainOrderWrong):
        verify(an_authority(), a_signer())


@pytest.mark.threat(8)
def test_a_leaf_of_another_authority_of_the_same_name_is_refused() -> None:
    forged = a_signer(issuer_key=a_signing_key(66))

    with pytest.raises(CertificateSignatureInvalid):
        verify(forged, an_authority())


@pytest.mark.threat(8)
def test_a_chain_to_another_root_is_refused() -> None:
    with pytest.raises(ChainNotAnchored):
        verify_chain([a_signer(), an_authority()], anchors=[a_root(77)], at=NOW, usage=SIGNER)


def test_a_chain_without_its_middle_is_refused() -> None:
    with pytest.raises(ChainNotAnchored):
        verify(a_signer())


def test_one_of_two_roots_of_the_same_name_suffices() -> None:
    leaf = verify_chain([a_signer(), an_authority()], anchors=[a_root(77), a_root()], at=NOW, usage=SIGNER)

    assert leaf.key == a_signing_key(ISSUER).public


def test_without_anchors_nobody_is_trusted() -> None:
    with pytest.raises(ChainNotAnchored):
        verify_chain([a_signer(), an_authority()], anchors=[], at=NOW, usage=SIGNER)


@pytest.mark.threat(8)
def test_a_leaf_is_refused_after_its_end_and_before_its_start() -> None:
    leaf = a_signer(not_before=NOW, not_after=NOW + timedelta(days=1))

    assert verify(leaf, an_authority(), at=NOW + timedelta(days=1))
    with pytest.raises(CertificateExpired):
        verify(leaf, an_authority(), at=NOW + timedelta(days=1, seconds=1))
    with pytest.raises(CertificateNotYetValid):
        verify(leaf, an_authority(), at=NOW - timedelta(seconds=1))


def test_an_expired_authority_makes_its_leaves_worthless() -> None:
    authority = an_authority(not_after=NOW - timedelta(seconds=1))

    with pytest.raises(CertificateExpired):
        verify(a_signer(), authority)


def test_an_expired_anchor_anchors_nothing() -> None:
    with pytest.raises(CertificateExpired):
        verify(
            a_signer(not_after=END + timedelta(days=9)),
            an_authority(not_after=END + timedelta(days=9)),
            at=END + timedelta(days=1),
        )


@pytest.mark.threat(8)
@pytest.mark.parametrize("usage", [CertificateUsage.STATUS_SIGNER, CertificateUsage.VERIFIER_ACCESS])
def test_a_certificate_for_another_use_is_refused(usage: CertificateUsage) -> None:
    with pytest.raises(CertificateUsageWrong):
        verify(a_signer(), an_authority(), usage=usage)


@pytest.mark.parametrize(
    "extension",
    [
        x509.ExtendedKeyUsage([each.value for each in CertificateUsage]),
        x509.ExtendedKeyUsage([x509.ObjectIdentifier("2.5.29.37.0")]),
        None,
    ],
)
def test_a_leaf_for_several_uses_or_any_or_none_is_refused(extension: x509.ExtensionType | None) -> None:
    with pytest.raises(CertificateUsageWrong):
        verify(an_odd_certificate(extension=extension), an_authority())


def test_a_leaf_whose_key_may_not_sign_is_refused() -> None:
    # The right extended usage, but no key usage at all.
    odd = an_odd_certificate(extension=x509.ExtendedKeyUsage([SIGNER.value]))

    with pytest.raises(CertificateUsageWrong, match="digitalSignature"):
        verify(odd, an_authority())


def test_an_authority_does_not_sign_messages() -> None:
    with pytest.raises(LeafIsAuthority):
        verify(an_authority())


@pytest.mark.threat(8)
def test_a_leaf_issues_no_certificates() -> None:
    middle = a_signer()
    below = a_leaf(
        SIGNER,
        a_signing_key(7),
        common_name="Below a leaf",
        issuer_certificate=middle,
        issuer_key=a_signing_key(ISSUER),
    )

    with pytest.raises(CertificateNotAuthority):
        verify(below, middle, an_authority())


def test_an_authority_below_the_lowest_allowed_is_refused() -> None:
    lower = build_authority_certificate(
        a_signing_key(92).public,
        issuer_certificate=an_authority(),
        issuer_key=a_signing_key(AUTHORITY),
        organization=CITY,
        common_name="Too low",
        terms=terms(5),
    )
    below = a_leaf(SIGNER, a_signing_key(ISSUER), issuer_certificate=lower, issuer_key=a_signing_key(92))

    with pytest.raises(PathTooLong):
        verify(below, lower, an_authority())


def test_a_leaf_right_below_the_root_is_accepted() -> None:
    leaf = a_signer(issuer_certificate=a_root(), issuer_key=a_signing_key(ROOT))

    assert verify(leaf).key == a_signing_key(ISSUER).public


def test_a_critical_extension_that_nobody_reads_is_refused() -> None:
    odd = an_odd_certificate(extension=x509.InhibitAnyPolicy(0))

    with pytest.raises(CertificateExtensionUnknown):
        verify(odd, an_authority())


def test_a_key_on_another_curve_and_another_hash_are_refused() -> None:
    other_curve = ec.derive_private_key(12345, ec.SECP384R1()).public_key()

    with pytest.raises(CertificateAlgorithmUnsupported):
        verify(an_odd_certificate(key=other_curve), an_authority())
    with pytest.raises(CertificateAlgorithmUnsupported):
        verify(an_odd_certificate(digest=hashes.SHA384()), an_authority())


def test_a_chain_that_held_before_is_refused_once_its_time_is_over() -> None:
    x5c = (a_signer(), an_authority())
    assert verify(*x5c) == verify(*x5c)
    with pytest.raises(CertificateExpired):
        verify(*x5c, at=END + timedelta(seconds=1))
    with pytest.raises(CertificateNotYetValid):
        verify(*x5c, at=START - timedelta(seconds=1))


def test_a_chain_that_held_for_one_usage_or_anchor_is_refused_for_another() -> None:
    x5c = (a_signer(), an_authority())
    verify(*x5c)
    with pytest.raises(CertificateUsageWrong):
        verify(*x5c, usage=CertificateUsage.STATUS_SIGNER)
    with pytest.raises(ChainNotAnchored):
        verify_chain(x5c, anchors=[a_root(ROOT + 5)], at=NOW, usage=SIGNER)
