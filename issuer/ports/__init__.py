"""What the use cases need from the world: records in one unit of work, signing keys, and the chain."""

from issuer.ports.keys import CertifiedKey
from issuer.ports.records import (
    CitizenRecords,
    CredentialRecords,
    NonceRecords,
    OfferRecords,
    Records,
    StatusListRecords,
    StoredRows,
    TokenRecords,
    UnitsOfWork,
)
from issuer.ports.status_chain import ChainContradicts, ChainUnavailable, HeadToAnchor, StatusChain

__all__ = [
    "CertifiedKey",
    "ChainContradicts",
    "ChainUnavailable",
    "CitizenRecords",
    "CredentialRecords",
    "HeadToAnchor",
    "NonceRecords",
    "OfferRecords",
    "Records",
    "StatusChain",
    "StatusListRecords",
    "StoredRows",
    "TokenRecords",
    "UnitsOfWork",
]
