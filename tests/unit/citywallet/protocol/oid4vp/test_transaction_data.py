from hashlib import sha256
from typing import Any

import pytest

from citywallet.protocol.encoding import encode_base64url
from citywallet.protocol.errors import ErrorCode
from citywallet.protocol.oid4vp import (
    TransactionData,
    TransactionDataCredentialUnknown,
    TransactionDataHashUnsupported,
    TransactionDataInvalid,
    TransactionDataMalformed,
    TransactionDataTypeUnknown,
    TransactionDataUnbound,
    encode_transaction_data,
    parse_transaction_data,
    transaction_data_hash,
)
from tests.support.messages import a_credential_query, a_query

SPEND = "urn:citywallet:transaction:mileage-spend:1"


def an_entry(**changes: Any) -> str:
    members: dict[str, Any] = {"type": SPEND, "credential_ids": ["citizen-id"], "amount": 500}
    return encode_transaction_data(
        {name: value for name, value in (members | changes).items() if value is not None}
    )


def parse(*entries: str, **changes: Any) -> tuple[TransactionData, ...]:
    values: dict[str, Any] = {"query": a_query(), "supported_types": (SPEND,)}
    return parse_transaction_data(entries, **values | changes)


def test_transaction_data_are_read_with_all_their_members() -> None:
    (data,) = parse(an_entry())
    assert (data.type, data.credential_ids) == (SPEND, ("citizen-id",))
    assert data.members["amount"] == 500
    assert data.encoded == an_entry()


def test_hash_is_over_the_text_as_received() -> None:
    entry = an_entry()
    assert transaction_data_hash(entry) == encode_base64url(sha256(entry.encode("ascii")).digest())
    other_spelling = encode_base64url(b'{ "type": "x" }')
    assert transaction_data_hash(other_spelling) != transaction_data_hash(encode_base64url(b'{"type":"x"}'))


@pytest.mark.parametrize("algorithms", [["sha-256"], ["sha-512", "sha-256"]])
def test_transaction_data_may_name_our_hash(algorithms: list[str]) -> None:
    assert len(parse(an_entry(transaction_data_hashes_alg=algorithms))) == 1


@pytest.mark.parametrize(
    ("entry", "error"),
    [
        ("", TransactionDataMalformed),
        ("e30=", TransactionDataMalformed),
        ("e30", TransactionDataMalformed),
        (encode_base64url(b"[]"), TransactionDataMalformed),
        (encode_base64url(b'{"type":"a","type":"b"}'), TransactionDataMalformed),
        (an_entry(note="x" * 13_000), TransactionDataMalformed),
        (an_entry(type=None), TransactionDataMalformed),
        (an_entry(type=7), TransactionDataMalformed),
        (an_entry(credential_ids=None), TransactionDataMalformed),
        (an_entry(credential_ids=[]), TransactionDataMalformed),
        (an_entry(credential_ids="citizen-id"), TransactionDataMalformed),
        (an_entry(transaction_data_hashes_alg="sha-256"), TransactionDataMalformed),
        (an_entry(type="urn:other"), TransactionDataTypeUnknown),
        (an_entry(credential_ids=["citizen-id", "other"]), TransactionDataCredentialUnknown),
        (an_entry(transaction_data_hashes_alg=["sha-512"]), TransactionDataHashUnsupported),
        (an_entry(transaction_data_hashes_alg=[]), TransactionDataHashUnsupported),
    ],
)
def test_transaction_data_are_refused_when_one_thing_is_wrong(
    entry: str, error: type[TransactionDataInvalid]
) -> None:
    with pytest.raises(error) as caught:
        parse(an_entry(), entry)
    assert caught.value.code is ErrorCode.INVALID_TRANSACTION_DATA


@pytest.mark.parametrize("count", [0, 17])
def test_transaction_data_are_refused_when_there_are_none_or_too_many(count: int) -> None:
    with pytest.raises(TransactionDataMalformed):
        parse(*([an_entry()] * count))


def test_transaction_data_need_a_credential_with_holder_binding() -> None:
    query = a_query(a_credential_query(requires_holder_binding=False))
    with pytest.raises(TransactionDataUnbound):
        parse(an_entry(), query=query)


def test_as_many_and_as_long_transaction_data_as_allowed_are_read() -> None:
    entry = an_entry(note="x" * 12_000)
    assert len(parse(*([entry] * 16))) == 16


def test_transaction_data_never_print_what_is_authorised() -> None:
    (data,) = parse(an_entry(note="비밀"))
    assert "비밀" not in repr(data)
    assert data.encoded not in repr(data)
