"""The tables of the social monitor: answers that go to many, sources that are muted, and lists that people kept."""

from sqlalchemy import BigInteger, Column, Index, String, Table, Text

from router.store.tables import metadata

WORD = String().with_variant(String(collation="C"), "postgresql")

gatherings = Table(
    "gatherings",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("head", WORD, nullable=False),
    Column("text", WORD, nullable=False),
    Column("by", WORD, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("first", BigInteger, nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("ended", BigInteger),
    Index("gatherings_by_end", "ended"),
)
mutes = Table(
    "mutes",
    metadata,
    Column("source", WORD, primary_key=True),
    Column("by", WORD, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("until", BigInteger, nullable=False),
)
saved_lists = Table(
    "saved_lists",
    metadata,
    Column("id", WORD, primary_key=True),
    Column("account", WORD, nullable=False),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Index("saved_lists_by_account", "account"),
)
