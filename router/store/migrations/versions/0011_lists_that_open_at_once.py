"""Lists that open at once"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":  # PostgreSQL has its own by channel
        mention = sa.text("channel = 'mention'")
        op.create_index("cases_of_mentions", "cases", ["received_at", "reference"], sqlite_where=mention)
    open_ones = sa.text("channel = 'mention' AND status NOT IN ('closed', 'quarantined')")
    op.create_index(
        "mentions_open", "cases", ["received_at", "reference"], sqlite_where=open_ones, postgresql_where=open_ones
    )
    rated = sa.text("type = 'rated'")
    op.create_index("history_of_ratings", "history", ["at"], sqlite_where=rated, postgresql_where=rated)
    owed = sa.text("kind = 'callback' AND fulfilled IS NULL AND state IN ('open', 'broken')")
    op.create_index(
        "promises_to_call", "promises", ["kind", "due", "id"], sqlite_where=owed, postgresql_where=owed
    )
