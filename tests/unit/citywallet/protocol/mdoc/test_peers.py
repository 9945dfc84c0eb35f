"""Two libraries of other hands judge our documents, and we theirs."""

import cryptography.x509  # noqa: F401 - pymdoccbor reaches for it, and says False to everything without it
import isomdoc
import pytest
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from pymdoccbor.mdoc.verifier import MdocCbor

from citywallet.protocol.cose import x5chain_of
from citywallet.protocol.mdoc import IssuerSigned, parse_issuer_signed, verify_issuer_signed
from citywallet.protocol.trust import CertificateUsage
from tests.support.certificates import a_leaf, an_authority
from tests.support.keys import ATTACKER, HOLDER, ISSUER, a_signing_key
from tests.support.mdocs import (
    DOCTYPE,
    NAMESPACE,
    SIGNED_AT,
    VALID_UNTIL,
    a_device_response,
    a_transcript,
    an_mdoc,
    an_unsigned_mdoc,
)

LEAF = a_leaf(CertificateUsage.CREDENTIAL_SIGNER, a_signing_key(ISSUER))


def a_certified_mdoc(
    *, signer: int = ISSUER, chain: tuple[bytes, ...] = (LEAF, an_authority())
) -> IssuerSigned:
    return an_mdoc(an_unsigned_mdoc(x5chain=chain), key=a_signing_key(signer))


def judged_by_pymdoccbor(response: bytes) -> MdocCbor:
    judge = MdocCbor()
    judge.loads(response.hex())
    return judge


def test_pymdoccbor_accepts_a_presentation_and_reads_its_elements() -> None:
    judge = judged_by_pymdoccbor(a_device_response(a_certified_mdoc()))
    assert judge.verify() is True
    (document,) = judge.documents
    assert document.hash_verification["verified"] == document.hash_verification["total"] == 4
    assert judge.disclosure_map[NAMESPACE]["name"] == "홍길동"


def test_pymdoccbor_accepts_a_part_of_the_elements_and_a_single_certificate() -> None:
    shown = a_certified_mdoc(chain=(LEAF,)).select({NAMESPACE: ["age_equal_or_over_60"]})
    judge = judged_by_pymdoccbor(a_device_response(shown))
    assert judge.verify() is True
    assert judge.disclosure_map == {NAMESPACE: {"age_equal_or_over_60": True}}


def test_pymdoccbor_refuses_a_document_that_another_key_signed() -> None:
    judge = judged_by_pymdoccbor(a_device_response(a_certified_mdoc(signer=ATTACKER)))
    assert judge.verify() is False


def test_isomdoc_accepts_a_presentation_with_its_holders_signature() -> None:
    shown = a_certified_mdoc().select({NAMESPACE: ["name", "age_equal_or_over_60"]})
    (document,) = isomdoc.verify_device_response(a_device_response(shown), a_transcript()).documents
    assert document.issuer_signed.get_element_value(NAMESPACE, "name") == "홍길동"
    assert document.issuer_signed.get_element_value(NAMESPACE, "birthdate") is None
    assert document.issuer_signed.validity_info.valid_until == VALID_UNTIL


@pytest.mark.threat(23)
def test_isomdoc_refuses_a_presentation_that_was_made_for_another_request() -> None:
    with pytest.raises(InvalidSignature):
        isomdoc.verify_device_response(a_device_response(a_certified_mdoc()), a_transcript(nonce="another"))


def test_we_accept_what_isomdoc_issues() -> None:
    issuer = isomdoc.create_mdoc(
        DOCTYPE, [x509.load_der_x509_certificate(LEAF)], a_signing_key(ISSUER).private_key
    )
    issuer.add_data_item(NAMESPACE, "name", "홍길동")
    holder_key = a_signing_key(HOLDER).public
    issued = parse_issuer_signed(
        issuer.generate_credential(holder_key.key, SIGNED_AT, SIGNED_AT, VALID_UNTIL)
    )
    verified = verify_issuer_signed(issued, key=a_signing_key(ISSUER).public, doctype=DOCTYPE)
    assert x5chain_of(issued.issuer_auth) == (LEAF,)
    assert verified.elements == {NAMESPACE: {"name": "홍길동"}}
    assert (verified.device_key, verified.valid_until) == (holder_key, VALID_UNTIL)
