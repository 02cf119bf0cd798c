"""Sources that are heard, and what a channel needs to answer"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
WORD = sa.String().with_variant(sa.String(collation='C'), 'postgresql')  # compared byte by byte, whatever the language of a database


def upgrade() -> None:
    op.create_table(
        'sources',
        sa.Column('name', WORD, nullable=False),
        sa.Column('cursor', sa.Text(), nullable=False),
        sa.Column('heard_at', sa.BigInteger(), nullable=True),
        sa.Column('spoke_at', sa.BigInteger(), nullable=True),
        sa.Column('trouble', WORD, nullable=True),
        sa.Column('since', sa.BigInteger(), nullable=True),
        sa.Column('silent_after', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('name'),
    )
    op.add_column('texts', sa.Column('wire', sa.Text(), nullable=False, server_default='{}'))
