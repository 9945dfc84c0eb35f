"""One status proven by a chunk and a path: for every entry, and for no other."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citywallet.protocol.anchoring import (
    Head,
    StatusIndexBeyondHead,
    StatusProofInvalid,
    build_status_proof,
    list_root,
    verify_status_proof,
)
from citywallet.protocol.statuslist import CredentialStatus, StatusList, StatusValueUnknown


def a_head(data: bytes, *, bits: int, entries: int) -> Head:
    return Head(
        chain_id=1,
        contract=bytes(20),
        list_id=bytes(32),
        sequence=1,
        bits=bits,
        entries=entries,
        root=list_root(data),
        token_digest=bytes(32),
    )


@st.composite
def a_list_and_index(draw: st.DrawFn) -> tuple[bytes, int, int]:
    bits = draw(st.sampled_from([1, 2]))
    data = draw(st.binary(min_size=1, max_size=200))
    entries = draw(st.integers(1, len(data) * 8 // bits))
    return data, bits, entries


@settings(max_examples=200, deadline=None)
@given(a_list_and_index(), st.data())
def test_a_proof_gives_the_status_that_the_whole_list_gives(
    drawn: tuple[bytes, int, int], choose: st.DataObject
) -> None:
    data, bits, entries = drawn
    # The tree has as many chunks as the entries fill; bytes beyond them are no part of the list.
    data = data[: -(-entries * bits // 8)]
    index = choose.draw(st.integers(0, entries - 1))
    head = a_head(data, bits=bits, entries=entries)
    proof = build_status_proof(data, bits=bits, index=index)
    value = StatusList(bits=bits, data=data).value_at(index)

    if value == 3:
        with pytest.raises(StatusValueUnknown):
            verify_status_proof(proof, head=head, index=index)
    else:
        assert verify_status_proof(proof, head=head, index=index) == value


@pytest.mark.threat(105)
@pytest.mark.threat(128)
@settings(max_examples=200, deadline=None)
@given(st.integers(0, 1023), st.integers(-2, 2000))
def test_a_proof_counts_for_no_entry_of_another_chunk(index: int, other: int) -> None:
    revoked = StatusList.empty(bits=2, entries=1024).with_statuses({index: CredentialStatus.INVALID})
    head = a_head(revoked.data, bits=2, entries=1024)
    proof = build_status_proof(revoked.data, bits=2, index=other % 1024)

    if other % 1024 // 128 == index // 128:
        assert verify_status_proof(proof, head=head, index=index) is CredentialStatus.INVALID
    else:
        with pytest.raises(StatusProofInvalid):
            verify_status_proof(proof, head=head, index=index)


@pytest.mark.threat(128)
def test_the_padding_of_the_edge_chunk_is_never_read() -> None:
    data = bytes(33)  # 132 entries in two chunks, of which the second is nearly all padding
    head = a_head(data, bits=2, entries=130)
    proof = build_status_proof(data, bits=2, index=129)

    assert verify_status_proof(proof, head=head, index=129) is CredentialStatus.VALID
    for beyond in (130, 131, 132, 255, 256, -1):
        with pytest.raises(StatusIndexBeyondHead):
            verify_status_proof(proof, head=head, index=beyond)


@pytest.mark.threat(128)
def test_an_edge_chunk_does_not_prove_under_another_index() -> None:
    # Three chunks: in a tree of two the third's path would fit another place.
    data = bytes(64) + b"\x01" + bytes(31)
    head = a_head(data, bits=2, entries=3 * 128)
    proof = build_status_proof(data, bits=2, index=256)

    assert verify_status_proof(proof, head=head, index=256) is CredentialStatus.INVALID
    for index in (0, 128):
        with pytest.raises(StatusProofInvalid):
            verify_status_proof(proof, head=head, index=index)


@pytest.mark.threat(128)
def test_one_bit_data_does_not_prove_as_two_bit_data() -> None:
    data = StatusList.empty(bits=1, entries=1024).with_statuses({600: CredentialStatus.INVALID}).data
    committed = a_head(data, bits=1, entries=1024)
    proof = build_status_proof(data, bits=2, index=300)

    # Entry 300 of two bits lies in chunk 2, entry 300 of one bit in chunk 1: the head's bits decide.
    with pytest.raises(StatusProofInvalid):
        verify_status_proof(proof, head=committed, index=300)


@pytest.mark.threat(73)
def test_a_node_does_not_prove_as_a_chunk() -> None:
    data = bytes(128)
    head = a_head(data, bits=2, entries=512)
    proof = build_status_proof(data, bits=2, index=0)

    for changed in (
        replace(proof, chunk=proof.chunk[:-1]),
        replace(proof, chunk=proof.path[0] + proof.path[1]),
        replace(proof, path=proof.path[1:]),
        replace(proof, path=(*proof.path, bytes(32))),
        replace(proof, path=(bytes(32), *proof.path[1:])),
    ):
        with pytest.raises(StatusProofInvalid):
            verify_status_proof(changed, head=head, index=0)


def test_there_is_no_proof_of_an_entry_that_is_not_there() -> None:
    for index in (-1, 128):
        with pytest.raises(StatusIndexBeyondHead):
            build_status_proof(bytes(32), bits=2, index=index)
