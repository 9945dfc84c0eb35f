from typing import Any

import pytest

from citywallet.protocol.encoding import CborInvalid, CborTag, parse_cbor_map, serialize_cbor
from citywallet.protocol.keys import PublicJwk, SignatureInvalid
from citywallet.protocol.mdoc import (
    DeviceAuthenticationUnsupported,
    DeviceElementsNotAuthorized,
    MdocMalformed,
    parse_device_response,
    verify_device_signature,
    verify_issuer_signed,
)
from tests.support.keys import ATTACKER, HOLDER, ISSUER, a_signing_key
from tests.support.mdocs import DOCTYPE, NAMESPACE, a_device_response, a_transcript, an_mdoc


def verify(encoded: bytes, *, key: PublicJwk | None = None, nonce: str | None = None) -> None:
    (presented,) = parse_device_response(encoded)
    verify_device_signature(
        presented.device_signature,
        key=key or a_signing_key(HOLDER).public,
        doctype=presented.doctype,
        session_transcript=a_transcript() if nonce is None else a_transcript(nonce=nonce),
    )


def changed(path: list[Any], value: Any) -> bytes:
    """A response in which one part is another."""
    response: Any = parse_cbor_map(a_device_response(), max_depth=16)
    target = response
    for part in path[:-1]:
        target = target[part]
    target[path[-1]] = value
    return serialize_cbor(response)


def test_a_presentation_verifies_with_the_key_that_the_issuer_signed() -> None:
    shown = an_mdoc().select({NAMESPACE: ["age_equal_or_over_60"]})
    (presented,) = parse_device_response(a_device_response(shown))
    mdoc = verify_issuer_signed(
        presented.issuer_signed, key=a_signing_key(ISSUER).public, doctype=presented.doctype
    )
    assert mdoc.elements == {NAMESPACE: {"age_equal_or_over_60": True}}
    verify(a_device_response(shown), key=mdoc.device_key)


@pytest.mark.threat(21)
def test_a_presentation_is_refused_when_another_key_signed_it() -> None:
    with pytest.raises(SignatureInvalid):
        verify(a_device_response(key=a_signing_key(ATTACKER)))


@pytest.mark.threat(20)
@pytest.mark.threat(23)
def test_a_presentation_is_refused_when_it_was_made_for_another_request() -> None:
    with pytest.raises(SignatureInvalid):
        verify(a_device_response(), nonce="another nonce")


@pytest.mark.threat(20)
def test_a_presentation_is_refused_when_it_was_signed_as_another_type() -> None:
    with pytest.raises(SignatureInvalid):
        verify(changed(["documents", 0, "docType"], "org.iso.18013.5.1.mDL"))


@pytest.mark.threat(20)
def test_a_presentation_is_refused_when_its_holder_only_made_a_mac_or_nothing() -> None:
    for authentication in ({"deviceMac": [b"\xa1\x01\x05", {}, None, bytes(32)]}, {}):
        with pytest.raises(DeviceAuthenticationUnsupported):
            parse_device_response(changed(["documents", 0, "deviceSigned", "deviceAuth"], authentication))


def test_a_presentation_is_refused_when_its_holder_added_elements() -> None:
    added = CborTag(24, serialize_cbor({NAMESPACE: {"name": "임꺽정"}}))
    with pytest.raises(DeviceElementsNotAuthorized):
        parse_device_response(changed(["documents", 0, "deviceSigned", "nameSpaces"], added))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["version"], "2.0"),
        (["status"], 10),
        (["documents"], []),
        (["documents"], [{}] * 9),
        (["documents", 0], {}),
        (["documents", 0, "docType"], 1),
        (["documents", 0, "deviceSigned"], {}),
        (["documents", 0, "deviceSigned", "nameSpaces"], {}),
        (["documents", 0, "issuerSigned"], {}),
    ],
)
def test_a_presentation_is_refused_when_a_part_is_wrong(path: list[Any], value: Any) -> None:
    with pytest.raises(MdocMalformed):
        parse_device_response(changed(path, value))


def test_a_presentation_is_refused_when_it_is_no_cbor() -> None:
    with pytest.raises(CborInvalid):
        parse_device_response(b"\x83")


def test_a_presentation_names_its_type() -> None:
    (presented,) = parse_device_response(a_device_response())
    assert presented.doctype == DOCTYPE
