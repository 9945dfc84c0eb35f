"""Writes tests/vectors/anchoring/: names, roots, heads and proofs, as docs/specs/anchoring.md says.

Run it from the repository's root after a change of the format, which needs a new version in the tags. The
test that reads the vectors computes each of them a second time, without this package.
"""

import json
from hashlib import sha256
from pathlib import Path

from citywallet.protocol.anchoring import Head, build_status_proof, list_id, list_root
from citywallet.protocol.statuslist import CredentialStatus, StatusList
from citywallet.protocol.trust import issuer_id

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "vectors" / "anchoring"
ISSUER = "http://localhost:8100"
URI = "http://localhost:8100/status/1"
TOKEN = "eyJ0eXAiOiJzdGF0dXNsaXN0K2p3dCJ9.e30.c2lnbmF0dXJl"
CHAIN_ID = 20260701
CONTRACT = sha256(b"a contract").digest()[:20]

# (bits, entries, entries that are invalid, entries that are suspended)
LISTS: tuple[tuple[int, int, tuple[int, ...], tuple[int, ...]], ...] = (
    (2, 4, (), ()),
    (2, 128, (0, 127), (1,)),
    (2, 132, (128, 131), ()),
    (1, 256, (255,), ()),
    (1, 264, (256, 263), ()),
    (2, 1000, (3, 500, 999), (4, 501)),
    (2, 1 << 17, (0, 65_536, 131_071), (65_537,)),
)


def a_list(bits: int, entries: int, invalid: tuple[int, ...], suspended: tuple[int, ...]) -> StatusList:
    """The list with these entries changed."""
    changes = dict.fromkeys(invalid, CredentialStatus.INVALID)
    changes |= dict.fromkeys(suspended, CredentialStatus.SUSPENDED)
    return StatusList.empty(bits=bits, entries=entries).with_statuses(changes)


def a_vector(sequence: int, row: tuple[int, int, tuple[int, ...], tuple[int, ...]]) -> dict[str, object]:
    """Everything that follows from one list."""
    bits, entries, invalid, suspended = row
    data = a_list(*row).data
    head = Head(
        chain_id=CHAIN_ID,
        contract=CONTRACT,
        list_id=list_id(issuer_id(ISSUER), URI),
        sequence=sequence,
        bits=bits,
        entries=entries,
        root=list_root(data),
        token_digest=sha256(TOKEN.encode()).digest(),
    )
    proofs = []
    for index in sorted({0, *invalid, *suspended, entries - 1}):
        proof = build_status_proof(data, bits=bits, index=index)
        path = [node.hex() for node in proof.path]
        status = 1 if index in invalid else 2 if index in suspended else 0
        proofs.append({"index": index, "status": status, "chunk": proof.chunk.hex(), "path": path})
    return {
        "sequence": sequence,
        "bits": bits,
        "entries": entries,
        "invalid": list(invalid),
        "suspended": list(suspended),
        "root": head.root.hex(),
        "head": head.word().hex(),
        "proofs": proofs,
    }


def main() -> None:
    """Write the file."""
    vectors = {
        "source": "docs/specs/anchoring.md; made by tools/make_anchoring_vectors.py,"
        " checked by the second implementation in tests/unit/citywallet/protocol/anchoring/test_vectors.py",
        "credential_issuer": ISSUER,
        "uri": URI,
        "token": TOKEN,
        "chain_id": CHAIN_ID,
        "contract": CONTRACT.hex(),
        "issuer_id": issuer_id(ISSUER).hex(),
        "list_id": list_id(issuer_id(ISSUER), URI).hex(),
        "lists": [a_vector(number, row) for number, row in enumerate(LISTS, start=1)],
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    text = json.dumps(vectors, indent=2, ensure_ascii=False) + "\n"
    (FOLDER / "heads.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
