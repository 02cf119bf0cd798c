"""For many processes on one register, and pages of large lists"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    waits = sa.text("status IN ('queued', 'offered')")
    op.create_index('cases_waiting', 'cases', ['reference'], sqlite_where=waits, postgresql_where=waits)
    if op.get_bind().dialect.name == 'postgresql':
        # Who is at work on what is due (router/store/postgres_claims.py). It may be empty after a crash: nothing depends on it.
        op.execute(
            'CREATE UNLOGGED TABLE claims '
            '(what varchar COLLATE "C" PRIMARY KEY, holder varchar COLLATE "C" NOT NULL, until timestamptz NOT NULL)'
        )
        # Lists of a register with millions of cases. A file of one town does without: there each index slows writing.
        op.create_index('cases_by_channel', 'cases', ['channel', 'received_at', 'reference'])
        op.create_index('cases_by_product', 'cases', ['product', 'received_at', 'reference'])
        op.create_index('cases_open', 'cases', ['team', 'status'], postgresql_where=sa.text("status <> 'closed'"))
