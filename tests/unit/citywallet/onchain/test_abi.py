"""Calldata, answers, events and custom errors of our contracts."""

import pytest
from eth_abi.abi import encode
from eth_utils.crypto import keccak

from citywallet.onchain.abi import CustomErrors, event_of, function_of
from citywallet.onchain.artifacts import load_artifact
from citywallet.onchain.errors import AnswerInvalid
from citywallet.onchain.wire import Log

ANCHOR = load_artifact("StatusAnchor")
LIST_ID = b"\x0a" * 32
ERRORS = CustomErrors.of([load_artifact("IssuerDirectory"), ANCHOR])


def a_log(*, topics: tuple[bytes, ...], data: bytes) -> Log:
    return Log(
        address=b"\x01" * 20, topics=topics, data=data, block_number=1, block_hash=b"\x02" * 32, index=0
    )


def test_calldata_begins_with_the_selector_of_the_canonical_signature() -> None:
    signature = b"publish((bytes32,uint64,uint8,uint64,bytes32,bytes32)[])"
    calldata = function_of(ANCHOR, "publish").calldata([(LIST_ID, 1, 2, 8, b"\x01" * 32, b"\x02" * 32)])
    assert calldata[:4] == keccak(signature)[:4]


def test_an_answer_is_read_by_its_types() -> None:
    answer = encode(["uint64", "bytes32", "uint40"], [3, b"\x05" * 32, 1_790_000_000])
    assert function_of(ANCHOR, "currentHead").read(answer) == (3, b"\x05" * 32, 1_790_000_000)


@pytest.mark.parametrize("answer", [b"", b"\x00" * 95, b"\xff" * 96])
def test_an_answer_of_another_form_is_refused(answer: bytes) -> None:
    with pytest.raises(AnswerInvalid):
        function_of(ANCHOR, "currentHead").read(answer)


def test_an_event_is_read_from_topics_and_data() -> None:
    event = event_of(ANCHOR, "HeadAnchored")
    data = encode(["uint8", "uint64", "bytes32", "bytes32"], [2, 8, b"\x03" * 32, b"\x04" * 32])
    log = a_log(topics=(event.topic, LIST_ID, (7).to_bytes(32)), data=data)
    assert event.read(log) == (LIST_ID, 7, 2, 8, b"\x03" * 32, b"\x04" * 32)


def test_another_event_is_refused() -> None:
    event, other = event_of(ANCHOR, "HeadAnchored"), event_of(ANCHOR, "ListRegistered")
    with pytest.raises(AnswerInvalid):
        event.read(a_log(topics=(other.topic, LIST_ID, LIST_ID), data=b""))
    with pytest.raises(AnswerInvalid):
        event.read(a_log(topics=(event.topic, LIST_ID), data=b""))
    with pytest.raises(AnswerInvalid):
        event.read(a_log(topics=(event.topic, LIST_ID, LIST_ID), data=b"\x00"))


def test_a_custom_error_is_explained_with_its_facts() -> None:
    returned = keccak(b"SequenceNotNext(bytes32,uint64,uint64)")[:4]
    returned += encode(["bytes32", "uint64", "uint64"], [LIST_ID, 4, 6])
    error = ERRORS.explain(returned, detail="")
    assert (error.error, error.facts) == ("SequenceNotNext", (LIST_ID, 4, 6))


def test_an_error_of_the_directory_is_explained_when_it_comes_through_the_anchor() -> None:
    returned = keccak(b"NotAnchorAccount(address)")[:4] + encode(["address"], [b"\x01" * 20])
    assert ERRORS.explain(returned, detail="").error == "NotAnchorAccount"


@pytest.mark.parametrize("returned", [b"", b"\x08\xc3", b"\xde\xad\xbe\xef" + bytes(32)])
def test_an_unknown_error_has_no_name(returned: bytes) -> None:
    error = ERRORS.explain(returned, detail="")
    assert (error.error, error.facts) == (None, ())


def test_an_error_whose_facts_are_cut_off_keeps_its_name() -> None:
    returned = keccak(b"SequenceNotNext(bytes32,uint64,uint64)")[:4] + b"\x00"
    error = ERRORS.explain(returned, detail="")
    assert (error.error, error.facts) == ("SequenceNotNext", ())
