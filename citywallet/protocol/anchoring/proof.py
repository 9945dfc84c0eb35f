"""One status proven against a head: the 32-byte chunk that holds it, and the chunk's path to the root."""

from dataclasses import dataclass

from citywallet.protocol.anchoring.errors import (
    StatusIndexBeyondHead,
    StatusProofInvalid,
)
from citywallet.protocol.anchoring.head import Head
from citywallet.protocol.anchoring.list_root import CHUNK_BYTES, chunk_count, chunks_of
from citywallet.protocol.merkle import InclusionProofInvalid, inclusion_path, verify_inclusion
from citywallet.protocol.statuslist import CredentialStatus, StatusList


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusProof:
    """A chunk of the uncompressed list (32 bytes) and its RFC 9162 inclusion path (32 bytes each).

    Where the chunk stands, how many bits an entry has and how many entries there are is not part of it: the
    reader takes those from the index asked about and from the committed head.
    """

    chunk: bytes
    path: tuple[bytes, ...]


def build_status_proof(status_list_data: bytes, *, bits: int, index: int) -> StatusProof:
    """The proof of entry `index` of a whole uncompressed list.

    Raises:
        StatusIndexBeyondHead: the list has no such entry.
    """
    chunks = chunks_of(status_list_data)
    position = _chunk_position(bits=bits, index=index)
    if index < 0 or position >= len(chunks):
        raise StatusIndexBeyondHead(f"entry {index}")
    return StatusProof(chunk=chunks[position], path=tuple(inclusion_path(chunks, position)))


def verify_status_proof(proof: StatusProof, *, head: Head, index: int) -> CredentialStatus:
    """Read entry `index` from a proof, with bits and entries as the committed head states them.

    Raises:
        StatusIndexBeyondHead: the head's list has no such entry; padding is never read.
        StatusProofInvalid: chunk and path do not lead to the head's root at that place.
        StatusValueUnknown: the entry is neither valid, invalid nor suspended.
    """
    # (1) The entry exists. Past the end the last chunk holds zeros, which would read as valid.
    if not 0 <= index < head.entries:
        raise StatusIndexBeyondHead(f"entry {index} of {head.entries}")
    # (2) The chunk stands where this entry must be, in a tree of the size that the head commits to.
    if len(proof.chunk) != CHUNK_BYTES:
        raise StatusProofInvalid(f"a chunk of {len(proof.chunk)} bytes")
    try:
        verify_inclusion(
            leaf=proof.chunk,
            index=_chunk_position(bits=head.bits, index=index),
            size=chunk_count(bits=head.bits, entries=head.entries),
            path=proof.path,
            root=head.root,
        )
    except InclusionProofInvalid as error:
        raise StatusProofInvalid("path") from error
    # (3) The entry within its chunk.
    return StatusList(bits=head.bits, data=proof.chunk).status_at(index % _entries_per_chunk(head.bits))


def _chunk_position(*, bits: int, index: int) -> int:
    return index // _entries_per_chunk(bits)


def _entries_per_chunk(bits: int) -> int:
    return CHUNK_BYTES * 8 // bits
