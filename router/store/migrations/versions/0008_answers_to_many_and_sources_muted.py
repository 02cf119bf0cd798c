"""Answers that go to many, sources that are muted, and lists that people kept"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
WORD = sa.String().with_variant(
    sa.String(collation="C"), "postgresql"
)  # compared byte by byte, whatever the language of a database


def upgrade() -> None:
    op.create_table(
        "gatherings",
        sa.Column("id", WORD, nullable=False),
        sa.Column("head", WORD, nullable=False),
        sa.Column("text", WORD, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("ended", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("gatherings_by_end", "gatherings", ["ended"])
    op.create_table(
        "mutes",
        sa.Column("source", WORD, nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "saved_lists",
        sa.Column("id", WORD, nullable=False),
        sa.Column("account", WORD, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("saved_lists_by_account", "saved_lists", ["account"])
