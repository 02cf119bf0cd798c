"""Levers that operations pull"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
WORD = sa.String().with_variant(
    sa.String(collation="C"), "postgresql"
)  # compared byte by byte, whatever the language of a database


def upgrade() -> None:
    op.create_table(
        "levers",
        sa.Column("id", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("subject", WORD, nullable=False),
        sa.Column("value", WORD, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by", WORD, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.Column("lifted_at", sa.BigInteger(), nullable=True),
        sa.Column("lifted_by", WORD, nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    on = sa.text("lifted_at IS NULL")
    op.create_index("levers_on", "levers", ["at"], sqlite_where=on, postgresql_where=on)
