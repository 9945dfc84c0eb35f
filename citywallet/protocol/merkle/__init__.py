"""Merkle trees of Certificate Transparency 2.0, with SHA-256 (RFC 9162)."""

from citywallet.protocol.merkle.consistency import consistency_path, verify_consistency
from citywallet.protocol.merkle.errors import ConsistencyProofInvalid, InclusionProofInvalid
from citywallet.protocol.merkle.inclusion import inclusion_path, verify_inclusion
from citywallet.protocol.merkle.tree import EMPTY_ROOT, leaf_hash, merkle_root, node_hash

__all__ = [
    "EMPTY_ROOT",
    "ConsistencyProofInvalid",
    "InclusionProofInvalid",
    "consistency_path",
    "inclusion_path",
    "leaf_hash",
    "merkle_root",
    "node_hash",
    "verify_consistency",
    "verify_inclusion",
]
