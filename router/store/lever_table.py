"""The table of levers."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text, text

from router.store.tables import metadata

WORD = String().with_variant(String(collation="C"), "postgresql")
ON = text("lifted_at IS NULL")

levers = Table(
    "levers",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("kind", WORD, nullable=False),
    Column("subject", WORD, nullable=False),
    Column("value", WORD, nullable=False),
    Column("reason", Text, nullable=False),
    Column("by", WORD, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger),
    Column("lifted_at", BigInteger),
    Column("lifted_by", WORD),
    Index("levers_on", "at", sqlite_where=ON, postgresql_where=ON),
)
