from typing import Any

import pytest

from citywallet.protocol.statuslist import (
    CredentialStatus,
    StatusBitsUnsupported,
    StatusIndexOutOfRange,
    StatusList,
    StatusValueUnknown,
)
from tests.support.vectors import load_vectors

EXAMPLES = load_vectors("token-status-list/token-example.json")["compressed"]
VALID, INVALID, SUSPENDED = CredentialStatus


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_entries_of_the_draft_are_read(example: dict[str, Any]) -> None:
    status_list = StatusList(bits=example["bits"], data=bytes.fromhex(example["bytes"]))
    values = [status_list.value_at(index) for index in range(status_list.entries)]
    assert values == example["statuses"]


def test_a_new_list_is_all_valid() -> None:
    status_list = StatusList.empty(bits=2, entries=16)
    assert {status_list.status_at(index) for index in range(16)} == {VALID}


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_a_change_touches_its_entry_alone(bits: int) -> None:
    before = StatusList.empty(bits=bits, entries=16).with_statuses({4: INVALID, 6: SUSPENDED})
    after = before.with_statuses({5: SUSPENDED, 4: SUSPENDED, 6: VALID})
    read = [after.status_at(index) for index in range(16)]
    assert read == [VALID] * 4 + [SUSPENDED, SUSPENDED] + [VALID] * 10
    assert before.status_at(4) is INVALID


def test_one_bit_holds_valid_and_invalid_but_not_suspended() -> None:
    status_list = StatusList.empty(bits=1, entries=16).with_statuses({3: INVALID})
    assert (status_list.status_at(3), status_list.status_at(2)) == (INVALID, VALID)
    with pytest.raises(StatusValueUnknown):
        status_list.with_statuses({3: SUSPENDED})


@pytest.mark.threat(51)
@pytest.mark.parametrize("index", [-1, -(2**63), 16, 17, 2**31, 2**63])
def test_an_index_outside_the_list_is_never_valid(index: int) -> None:
    status_list = StatusList.empty(bits=2, entries=16)
    with pytest.raises(StatusIndexOutOfRange):
        status_list.status_at(index)
    with pytest.raises(StatusIndexOutOfRange):
        status_list.with_statuses({index: INVALID})


@pytest.mark.threat(51)
@pytest.mark.parametrize("bits", [0, 3, 5, 6, 7, 9, 16, -1])
def test_a_list_of_other_bits_is_refused(bits: int) -> None:
    with pytest.raises(StatusBitsUnsupported):
        StatusList(bits=bits, data=bytes(16))
    with pytest.raises(StatusBitsUnsupported):
        StatusList.empty(bits=bits, entries=16)


@pytest.mark.threat(51)
@pytest.mark.parametrize(("bits", "byte"), [(2, 3), (4, 3), (4, 15), (8, 3), (8, 12), (8, 255)])
def test_a_value_of_unknown_meaning_is_never_valid(bits: int, byte: int) -> None:
    with pytest.raises(StatusValueUnknown):
        StatusList(bits=bits, data=bytes([byte])).status_at(0)


@pytest.mark.threat(128)
def test_one_bit_data_read_as_two_bits_is_another_list() -> None:
    one_bit = StatusList.empty(bits=1, entries=16).with_statuses({5: INVALID})
    as_two = StatusList(bits=2, data=one_bit.data)
    assert as_two.entries == 8
    assert as_two.status_at(5) is VALID
    assert as_two != one_bit


@pytest.mark.parametrize("entries", [0, -8, 1, 3, 15])
def test_a_new_list_fills_whole_bytes(entries: int) -> None:
    with pytest.raises(ValueError, match="whole bytes"):
        StatusList.empty(bits=2, entries=entries)
