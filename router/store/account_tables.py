"""The tables of who may log in. Nothing personal: an account is a name at work, of which agents.yaml says whose it is."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table

from router.store.tables import metadata

WORD = String().with_variant(String(collation="C"), "postgresql")

accounts = Table(
    "accounts",
    metadata,
    Column("account", WORD, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("hash", WORD),
    Column("must_change", Boolean, nullable=False),
    Column("totp", WORD),
    Column("totp_step", BigInteger, nullable=False),
    Column("failed", Integer, nullable=False),
    Column("paused_until", BigInteger),
    Column("shut_at", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("changed_at", BigInteger, nullable=False),
)
sessions = Table(
    "sessions",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("account", WORD, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("seen_at", BigInteger, nullable=False),
    Column("browser", WORD, nullable=False),
    Column("ended_at", BigInteger),
    Index("sessions_by_account", "account", "created_at"),
)
