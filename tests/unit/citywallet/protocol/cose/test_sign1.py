from dataclasses import replace
from typing import Any

import cbor2
import pytest
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

from citywallet.protocol import cose, keys
from citywallet.protocol.cose import (
    COSE_SIGN1_TAG,
    CoseAlgorithmRefused,
    CoseCriticalHeaderUnknown,
    CoseMalformed,
    CoseTypeWrong,
    SigningHeader,
    build_signature_structure,
    parse_cose_sign1,
    serialize_cose_key,
    serialize_cose_sign1,
    verify_cose_sign1,
)
from citywallet.protocol.encoding import CborInvalid, CborTag, CborValue, serialize_cbor
from citywallet.protocol.keys import PublicJwk, SignatureInvalid, SignatureMalformed
from tests.support.keys import ATTACKER, ISSUER, a_signing_key
from tests.support.vectors import load_vectors

TYP = "application/example+cwt"
PAYLOAD = b"This is the content."
VECTORS = load_vectors("cose/sign1.json")["vectors"]


def a_header(**unprotected: Any) -> SigningHeader:
    return SigningHeader.of(typ=TYP, unprotected=dict(unprotected))


def a_message(header: SigningHeader | None = None, payload: bytes | None = PAYLOAD) -> list[CborValue]:
    header = header or a_header()
    signature = a_signing_key(ISSUER).sign(build_signature_structure(header, PAYLOAD))
    return serialize_cose_sign1(header, payload, signature)


def a_message_under(protected: object, unprotected: object = None) -> bytes:
    encoded = serialize_cbor(protected)  # type: ignore[arg-type]
    header = SigningHeader(protected_bytes=encoded, unprotected=unprotected or {})  # type: ignore[arg-type]
    return serialize_cbor(a_message(header))


def verify(encoded: bytes, *, typ: str | None = TYP, key: PublicJwk | None = None) -> bytes:
    key = key or a_signing_key(ISSUER).public
    return verify_cose_sign1(parse_cose_sign1(encoded), key=key, typ=typ)


@pytest.mark.parametrize("vector", VECTORS, ids=[vector["file"] for vector in VECTORS])
def test_the_working_groups_examples_are_judged_as_they_should_be(vector: dict[str, Any]) -> None:
    key = PublicJwk(x=bytes.fromhex(vector["key"]["x"]), y=bytes.fromhex(vector["key"]["y"]))
    if vector["result"] == "verified":
        verify(bytes.fromhex(vector["cbor"]), typ=None, key=key)
        return
    expected = getattr(cose, vector["result"], None) or getattr(keys, vector["result"])
    with pytest.raises(expected):
        verify(bytes.fromhex(vector["cbor"]), typ=None, key=key)


def test_what_is_signed_is_the_signature_structure_of_the_examples() -> None:
    vector = VECTORS[0]
    header = SigningHeader(protected_bytes=bytes.fromhex("a201260300"), unprotected={})
    assert build_signature_structure(header, PAYLOAD).hex() == vector["to_be_signed"]


def test_a_signed_message_verifies_and_gives_its_payload() -> None:
    assert verify(serialize_cbor(a_message())) == PAYLOAD
    assert verify(serialize_cbor(CborTag(COSE_SIGN1_TAG, a_message()))) == PAYLOAD


def test_pycose_verifies_what_we_sign() -> None:
    decoded = Sign1Message.from_cose_obj(cbor2.loads(serialize_cbor(a_message())), True)
    decoded.key = EC2Key.from_dict(serialize_cose_key(a_signing_key(ISSUER).public))
    assert decoded.verify_signature() is True


@pytest.mark.threat(1)
@pytest.mark.parametrize("protected", [{16: TYP}, {1: -8, 16: TYP}, {1: "ES256", 16: TYP}, {1: 5, 16: TYP}])
def test_a_message_is_refused_when_its_protected_algorithm_is_not_es256(protected: object) -> None:
    with pytest.raises(CoseAlgorithmRefused):
        verify(a_message_under(protected))


