"""The tables of the wallet.

What could say something about the person is sealed; the rest is names and times.
"""

from sqlalchemy import Column, ForeignKey, Index, LargeBinary, MetaData, String, Table, Text, UniqueConstraint

from citywallet.storage.columns import JsonText, UtcDateTime

metadata = MetaData()


def _wallet_id() -> Column[str]:
    return Column("wallet_id", String(32), ForeignKey("wallets.id"), nullable=False)


wallets = Table(
    "wallets",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("created_at", UtcDateTime, nullable=False),
)

cards = Table(
    "cards",
    metadata,
    Column("id", String(32), primary_key=True),
    _wallet_id(),
    Column("key_id", String(64), nullable=False, unique=True),
    Column("face", JsonText, nullable=False),
    Column("sealed_credential", LargeBinary, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index("cards_by_wallet", "wallet_id", "received_at"),
)

offers = Table(
    "offers",
    metadata,
    Column("id", String(32), primary_key=True),
    _wallet_id(),
    # SHA-256 of issuer and code; the code itself is never stored.
    Column("digest", LargeBinary, nullable=False),
    Column("link_digest", LargeBinary, nullable=False),
    Column("state", String(16), nullable=False),
    Column("leased_until", UtcDateTime),
    Column("terms", JsonText),
    Column("sealed_access_token", LargeBinary),
    Column("card_ids", JsonText),
    UniqueConstraint("wallet_id", "digest", name="offers_once_per_wallet"),
)

presentations = Table(
    "presentations",
    metadata,
    Column("id", String(32), primary_key=True),
    _wallet_id(),
    Column("state", String(16), nullable=False),
    Column("outcome", String(16)),
    # All of these are emptied once the citizen has answered.
    Column("verifier", JsonText),
    Column("purpose", JsonText),
    Column("selected", JsonText),
    Column("items", JsonText),
    Column("sealed_request", LargeBinary),
    Column("asked_at", UtcDateTime),
    Column("answer_until", UtcDateTime),
)

history = Table(
    "history",
    metadata,
    Column("id", String(32), primary_key=True),
    _wallet_id(),
    Column("at", UtcDateTime, nullable=False),
    Column("verifier", JsonText),
    Column("items", JsonText, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("reason", String(64)),
    Index("history_by_wallet", "wallet_id", "at"),
)

trusted_issuers = Table(
    "trusted_issuers",
    metadata,
    Column("credential_issuer", Text, primary_key=True),
    Column("trusted_at", UtcDateTime, nullable=False),
)
