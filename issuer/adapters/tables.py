"""The issuer's tables. Codes, tokens and nonces are kept as digests; no claim of a credential is kept."""

from datetime import date, datetime

from sqlalchemy import Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import Field

from citywallet.storage.columns import UtcDateTime
from citywallet.storage.lease import LeaseRow
from citywallet.storage.outbox import OutboxRow
from citywallet.storage.rows import Row

DIGEST = LargeBinary(32)
SIGNATURE = LargeBinary(64)
ACCOUNT = LargeBinary(20)


class IssuerRow(Row, registry=registry()):
    """The base of the rows of this service alone."""


metadata = IssuerRow.metadata


class CitizenRow(IssuerRow, table=True):
    """A citizen of the register, as the last import had them."""

    __tablename__ = "citizens"

    citizen_id: str = Field(primary_key=True, max_length=64)
    name: str = Field(max_length=100)
    birthdate: date
    district_id: str = Field(max_length=64)
    district_name: str = Field(max_length=100)
    district_code: str | None = Field(default=None, max_length=10)
    legal_dong_name: str | None = Field(default=None, max_length=100)
    legal_dong_code: str | None = Field(default=None, max_length=10)
    incheon_resident: bool
    last_import: str = Field(max_length=64)
    changed_at: datetime = Field(sa_type=UtcDateTime)


class OfferRow(IssuerRow, table=True):
    """An offer in its state."""

    __tablename__ = "offers"

    id: str = Field(primary_key=True, max_length=64)
    reference_digest: bytes = Field(unique=True, sa_type=DIGEST)
    code_digest: bytes = Field(unique=True, sa_type=DIGEST)
    type_id: str = Field(max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", max_length=64)
    tx_code_digest: bytes | None = Field(default=None, sa_type=DIGEST)
    state: str = Field(max_length=20)
    wrong_tx_codes: int
    token_id: str | None = Field(default=None, max_length=64)
    created_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class AccessTokenRow(IssuerRow, table=True):
    """An access token that was handed out for an offer."""

    __tablename__ = "access_tokens"

    id: str = Field(primary_key=True, max_length=64)
    token_digest: bytes = Field(unique=True, sa_type=DIGEST)
    offer_id: str = Field(foreign_key="offers.id", unique=True, max_length=64)
    type_id: str = Field(max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", max_length=64)
    credential_identifier: str | None = Field(default=None, max_length=100)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


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


class IssuanceIntentRow(IssuerRow, table=True):
    """What is about to be signed, recorded before."""

    __tablename__ = "issuance_intents"
    # An index is given out once, for ever: two credentials on one index would be revoked together.
    __table_args__ = (UniqueConstraint("list_number", "list_index"),)

    credential_id: str = Field(primary_key=True, max_length=64)
    token_id: str = Field(foreign_key="access_tokens.id", index=True, max_length=64)
    type_id: str = Field(max_length=64)
    citizen_id: str = Field(foreign_key="citizens.citizen_id", index=True, max_length=64)
    list_number: int = Field(foreign_key="status_lists.number")
    list_index: int
    holder_thumbprint: bytes = Field(index=True, sa_type=DIGEST)
    signing_input_digest: bytes = Field(sa_type=DIGEST)
    state: str = Field(max_length=20)
    issued_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)


class CredentialRow(IssuerRow, table=True):
    """That an intended credential was signed."""

    __tablename__ = "credentials"

    credential_id: str = Field(primary_key=True, foreign_key="issuance_intents.credential_id", max_length=64)
    signature: bytes = Field(sa_type=SIGNATURE)
    signed_at: datetime = Field(sa_type=UtcDateTime)


class StatusListRow(IssuerRow, table=True):
    """A status list."""

    __tablename__ = "status_lists"

    number: int = Field(primary_key=True)
    uri: str = Field(unique=True, sa_type=Text)
    bits: int
    entries: int
    on_chain: bool


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
    requested_at: datetime = Field(sa_type=UtcDateTime)
    sequence: int | None = None  # of the token that carries the change; NULL while it waits


class StatusPublicationRow(IssuerRow, table=True):
    """A status list token that was signed."""

    __tablename__ = "status_publications"
    __table_args__ = (Index("status_publications_anchored", "list_number", "anchored_at"),)

    list_number: int = Field(primary_key=True, foreign_key="status_lists.number")
    sequence: int = Field(primary_key=True)
    token: str = Field(sa_type=Text)
    digest: bytes = Field(unique=True, sa_type=DIGEST)
    root: bytes = Field(sa_type=DIGEST)
    published_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    anchored_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


# A transaction that reverted used its nonce up, but its act may be tried again.
_COUNTS_FOR_ACT = text("settlement IS NULL OR settlement = 'mined'")


class RawTransactionRow(IssuerRow, table=True):
    """A signed transaction, kept before anyone sees it."""

    __tablename__ = "raw_transactions"
    __table_args__ = (
        Index(
            "raw_transactions_act",
            "act",
            unique=True,
            sqlite_where=_COUNTS_FOR_ACT,
            postgresql_where=_COUNTS_FOR_ACT,
        ),
        UniqueConstraint("account", "nonce"),
    )

    hash: bytes = Field(primary_key=True, sa_type=DIGEST)
    act: str = Field(max_length=200)
    account: bytes = Field(sa_type=ACCOUNT)
    nonce: int
    raw: bytes
    settlement: str | None = Field(default=None, max_length=20)


class IssuerOutboxRow(OutboxRow, IssuerRow, table=True):
    """A head that is to be anchored."""


class IssuerLeaseRow(LeaseRow, IssuerRow, table=True):
    """What only one of the issuer's processes does."""
