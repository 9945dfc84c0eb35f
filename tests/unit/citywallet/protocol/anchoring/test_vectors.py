"""Vectors of status heads, against our code and against a second implementation that shares nothing with it.

The second one is written from docs/specs/anchoring.md and the recursive definitions of RFC 9162, for
reading, not for speed.
"""

from hashlib import sha256
from typing import Any

import pytest

from citywallet.protocol.anchoring import Head, StatusProof, list_id, list_root, verify_status_proof
from citywallet.protocol.statuslist import CredentialStatus, StatusList
from citywallet.protocol.trust import issuer_id
from tests.support.vectors import load_vectors

VECTORS = load_vectors("anchoring/heads.json")
LISTS = [pytest.param(vector, id=f"{vector['entries']}x{vector['bits']}") for vector in VECTORS["lists"]]


def second_list(vector: dict[str, Any]) -> bytes:
    """The list's bits written out as text, lowest entry last, and read back as one number."""
    bits = vector["bits"]
    number = 0
    for value, indexes in ((1, vector["invalid"]), (2, vector["suspended"])):
        for index in indexes:
            number |= value << index * bits
    return number.to_bytes(vector["entries"] * bits // 8, "little")


def second_chunks(data: bytes) -> list[bytes]:
    count = (len(data) + 31) // 32
    return [data[32 * place : 32 * place + 32].ljust(32, b"\0") for place in range(count)]


def second_root(chunks: list[bytes]) -> bytes:
    """RFC 9162, section 2.1.1: split at the largest power of two below the size."""
    if len(chunks) == 1:
        return sha256(b"\0" + chunks[0]).digest()
    split = 1 << (len(chunks) - 1).bit_length() - 1
    return sha256(b"\1" + second_root(chunks[:split]) + second_root(chunks[split:])).digest()


def second_path(chunks: list[bytes], place: int) -> list[bytes]:
    """RFC 9162, section 2.1.3.1."""
    if len(chunks) == 1:
        return []
    split = 1 << (len(chunks) - 1).bit_length() - 1
    if place < split:
        return [*second_path(chunks[:split], place), second_root(chunks[split:])]
    return [*second_path(chunks[split:], place - split), second_root(chunks[:split])]


def second_head(vector: dict[str, Any]) -> str:
    """The hexadecimal parts joined as text, then hashed."""
    parts = [
        b"citywallet/head/v1".hex(),
        f"{VECTORS['chain_id']:016x}",
        VECTORS["contract"],
        VECTORS["list_id"],
        f"{vector['sequence']:016x}",
        f"{vector['bits']:02x}",
        f"{vector['entries']:016x}",
        vector["root"],
        sha256(VECTORS["token"].encode()).hexdigest(),
    ]
    return sha256(bytes.fromhex("".join(parts))).hexdigest()


def our_head(vector: dict[str, Any]) -> Head:
    return Head(
        chain_id=VECTORS["chain_id"],
        contract=bytes.fromhex(VECTORS["contract"]),
        list_id=bytes.fromhex(VECTORS["list_id"]),
        sequence=vector["sequence"],
        bits=vector["bits"],
        entries=vector["entries"],
        root=bytes.fromhex(vector["root"]),
        token_digest=sha256(VECTORS["token"].encode()).digest(),
    )


def test_the_names_are_the_same_by_both() -> None:
    issuer = sha256(VECTORS["credential_issuer"].encode())
    name = sha256(b"citywallet/list/v1" + issuer.digest() + VECTORS["uri"].encode())

    assert issuer_id(VECTORS["credential_issuer"]).hex() == VECTORS["issuer_id"] == issuer.hexdigest()
    assert list_id(issuer.digest(), VECTORS["uri"]).hex() == VECTORS["list_id"] == name.hexdigest()


@pytest.mark.parametrize("vector", LISTS)
def test_root_and_head_are_the_same_by_both(vector: dict[str, Any]) -> None:
    data = second_list(vector)

    assert second_root(second_chunks(data)).hex() == vector["root"] == list_root(data).hex()
    assert second_head(vector) == vector["head"] == our_head(vector).word().hex()


@pytest.mark.parametrize("vector", LISTS)
def test_every_proof_is_the_same_by_both_and_gives_the_status(vector: dict[str, Any]) -> None:
    chunks = second_chunks(second_list(vector))
    for proof in vector["proofs"]:
        place = proof["index"] * vector["bits"] // 256
        path = [bytes.fromhex(node) for node in proof["path"]]

        assert (chunks[place].hex(), second_path(chunks, place)) == (proof["chunk"], path)
        found = verify_status_proof(
            StatusProof(chunk=chunks[place], path=tuple(path)),
            head=our_head(vector),
            index=proof["index"],
        )
        assert found is CredentialStatus(proof["status"])


@pytest.mark.parametrize("vector", LISTS)
def test_our_list_is_the_same_bytes(vector: dict[str, Any]) -> None:
    changes = dict.fromkeys(vector["invalid"], CredentialStatus.INVALID)
    changes |= dict.fromkeys(vector["suspended"], CredentialStatus.SUSPENDED)
    ours = StatusList.empty(bits=vector["bits"], entries=vector["entries"]).with_statuses(changes)

    assert ours.data == second_list(vector)
