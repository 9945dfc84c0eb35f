"""Nonces that were used, and the secret they are made with."""

from datetime import datetime

from sqlalchemy import LargeBinary
from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, IssuerRow


class SecretRow(IssuerRow, table=True):
    """A secret that the issuer made for itself."""

    __tablename__ = "secrets"

    name: str = Field(primary_key=True, max_length=64)
    value: bytes = Field(sa_type=LargeBinary(64))


class UsedNonceRow(IssuerRow, table=True):
    """A nonce that must not be taken again; after its end it is refused by its time."""

    __tablename__ = "used_nonces"

    nonce_digest: bytes = Field(primary_key=True, sa_type=DIGEST)
    expires_at: datetime = Field(index=True, sa_type=UtcDateTime)