@pytest.mark.threat(1)
def test_a_message_is_refused_when_its_algorithm_is_not_protected() -> None:
    with pytest.raises(CoseAlgorithmRefused):
        verify(a_message_under({16: TYP}, {1: -7}))


@pytest.mark.threat(5)
@pytest.mark.parametrize(
    ("protected", "unprotected"),
    [({1: -7, 16: TYP, 2: ["x"], "x": 1}, {}), ({1: -7, 16: TYP}, {2: ["x"], "x": 1})],
)
def test_a_message_is_refused_when_it_demands_an_extension(protected: object, unprotected: object) -> None:
    with pytest.raises(CoseCriticalHeaderUnknown):
        verify(a_message_under(protected, unprotected))


@pytest.mark.threat(6)
def test_a_message_of_another_type_is_refused() -> None:
    with pytest.raises(CoseTypeWrong):
        verify(serialize_cbor(a_message()), typ="application/other+cwt")
    with pytest.raises(CoseTypeWrong):
        verify(serialize_cbor(a_message()), typ=None)
    with pytest.raises(CoseTypeWrong):
        verify(a_message_under({1: -7}))
    with pytest.raises(CoseTypeWrong):
        verify(a_message_under({1: -7}, {16: TYP}), typ=None)


def test_a_message_of_another_signer_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(serialize_cbor(a_message()), key=a_signing_key(ATTACKER).public)


@pytest.mark.threat(7)
@pytest.mark.parametrize("signature", [b"", bytes(64), bytes(63), b"\xff" * 64])
def test_a_message_is_refused_when_its_signature_is_no_pair_in_range(signature: bytes) -> None:
    with pytest.raises(SignatureMalformed):
        verify(serialize_cbor([*a_message()[:3], signature]))


@pytest.mark.parametrize(
    "value",
    [
        [],
        a_message()[:3],
        [*a_message(), b""],
        [{1: -7}, {}, PAYLOAD, bytes(64)],
        [b"\xa1\x01\x26", [], PAYLOAD, bytes(64)],
        [b"\xa1\x01\x26", {}, "text", bytes(64)],
        [b"\xa1\x01\x26", {}, PAYLOAD, None],
        [b"\x80", {}, PAYLOAD, bytes(64)],
        [b"\xa1\x01", {}, PAYLOAD, bytes(64)],
        [b"\xa1\x01\x26", {1: -7}, PAYLOAD, bytes(64)],
        CborTag(97, a_message()),
    ],
)
def test_a_message_is_refused_when_its_parts_are_not_those_of_one(value: Any) -> None:
    with pytest.raises(CoseMalformed):
        parse_cose_sign1(serialize_cbor(value))


def test_a_message_is_refused_when_it_is_too_long_or_no_cbor() -> None:
    with pytest.raises(CborInvalid):
        parse_cose_sign1(serialize_cbor(a_message()), max_bytes=20)
    with pytest.raises(CborInvalid):
        parse_cose_sign1(b"\x84")


def test_a_payload_may_be_sent_another_way_but_not_twice_nor_never() -> None:
    key = a_signing_key(ISSUER).public
    attached = parse_cose_sign1(serialize_cbor(a_message()))
    detached = replace(attached, payload=None)
    assert verify_cose_sign1(detached, key=key, typ=TYP, detached_payload=PAYLOAD) == PAYLOAD
    with pytest.raises(CoseMalformed):
        verify_cose_sign1(attached, key=key, typ=TYP, detached_payload=PAYLOAD)
    with pytest.raises(CoseMalformed):
        verify_cose_sign1(detached, key=key, typ=TYP)
    with pytest.raises(SignatureInvalid):
        verify_cose_sign1(detached, key=key, typ=TYP, detached_payload=b"other")
