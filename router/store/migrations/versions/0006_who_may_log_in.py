"""Who may log in, and where somebody is logged in"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
WORD = sa.String().with_variant(sa.String(collation='C'), 'postgresql')  # compared byte by byte, whatever the language of a database


def upgrade() -> None:
    op.create_table(
        'accounts',
        sa.Column('account', WORD, nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('hash', WORD, nullable=True),
        sa.Column('must_change', sa.Boolean(), nullable=False),
        sa.Column('totp', WORD, nullable=True),
        sa.Column('totp_step', sa.BigInteger(), nullable=False),
        sa.Column('failed', sa.Integer(), nullable=False),
        sa.Column('paused_until', sa.BigInteger(), nullable=True),
        sa.Column('shut_at', sa.BigInteger(), nullable=True),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('changed_at', sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint('account'),
    )
    op.create_table(
        'sessions',
        sa.Column('id', WORD, nullable=False),
        sa.Column('account', WORD, nullable=False),
        sa.Column('created_at', sa.BigInteger(), nullable=False),
        sa.Column('seen_at', sa.BigInteger(), nullable=False),
        sa.Column('browser', WORD, nullable=False),
        sa.Column('ended_at', sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint('id'),
    )
    op.create_index('sessions_by_account', 'sessions', ['account', 'created_at'])
