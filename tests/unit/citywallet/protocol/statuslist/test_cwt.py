from datetime import timedelta
from typing import Any

import cbor2
import pytest
from pycose.keys import EC2Key
from pycose.messages import Sign1Message

from citywallet.protocol.cose import (
    CoseMalformed,
    CoseTypeWrong,
    SigningHeader,
    build_signature_structure,
    parse_cose_sign1,
    serialize_cose_key,
    serialize_cose_sign1,
    x5chain_of,
)
from citywallet.protocol.encoding import CborInvalid, parse_cbor_map, serialize_cbor
from citywallet.protocol.keys import SignatureInvalid
from citywallet.protocol.statuslist import (
    STATUS_LIST_CWT_MEDIA_TYPE,
    CredentialStatus,
    StatusBitsUnsupported,
    StatusListBroken,
    StatusListExpired,
    StatusListFromFuture,
    StatusListTooLarge,
    StatusListWrongUri,
    StatusTokenMalformed,
    VerifiedStatusList,
    build_status_list_cwt,
    compress_list,
    decompress_list,
    parse_status_list_cwt,
    parse_status_list_token,
    verify_status_list_cwt,
    verify_status_list_token,
)
from tests.support.keys import ATTACKER, STATUS, a_signing_key
from tests.support.sd_jwts import NOW
from tests.support.status_lists import AGGREGATION_URI, LIST_URI, a_status_list, a_status_list_token
from tests.support.vectors import load_vectors

EXAMPLE = load_vectors("token-status-list/cwt-example.json")
LIST = a_status_list({7: CredentialStatus.INVALID, 9: CredentialStatus.SUSPENDED})
CHAIN = (b"leaf certificate", b"intermediate certificate")


def a_cwt(*, key: int = STATUS) -> bytes:
    unsigned = build_status_list_cwt(
        uri=LIST_URI,
        status_list=LIST,
        issued_at=NOW,
        expires_at=NOW + timedelta(hours=24),
        ttl=timedelta(minutes=5),
        sequence=42,
        aggregation_uri=AGGREGATION_URI,
        x5chain=CHAIN,
    )
    return unsigned.serialize(a_signing_key(key).sign(unsigned.signing_input))


def a_forged_cwt(changes: dict[Any, Any], *, typ: str | None = STATUS_LIST_CWT_MEDIA_TYPE) -> bytes:
    """A rightly signed token with some claims changed; None removes one."""
    claims = parse_cbor_map(parse_cose_sign1(a_cwt()).payload or b"") | changes
    payload = serialize_cbor({name: value for name, value in claims.items() if value is not None})
    header = SigningHeader.of(typ=typ, unprotected={})
    signature = a_signing_key(STATUS).sign(build_signature_structure(header, payload))
    return serialize_cbor(serialize_cose_sign1(header, payload, signature))


def verify(encoded: bytes, **changes: Any) -> VerifiedStatusList:
    expected: dict[str, Any] = {"key": a_signing_key(STATUS).public, "uri": LIST_URI, "now": NOW, **changes}
    return verify_status_list_cwt(parse_status_list_cwt(encoded), **expected)


def test_the_token_of_the_draft_is_read() -> None:
    token = parse_status_list_cwt(bytes.fromhex(EXAMPLE["cwt"]))
    assert (token.uri, token.bits, token.sequence) == (EXAMPLE["uri"], EXAMPLE["bits"], None)
    assert token.issued_at.timestamp() == EXAMPLE["iat"]
    assert token.expires_at is not None
    assert token.expires_at.timestamp() == EXAMPLE["exp"]
    assert token.ttl == timedelta(seconds=EXAMPLE["ttl"])
    assert decompress_list(token.compressed, limit=10).hex() == EXAMPLE["bytes"]
    assert token.message.protected == {1: -7, 16: STATUS_LIST_CWT_MEDIA_TYPE}


def test_a_token_says_what_the_one_in_json_says() -> None:
    in_cbor = verify(a_cwt())
    in_json = verify_status_list_token(
        parse_status_list_token(a_status_list_token(LIST, sequence=42)),
        key=a_signing_key(STATUS).public,
        uri=LIST_URI,
        now=NOW,
    )
    for name in ("uri", "status_list", "sequence", "issued_at", "expires_at", "ttl"):
        assert getattr(in_cbor, name) == getattr(in_json, name)
    assert in_cbor.digest != in_json.digest


