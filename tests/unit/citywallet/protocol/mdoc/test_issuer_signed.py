from typing import Any

import pytest

from citywallet.protocol.cose import CoseMalformed
from citywallet.protocol.encoding import CborInvalid, CborTag, CborTooLarge, parse_cbor_map, serialize_cbor
from citywallet.protocol.mdoc import MdocMalformed, parse_issuer_signed, serialize_issuer_signed
from citywallet.protocol.mdoc.issuer_signed_item import build_issuer_signed_item
from tests.support.mdocs import NAMESPACE, an_encoded_mdoc

ITEM = {"digestID": 0, "random": bytes(16), "elementIdentifier": "name", "elementValue": "홍길동"}


def an_item(**change: Any) -> CborTag:
    return CborTag(24, serialize_cbor(ITEM | change))


def with_name_spaces(name_spaces: Any) -> bytes:
    return serialize_cbor(parse_cbor_map(an_encoded_mdoc()) | {"nameSpaces": name_spaces})


def test_a_document_comes_back_byte_for_byte() -> None:
    encoded = an_encoded_mdoc()
    assert serialize_cbor(serialize_issuer_signed(parse_issuer_signed(encoded))) == encoded


def test_an_element_has_the_members_of_the_standard_in_its_order() -> None:
    item = build_issuer_signed_item("name", "홍길동", digest_id=3, random=bytes(16))
    assert [*parse_cbor_map(item.tagged.value)] == ["digestID", "random", "elementIdentifier", "elementValue"]


def test_an_element_is_not_built_when_its_random_value_is_short() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        build_issuer_signed_item("name", "홍길동", digest_id=3, random=bytes(15))


@pytest.mark.parametrize(
    "item",
    [
        ITEM,
        CborTag(24, "text"),
        CborTag(24, b"\xff"),
        CborTag(24, b"\x80"),
        an_item(random=bytes(15)),
        an_item(digestID="0"),
        an_item(elementIdentifier=1),
        CborTag(24, serialize_cbor({"digestID": 0, "random": bytes(16), "elementIdentifier": "name"})),
    ],
)
def test_a_document_is_refused_when_an_element_is_malformed(item: Any) -> None:
    with pytest.raises(MdocMalformed):
        parse_issuer_signed(with_name_spaces({NAMESPACE: [item]}))


@pytest.mark.threat(12)
@pytest.mark.parametrize("second", [an_item(digestID=1), an_item(elementIdentifier="other"), an_item()])
def test_a_document_is_refused_when_an_element_or_digest_id_is_there_twice(second: CborTag) -> None:
    with pytest.raises(MdocMalformed):
        parse_issuer_signed(with_name_spaces({NAMESPACE: [an_item(), second]}))


@pytest.mark.parametrize("name_spaces", [[], {NAMESPACE: []}, {NAMESPACE: {}}, {1: [an_item()]}])
def test_a_document_is_refused_when_its_namespaces_are_no_lists_of_elements(name_spaces: Any) -> None:
    with pytest.raises(MdocMalformed):
        parse_issuer_signed(with_name_spaces(name_spaces))


@pytest.mark.parametrize("encoded", [b"", b"\x80", b"\xff"])
def test_a_document_is_refused_when_it_is_no_map(encoded: bytes) -> None:
    with pytest.raises(CborInvalid):
        parse_issuer_signed(encoded)


@pytest.mark.threat(17)
def test_a_document_is_refused_when_it_is_too_long() -> None:
    with pytest.raises(CborTooLarge):
        parse_issuer_signed(with_name_spaces({NAMESPACE: [an_item(elementValue="x" * 200_000)]}))


@pytest.mark.parametrize(
    ("auth", "error"), [(None, MdocMalformed), ({}, MdocMalformed), ([b""], CoseMalformed)]
)
def test_a_document_is_refused_when_it_has_no_signature(auth: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        parse_issuer_signed(serialize_cbor({"nameSpaces": {}, "issuerAuth": auth}))
