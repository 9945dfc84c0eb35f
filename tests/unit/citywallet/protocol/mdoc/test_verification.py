from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography import x509

from citywallet.protocol.cose import (
    CoseAlgorithmRefused,
    CoseTypeWrong,
    SigningHeader,
    build_signature_structure,
    serialize_cose_sign1,
    x5chain_of,
)
from citywallet.protocol.encoding import CborTag, parse_cbor, parse_cbor_map, serialize_cbor
from citywallet.protocol.keys import SignatureInvalid, public_jwk_of
from citywallet.protocol.mdoc import (
    DataElement,
    DeviceKeyUnsupported,
    IssuerSigned,
    MdocDigestDiffers,
    MdocExpired,
    MdocMalformed,
    MdocNotYetValid,
    MdocTypeDiffers,
    VerifiedMdoc,
    check_mdoc_validity,
    parse_issuer_signed,
    verify_issuer_signed,
)
from citywallet.protocol.statuslist import StatusReferenceInvalid
from tests.support.keys import ATTACKER, HOLDER, ISSUER, a_signing_key
from tests.support.mdocs import (
    DOCTYPE,
    ELEMENTS,
    NAMESPACE,
    SIGNED_AT,
    STATUS,
    VALID_UNTIL,
    an_mdoc,
    an_unsigned_mdoc,
)
from tests.support.vectors import load_vectors

EXAMPLE = load_vectors("mdoc/issuer-signed.json")


def verify(mdoc: IssuerSigned, *, doctype: str = DOCTYPE) -> VerifiedMdoc:
    return verify_issuer_signed(mdoc, key=a_signing_key(ISSUER).public, doctype=doctype)


def an_mdoc_over(*, mso: Any = None, payload: bytes | None = None, protected: Any = None) -> IssuerSigned:
    """An mdoc whose issuer signed something else."""
    unsigned = an_unsigned_mdoc()
    members = parse_cbor_map(parse_tagged(unsigned.payload))
    signed = payload or serialize_cbor(CborTag(24, serialize_cbor(members | (mso or {}))))
    header = SigningHeader(protected_bytes=serialize_cbor(protected or {1: -7}), unprotected={})
    signature = a_signing_key(ISSUER).sign(build_signature_structure(header, signed))
    name_spaces: Any = {name: [*tagged] for name, tagged in unsigned.name_spaces.items()}
    auth = serialize_cose_sign1(header, signed, signature)
    return parse_issuer_signed(serialize_cbor({"nameSpaces": name_spaces, "issuerAuth": auth}))


def parse_tagged(encoded: bytes) -> bytes:
    value = parse_cbor(encoded)
    assert isinstance(value, CborTag)
    return bytes(value.value)


def test_the_example_of_the_standard_verifies() -> None:
    mdoc = parse_issuer_signed(bytes.fromhex(EXAMPLE["issuer_signed"]))
    certificate = x509.load_der_x509_certificate(x5chain_of(mdoc.issuer_auth)[0])
    verified = verify_issuer_signed(
        mdoc, key=public_jwk_of(certificate.public_key()), doctype=EXAMPLE["doctype"]
    )
    assert {name: [*elements] for name, elements in verified.elements.items()} == EXAMPLE["elements"]
    assert verified.elements["org.iso.18013.5.1"]["family_name"] == "Doe"
    assert verified.elements["org.iso.18013.5.1"]["expiry_date"] == CborTag(1004, "2024-10-20")
    assert verified.device_key.x.hex() == EXAMPLE["device_key"]["x"]
    assert verified.valid_until == datetime.fromisoformat(EXAMPLE["valid_until"])
    assert verified.status is None


def test_what_is_built_verifies_and_says_the_same() -> None:
    verified = verify(an_mdoc())
    assert verified.elements == {
        NAMESPACE: {element.identifier: element.value for element in ELEMENTS[NAMESPACE] if element}
    }
    assert verified.device_key == a_signing_key(HOLDER).public
    assert (verified.signed_at, verified.valid_from, verified.valid_until) == (
        SIGNED_AT,
        SIGNED_AT,
        VALID_UNTIL,
    )
    assert verified.status == STATUS


def test_a_place_without_an_element_leaves_no_gap_among_the_digests() -> None:
    members = parse_cbor_map(parse_tagged(an_unsigned_mdoc().payload))
    digests: Any = members["valueDigests"]
    assert sorted(digests[NAMESPACE]) == [0, 1, 2, 3, 4]
    assert len({*digests[NAMESPACE].values()}) == 5


def test_two_documents_with_other_randoms_share_no_digest() -> None:
    first, second = (
        parse_cbor_map(parse_tagged(an_unsigned_mdoc(elements=elements).payload))
        for elements in (ELEMENTS, {NAMESPACE: [None, *ELEMENTS[NAMESPACE]]})
    )
    a: Any = first["valueDigests"]
    b: Any = second["valueDigests"]
    assert not set(a[NAMESPACE].values()) & set(b[NAMESPACE].values())


def test_a_holder_shows_only_what_is_wanted_and_it_still_verifies() -> None:
    shown = an_mdoc().select({NAMESPACE: ["age_equal_or_over_60", "unknown"], "other": ["name"]})
    assert verify(shown).elements == {NAMESPACE: {"age_equal_or_over_60": True}}
    assert shown.identifiers() == {NAMESPACE: frozenset({"age_equal_or_over_60"})}