def test_a_token_is_tagged_carries_its_chain_and_names_the_aggregation() -> None:
    encoded = a_cwt()
    message = parse_cose_sign1(encoded)
    assert encoded[0] == 0xD2
    assert x5chain_of(message) == CHAIN
    status_list: Any = parse_cbor_map(message.payload or b"")[65533]
    assert status_list["aggregation_uri"] == AGGREGATION_URI


def test_a_token_is_written_deterministically() -> None:
    payload = parse_cose_sign1(a_cwt()).payload or b""
    assert [*parse_cbor_map(payload)] == [2, 4, 6, 65533, 65534, "citywallet_sequence"]


def test_pycose_verifies_a_token() -> None:
    message = Sign1Message.from_cose_obj(cbor2.loads(a_cwt()[1:]), True)  # without its tag
    message.key = EC2Key.from_dict(serialize_cose_key(a_signing_key(STATUS).public))
    assert message.verify_signature() is True


@pytest.mark.threat(6)
@pytest.mark.parametrize("typ", [None, "statuslist+cwt", "application/statuslist+jwt"])
def test_a_token_of_another_type_is_refused(typ: str | None) -> None:
    with pytest.raises(CoseTypeWrong):
        verify(a_forged_cwt({}, typ=typ))


@pytest.mark.threat(54)
def test_a_token_of_another_signer_or_list_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        verify(a_cwt(key=ATTACKER))
    with pytest.raises(StatusListWrongUri):
        verify(a_cwt(), uri="http://localhost:8100/status/2")


@pytest.mark.threat(53)
def test_a_token_is_refused_outside_of_its_time() -> None:
    verify(a_cwt(), now=NOW - timedelta(seconds=60))
    with pytest.raises(StatusListFromFuture):
        verify(a_cwt(), now=NOW - timedelta(seconds=61))
    with pytest.raises(StatusListExpired):
        verify(a_cwt(), now=NOW + timedelta(hours=24))


@pytest.mark.threat(51)
@pytest.mark.threat(52)
@pytest.mark.parametrize(
    ("status_list", "error"),
    [
        ({"bits": 3, "lst": compress_list(bytes(8))}, StatusBitsUnsupported),
        ({"bits": 2, "lst": b"not zlib"}, StatusListBroken),
        ({"bits": 2, "lst": compress_list(bytes(8)) + b"x"}, StatusListBroken),
        ({"bits": 2, "lst": compress_list(bytes(9 * 1024 * 1024))}, StatusListTooLarge),
        ({"bits": 2}, StatusTokenMalformed),
        ({"bits": "2", "lst": b""}, StatusTokenMalformed),
        ({"bits": 2, "lst": "text"}, StatusTokenMalformed),
        ([], StatusTokenMalformed),
    ],
)
def test_a_token_is_refused_when_its_list_cannot_be_read(status_list: Any, error: type[Exception]) -> None:
    with pytest.raises(error):
        verify(a_forged_cwt({65533: status_list}))


@pytest.mark.parametrize(
    "changes",
    [
        {2: None},
        {2: 1},
        {2: ""},
        {6: None},
        {6: "now"},
        {6: -1},
        {4: "later"},
        {4: 2**60},
        {65534: 0},
        {65534: True},
        {"citywallet_sequence": 0},
        {"citywallet_sequence": "1"},
    ],
)
def test_a_token_is_refused_when_one_claim_is_wrong(changes: dict[Any, Any]) -> None:
    with pytest.raises(StatusTokenMalformed):
        verify(a_forged_cwt(changes))


def test_a_token_is_refused_when_it_is_no_signed_message() -> None:
    with pytest.raises(CoseMalformed):
        parse_status_list_cwt(serialize_cbor([]))
    with pytest.raises(CborInvalid):
        parse_status_list_cwt(b"\xff")
    with pytest.raises(StatusTokenMalformed):
        parse_status_list_cwt(serialize_cbor([b"", {}, None, b""]))
