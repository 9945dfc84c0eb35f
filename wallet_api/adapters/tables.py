"""The tables of the wallet: what could tell anything of the person is sealed; the rest is names and times."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import registry
from sqlmodel import Field

from citywallet.storage.columns import JsonText, UtcDateTime
from citywallet.storage.rows import Row


class WalletServiceRow(Row, registry=registry()):
    """The base of the rows of this service alone."""


metadata = WalletServiceRow.metadata


class OwnedRow(WalletServiceRow):
    """What belongs to one wallet."""

    id: str = Field(primary_key=True, max_length=32)
    wallet_id: str = Field(foreign_key="wallets.id", max_length=32)


class WalletRow(WalletServiceRow, table=True):
    """A wallet."""

    __tablename__ = "wallets"

    id: str = Field(primary_key=True, max_length=32)
    created_at: datetime = Field(sa_type=UtcDateTime)


class CardRow(OwnedRow, table=True):
    """A card; only its face is readable."""

    __tablename__ = "cards"
    __table_args__ = (Index("cards_by_wallet", "wallet_id", "received_at"),)

    key_id: str = Field(unique=True, max_length=64)
    face: dict[str, Any] = Field(sa_type=JsonText)
    sealed_credential: bytes
    received_at: datetime = Field(sa_type=UtcDateTime)


class OfferRow(OwnedRow, table=True):
    """An offer in its state; what a state does not have is empty."""

    __tablename__ = "offers"
    __table_args__ = (UniqueConstraint("wallet_id", "digest", name="offers_once_per_wallet"),)

    # SHA-256 of issuer and code; the code itself is never stored.
    digest: bytes
    link_digest: bytes
    state: str = Field(max_length=16)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    terms: list[dict[str, Any]] | None = Field(default=None, sa_type=JsonText)
    sealed_access_token: bytes | None = None
    card_ids: list[str] | None = Field(default=None, sa_type=JsonText)


class SignInRow(OwnedRow, table=True):
    """A sign-in at an issuer; the secrets are emptied once it ended."""

    __tablename__ = "sign_ins"

    credential_issuer: str = Field(sa_type=Text)
    configuration_ids: list[str] = Field(sa_type=JsonText)
    state_digest: bytes = Field(unique=True)
    expires_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=16)
    sealed_secrets: bytes | None = None
    card_ids: list[str] | None = Field(default=None, sa_type=JsonText)
    code: str | None = Field(default=None, max_length=64)
    application_id: str | None = Field(default=None, max_length=32)


class ApplicationRow(OwnedRow, table=True):
    """What was applied for; tokens are kept as long as a card is waited for."""

    __tablename__ = "applications"
    __table_args__ = (Index("applications_by_wallet", "wallet_id", "applied_at"),)

    applied_at: datetime = Field(sa_type=UtcDateTime)
    state: str = Field(max_length=16)
    leased_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    waiting: list[dict[str, Any]] | None = Field(default=None, sa_type=JsonText)
    refused: list[dict[str, Any]] = Field(sa_type=JsonText)
    sealed_session: bytes | None = None


class AuthorizationRow(OwnedRow, table=True):
    """What fetches newer cards; the session is emptied once it ended."""

    __tablename__ = "authorizations"
    __table_args__ = (Index("authorizations_by_wallet", "wallet_id"),)

    credential_issuer: str = Field(sa_type=Text)
    cards: list[dict[str, Any]] = Field(sa_type=JsonText)
    state: str = Field(max_length=16)
    sealed_session: bytes | None = None
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    due_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failures: int = 0
    reason: str | None = Field(default=None, max_length=64)


class PresentationRow(OwnedRow, table=True):
    """A presentation in its state."""

    __tablename__ = "presentations"

    state: str = Field(max_length=16)
    outcome: str | None = Field(default=None, max_length=16)
    # All of these are emptied once the citizen has answered.
    verifier: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    purpose: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    selected: list[dict[str, Any]] | None = Field(default=None, sa_type=JsonText)
    items: list[dict[str, Any]] | None = Field(default=None, sa_type=JsonText)
    sealed_request: bytes | None = None
    asked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    answer_until: datetime | None = Field(default=None, sa_type=UtcDateTime)


class HistoryRow(OwnedRow, table=True):
    """What was shown to whom."""

    __tablename__ = "history"
    __table_args__ = (Index("history_by_wallet", "wallet_id", "at"),)

    at: datetime = Field(sa_type=UtcDateTime)
    verifier: dict[str, Any] | None = Field(default=None, sa_type=JsonText)
    items: list[dict[str, Any]] = Field(sa_type=JsonText)
    outcome: str = Field(max_length=16)
    reason: str | None = Field(default=None, max_length=64)


class TrustedIssuerRow(WalletServiceRow, table=True):
    """An issuer that was trusted by hand."""

    __tablename__ = "trusted_issuers"

    credential_issuer: str = Field(primary_key=True, sa_type=Text)
    trusted_at: datetime = Field(sa_type=UtcDateTime)