def test_a_document_that_shows_nothing_still_verifies() -> None:
    assert verify(an_mdoc().select({})).elements == {}


def test_a_document_of_another_signer_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(an_mdoc(key=a_signing_key(ATTACKER)))


def test_a_document_of_another_type_is_refused() -> None:
    with pytest.raises(MdocTypeDiffers):
        verify(an_mdoc(), doctype="org.iso.18013.5.1.mDL")


def test_a_document_is_refused_when_an_element_is_not_the_one_signed() -> None:
    changed = an_mdoc(
        an_unsigned_mdoc(elements={NAMESPACE: [DataElement(identifier="name", value="임꺽정")]})
    )
    with pytest.raises(MdocDigestDiffers):
        verify(replace(an_mdoc(), items=changed.items))


def test_a_document_is_refused_when_an_element_moved_to_another_namespace() -> None:
    mdoc = an_mdoc()
    with pytest.raises(MdocDigestDiffers):
        verify(replace(mdoc, items={"org.iso.18013.5.1": mdoc.items[NAMESPACE]}))


@pytest.mark.threat(1)
def test_a_document_is_refused_when_it_is_signed_with_another_algorithm() -> None:
    with pytest.raises(CoseAlgorithmRefused):
        verify(an_mdoc_over(protected={1: -35}))


@pytest.mark.threat(6)
def test_a_signed_message_of_another_kind_is_no_document() -> None:
    with pytest.raises(CoseTypeWrong):
        verify(an_mdoc_over(protected={1: -7, 16: "application/statuslist+cwt"}))


@pytest.mark.parametrize(
    "change",
    [
        {"version": "2.0"},
        {"digestAlgorithm": "SHA-1"},
        {"valueDigests": []},
        {"valueDigests": {1: {}}},
        {"valueDigests": {NAMESPACE: [bytes(32)]}},
        {"valueDigests": {NAMESPACE: {0: bytes(20)}}},
        {"valueDigests": {NAMESPACE: {"0": bytes(32)}}},
        {"deviceKeyInfo": {}},
        {"docType": 1},
        {"validityInfo": {}},
        {"status": "revoked"},
    ],
)
def test_a_document_is_refused_when_one_member_of_what_is_signed_is_wrong(change: Any) -> None:
    with pytest.raises(MdocMalformed):
        verify(an_mdoc_over(mso=change))


@pytest.mark.parametrize(
    "time",
    [
        "2026-11-28T03:00:00Z",
        CborTag(1, 1795834800),
        CborTag(0, 1795834800),
        CborTag(0, "2026-11-28T12:00:00+09:00"),
        CborTag(0, "2026-11-28T03:00:00.5Z"),
        CborTag(0, "2026-13-28T03:00:00Z"),
    ],
)
def test_a_document_is_refused_when_a_time_is_not_in_utc_with_whole_seconds(time: Any) -> None:
    validity = {"signed": time, "validFrom": time, "validUntil": time}
    with pytest.raises(MdocMalformed):
        verify(an_mdoc_over(mso={"validityInfo": validity}))


@pytest.mark.parametrize(
    "payload", [b"\xa0", b"\xd8\x18\x01", b"\xd8\x18\x41\x80", b"\xd8\x18\x41\xff", b"\xff"]
)
def test_a_document_is_refused_when_what_is_signed_is_no_encoded_map(payload: bytes) -> None:
    with pytest.raises(MdocMalformed):
        verify(an_mdoc_over(payload=payload))


@pytest.mark.parametrize("key", [{1: 1}, {1: 2, -1: 1, -2: bytes(32), -3: bytes(32)}])
def test_a_document_is_refused_when_its_holders_key_is_no_point_of_p256(key: Any) -> None:
    with pytest.raises(DeviceKeyUnsupported):
        verify(an_mdoc_over(mso={"deviceKeyInfo": {"deviceKey": key}}))


def test_a_document_is_refused_when_its_status_is_of_another_mechanism() -> None:
    with pytest.raises(StatusReferenceInvalid):
        verify(an_mdoc_over(mso={"status": {"identifier_list": {}}}))


def test_a_document_is_valid_from_its_signature_until_its_end() -> None:
    verified = verify(an_mdoc())
    second = timedelta(seconds=1)
    check_mdoc_validity(verified, at=SIGNED_AT)
    check_mdoc_validity(verified, at=VALID_UNTIL - second)
    check_mdoc_validity(verified, at=SIGNED_AT - second, leeway=second)
    check_mdoc_validity(verified, at=VALID_UNTIL, leeway=2 * second)
    with pytest.raises(MdocNotYetValid):
        check_mdoc_validity(verified, at=SIGNED_AT - second)
    with pytest.raises(MdocExpired):
        check_mdoc_validity(verified, at=VALID_UNTIL)


def test_a_document_is_not_valid_before_it_was_signed_whatever_it_says() -> None:
    verified = replace(verify(an_mdoc()), valid_from=datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(MdocNotYetValid):
        check_mdoc_validity(verified, at=SIGNED_AT - timedelta(days=1))
