"""The issuer's tables. Codes, tokens and nonces are kept as digests; no claim of a credential is kept."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from citywallet.storage.columns import UtcDateTime
from citywallet.storage.lease import lease_table
from citywallet.storage.outbox import outbox_table

metadata = MetaData()

citizens = Table(
    "citizens",
    metadata,
    Column("citizen_id", String(64), primary_key=True),
    Column("name", String(100), nullable=False),
    Column("birthdate", Date, nullable=False),
    Column("district_id", String(64), nullable=False),
    Column("district_name", String(100), nullable=False),
    Column("district_code", String(10)),
    Column("legal_dong_name", String(100)),
    Column("legal_dong_code", String(10)),
    Column("incheon_resident", Boolean, nullable=False),
    Column("last_import", String(64), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)

offers = Table(
    "offers",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("reference_digest", LargeBinary(32), nullable=False, unique=True),
    Column("code_digest", LargeBinary(32), nullable=False, unique=True),
    Column("type_id", String(64), nullable=False),
    Column("citizen_id", String(64), ForeignKey("citizens.citizen_id"), nullable=False),
    Column("tx_code_digest", LargeBinary(32)),
    Column("state", String(20), nullable=False),
    Column("wrong_tx_codes", Integer, nullable=False),
    Column("token_id", String(64)),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_digest", LargeBinary(32), nullable=False, unique=True),
    Column("offer_id", String(64), ForeignKey("offers.id"), nullable=False, unique=True),
    Column("type_id", String(64), nullable=False),
    Column("citizen_id", String(64), ForeignKey("citizens.citizen_id"), nullable=False),
    Column("credential_identifier", String(100)),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("revoked_at", UtcDateTime),
)

secrets = Table(
    "secrets",
    metadata,
    Column("name", String(64), primary_key=True),
    Column("value", LargeBinary(64), nullable=False),
)

used_nonces = Table(
    "used_nonces",
    metadata,
    Column("nonce_digest", LargeBinary(32), primary_key=True),
    Column("expires_at", UtcDateTime, nullable=False, index=True),
)

issuance_intents = Table(
    "issuance_intents",
    metadata,
    Column("credential_id", String(64), primary_key=True),
    Column("token_id", String(64), ForeignKey("access_tokens.id"), nullable=False, index=True),
    Column("type_id", String(64), nullable=False),
    Column("citizen_id", String(64), ForeignKey("citizens.citizen_id"), nullable=False, index=True),
    Column("list_number", Integer, ForeignKey("status_lists.number"), nullable=False),
    Column("list_index", Integer, nullable=False),
    Column("holder_thumbprint", LargeBinary(32), nullable=False, index=True),
    Column("signing_input_digest", LargeBinary(32), nullable=False),
    Column("state", String(20), nullable=False),
    Column("issued_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    # An index is given out once, for ever: two credentials on one index would be revoked together.
    UniqueConstraint("list_number", "list_index"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("credential_id", String(64), ForeignKey("issuance_intents.credential_id"), primary_key=True),
    Column("signature", LargeBinary(64), nullable=False),
    Column("signed_at", UtcDateTime, nullable=False),
)

status_lists = Table(
    "status_lists",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("uri", Text, nullable=False, unique=True),
    Column("bits", Integer, nullable=False),
    Column("entries", Integer, nullable=False),
    Column("on_chain", Boolean, nullable=False),
)

status_changes = Table(
    "status_changes",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column(
        "credential_id",
        String(64),
        ForeignKey("issuance_intents.credential_id"),
        nullable=False,
        index=True,
    ),
    Column("list_number", Integer, nullable=False),
    Column("list_index", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("act", String(20), nullable=False),
    Column("reason", String(500)),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("sequence", Integer),  # of the token that carries the change; NULL while it waits
    Index("status_changes_waiting", "list_number", "sequence"),
)

status_publications = Table(
    "status_publications",
    metadata,
    Column("list_number", Integer, ForeignKey("status_lists.number"), primary_key=True),
    Column("sequence", Integer, primary_key=True),
    Column("token", Text, nullable=False),
    Column("digest", LargeBinary(32), nullable=False, unique=True),
    Column("root", LargeBinary(32), nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("anchored_at", UtcDateTime),
    Index("status_publications_anchored", "list_number", "anchored_at"),
)

# A transaction that reverted used its nonce up, but its act may be tried again.
_COUNTS_FOR_ACT = "settlement IS NULL OR settlement = 'mined'"

raw_transactions = Table(
    "raw_transactions",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("act", String(200), nullable=False),
    Column("account", LargeBinary(20), nullable=False),
    Column("nonce", Integer, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("settlement", String(20)),
    Index(
        "raw_transactions_act",
        "act",
        unique=True,
        sqlite_where=text(_COUNTS_FOR_ACT),
        postgresql_where=text(_COUNTS_FOR_ACT),
    ),
    UniqueConstraint("account", "nonce"),
)

outbox = outbox_table(metadata)
leases = lease_table(metadata)
