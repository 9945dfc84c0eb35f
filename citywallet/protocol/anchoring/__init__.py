"""Status lists held against the chain: heads, roots, proofs, and the rules that make a status of them."""

from citywallet.protocol.anchoring.errors import (
    AnchoringError,
    BlockFromFuture,
    HeadTooOld,
    StatusIndexBeyondHead,
    StatusProofInvalid,
)
from citywallet.protocol.anchoring.head import AnchoredHead, Head, list_id
from citywallet.protocol.anchoring.head_age import CLOCK_DIFFERENCE, verify_head_age
from citywallet.protocol.anchoring.list_root import chunk_count, list_root
from citywallet.protocol.anchoring.past import HeadsAround, change_anchored_later, match_past_token
from citywallet.protocol.anchoring.proof import StatusProof, build_status_proof, verify_status_proof
from citywallet.protocol.anchoring.status_rule import (
    HeadTokenNeeded,
    StatusAnswer,
    StatusBasis,
    StatusConflict,
    StatusEstablished,
    StatusUnknown,
    UnknownCause,
    is_committed,
    match_head_token,
    match_served_token,
)

__all__ = [
    "CLOCK_DIFFERENCE",
    "AnchoredHead",
    "AnchoringError",
    "BlockFromFuture",
    "Head",
    "HeadTokenNeeded",
    "HeadTooOld",
    "HeadsAround",
    "StatusAnswer",
    "StatusBasis",
    "StatusConflict",
    "StatusEstablished",
    "StatusIndexBeyondHead",
    "StatusProof",
    "StatusProofInvalid",
    "StatusUnknown",
    "UnknownCause",
    "build_status_proof",
    "change_anchored_later",
    "chunk_count",
    "is_committed",
    "list_id",
    "list_root",
    "match_head_token",
    "match_past_token",
    "match_served_token",
    "verify_head_age",
    "verify_status_proof",
]
