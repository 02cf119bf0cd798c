"""What rules know and leave behind"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'


def upgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('handler', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('tone', sa.String(), nullable=False, server_default='calm'))
        batch_op.add_column(sa.Column('audience', sa.String(), nullable=False, server_default='citizen'))
        batch_op.add_column(sa.Column('wanted', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('escalated', sa.Text(), nullable=False, server_default='[]'))
    op.create_table('labels',
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('case', sa.String(), nullable=False),
    sa.Column('product', sa.String(), nullable=True),
    sa.Column('kind', sa.String(), nullable=False),
    sa.Column('urgency', sa.String(), nullable=False),
    sa.Column('language', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('contact')
    )
    op.create_table('rulebooks',
    sa.Column('version', sa.String(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', sa.String(), nullable=False),
    sa.Column('files', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )
