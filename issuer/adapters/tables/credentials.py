"""Intents, credentials and the changes of their states; no claim is kept."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from issuer.adapters.tables.issuer_row import DIGEST, SIGNATURE, IssuerRow


class IssuanceIntentRow(IssuerRow, table=True):
    """What is about to be signed, recorded before."""

    __tablename__ = "issuance_intents"
    # An index is given out once, for ever: two credentials on one index would be revoked together.
    __table_args__ = (UniqueConstraint("list_number", "list_index"),)

    credential_id: str = Field(primary_key=True, max_length=64)
    # NULL where an earlier release recorded it.
    issuance_id: str | None = Field(default=None, foreign_key="issuances.id", index=True, max_length=64)
    authorization_id: str = Field(foreign_key="authorizations.id", index=True, max_length=64)
    configuration_id: str = Field(max_length=100)
    type_id: str = Field(max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", index=True, max_length=64)
    list_number: int = Field(foreign_key="status_lists.number")
    list_index: int
    holder_thumbprint: bytes = Field(index=True, sa_type=DIGEST)
    signing_input_digest: bytes = Field(sa_type=DIGEST)
    state: str = Field(max_length=20)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime | None = Field(default=None, index=True, sa_type=UtcDateTime)  # set once superseded


class CredentialRow(IssuerRow, table=True):
    """That an intended credential was signed."""

    __tablename__ = "credentials"

    credential_id: str = Field(primary_key=True, foreign_key="issuance_intents.credential_id", max_length=64)
    signature: bytes = Field(sa_type=SIGNATURE)
    signed_at: datetime = Field(sa_type=UtcDateTime)


class StatusChangeRow(IssuerRow, table=True):
    """A change of one credential's state."""

    __tablename__ = "status_changes"
    __table_args__ = (Index("status_changes_waiting", "list_number", "sequence"),)

    id: int | None = Field(default=None, primary_key=True)
    credential_id: str = Field(foreign_key="issuance_intents.credential_id", index=True, max_length=64)
    list_number: int
    list_index: int
    state: str = Field(max_length=20)
    act: str = Field(max_length=20)
    reason: str | None = Field(default=None, max_length=500)
    audit_entry: int | None = Field(default=None)  # NULL for what the issuer does by itself
    requested_at: datetime = Field(sa_type=UtcDateTime)
    sequence: int | None = None  # of the token that carries the change; NULL while it waits
