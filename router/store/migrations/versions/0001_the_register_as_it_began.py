"""The register as it began"""

import sqlalchemy as sa
from alembic import op

revision = '0001'
down_revision = None
WORD = sa.String().with_variant(sa.String(collation='C'), 'postgresql')  # compared byte by byte, whatever the language of a database


def upgrade() -> None:
    op.create_table('call_events',
    sa.Column('key', WORD, nullable=False),
    sa.Column('call', WORD, nullable=False),
    sa.Column('event', WORD, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('queue', WORD, nullable=True),
    sa.Column('party', WORD, nullable=True),
    sa.Column('agent', WORD, nullable=True),
    sa.PrimaryKeyConstraint('key')
    )
    with op.batch_alter_table('call_events', schema=None) as batch_op:
        batch_op.create_index('call_events_by_call', ['call'], unique=False)

    op.create_table('cases',
    sa.Column('reference', WORD, nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('status', WORD, nullable=False),
    sa.Column('channel', WORD, nullable=False),
    sa.Column('source', WORD, nullable=False),
    sa.Column('contact', WORD, nullable=False),
    sa.Column('party', WORD, nullable=True),
    sa.Column('product', WORD, nullable=True),
    sa.Column('kind', WORD, nullable=False),
    sa.Column('urgency', WORD, nullable=False),
    sa.Column('language', WORD, nullable=False),
    sa.Column('team', WORD, nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('assignee', WORD, nullable=True),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('changed_at', sa.BigInteger(), nullable=False),
    sa.Column('closed_at', sa.BigInteger(), nullable=True),
    sa.Column('result', WORD, nullable=True),
    sa.Column('transfers', sa.Integer(), nullable=False),
    sa.Column('teams_seen', sa.Text(), nullable=False),
    sa.Column('next_breach', sa.BigInteger(), nullable=True),
    sa.Column('steer', WORD, nullable=False),
    sa.Column('steer_outcome', WORD, nullable=True),
    sa.Column('steer_reason', sa.Text(), nullable=True),
    sa.Column('needs_assistance', sa.Boolean(), nullable=False),
    sa.Column('place', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('reference')
    )
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.create_index('cases_by_arrival', ['received_at', 'reference'], unique=False)
        batch_op.create_index('cases_by_assignee', ['assignee', 'status'], unique=False)
        batch_op.create_index('cases_by_party', ['party'], unique=False)
        batch_op.create_index('cases_by_team', ['team', 'status'], unique=False)

    op.create_table('contacts',
    sa.Column('id', WORD, nullable=False),
    sa.Column('channel', WORD, nullable=False),
    sa.Column('source', WORD, nullable=False),
    sa.Column('received_at', sa.BigInteger(), nullable=False),
    sa.Column('direction', WORD, nullable=False),
    sa.Column('source_id', WORD, nullable=True),
    sa.Column('case', WORD, nullable=True),
    sa.Column('party', WORD, nullable=True),
    sa.Column('status', WORD, nullable=False),
    sa.Column('digest', sa.LargeBinary(), nullable=False),
    sa.Column('by', WORD, nullable=True),
    sa.Column('automatic', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('contacts', schema=None) as batch_op:
        batch_op.create_index('contacts_by_case', ['case', 'received_at'], unique=False)
        batch_op.create_index('contacts_by_party', ['party', 'received_at'], unique=False)

    op.create_table('decisions',
    sa.Column('contact', WORD, nullable=False),
    sa.Column('case', WORD, nullable=False),
    sa.Column('rulebook', WORD, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('facts', sa.Text(), nullable=False),
    sa.Column('stages', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('contact')
    )
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.create_index('decisions_by_case', ['case'], unique=False)

    op.create_table('history',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=True, nullable=False),
    sa.Column('subject', WORD, nullable=False),
    sa.Column('type', WORD, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', WORD, nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('seq')
    )
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.create_index('history_by_subject', ['subject', 'seq'], unique=False)

    op.create_table('legs',
    sa.Column('call', WORD, nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('queue', WORD, nullable=False),
    sa.Column('entered', sa.BigInteger(), nullable=True),
    sa.Column('ended', sa.BigInteger(), nullable=True),
    sa.Column('ending', WORD, nullable=True),
    sa.Column('agent', WORD, nullable=True),
    sa.PrimaryKeyConstraint('call', 'place')
    )
    with op.batch_alter_table('legs', schema=None) as batch_op:
        batch_op.create_index('legs_by_queue', ['queue', 'entered'], unique=False)

    op.create_table('loads',
    sa.Column('account', WORD, nullable=False),
    sa.Column('active', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('account')
    )
    op.create_table('notices',
    sa.Column('id', WORD, nullable=False),
    sa.Column('account', WORD, nullable=False),
    sa.Column('case', WORD, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('code', WORD, nullable=False),
    sa.Column('data', sa.Text(), nullable=False),
    sa.Column('seen', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('notices_by_account', ['account', 'at'], unique=False)

    op.create_table('numbers',
    sa.Column('prefix', WORD, nullable=False),
    sa.Column('next', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('prefix')
    )
    op.create_table('outgoing',
    sa.Column('id', WORD, nullable=False),
    sa.Column('case', WORD, nullable=False),
    sa.Column('purpose', WORD, nullable=False),
    sa.Column('channel', WORD, nullable=False),
    sa.Column('contact', WORD, nullable=True),
    sa.Column('recipient', WORD, nullable=True),
    sa.Column('address', WORD, nullable=True),
    sa.Column('state', WORD, nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('next_at', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('outgoing', schema=None) as batch_op:
        batch_op.create_index('outgoing_by_case', ['case'], unique=False)
        batch_op.create_index('outgoing_by_moment', ['next_at'], unique=False)

    op.create_table('parties',
    sa.Column('id', WORD, nullable=False),
    sa.Column('address', WORD, nullable=True),
    sa.Column('name', WORD, nullable=True),
    sa.Column('email', WORD, nullable=True),
    sa.Column('phone', WORD, nullable=True),
    sa.Column('handle', WORD, nullable=True),
    sa.Column('language', WORD, nullable=True),
    sa.Column('needs_assistance', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('partitions',
    sa.Column('partition', sa.Integer(), nullable=False),
    sa.Column('epoch', sa.Integer(), nullable=False),
    sa.Column('offset', sa.BigInteger(), nullable=False),
    sa.PrimaryKeyConstraint('partition')
    )
    op.create_table('promises',
    sa.Column('id', WORD, nullable=False),
    sa.Column('case', WORD, nullable=False),
    sa.Column('kind', WORD, nullable=False),
    sa.Column('team', WORD, nullable=False),
    sa.Column('term', WORD, nullable=False),
    sa.Column('since', sa.BigInteger(), nullable=False),
    sa.Column('due', sa.BigInteger(), nullable=False),
    sa.Column('why', sa.Text(), nullable=False),
    sa.Column('warn', sa.Integer(), nullable=False),
    sa.Column('legal', sa.BigInteger(), nullable=True),
    sa.Column('next_at', sa.BigInteger(), nullable=True),
    sa.Column('generation', sa.Integer(), nullable=False),
    sa.Column('state', WORD, nullable=False),
    sa.Column('ended', sa.BigInteger(), nullable=True),
    sa.Column('fulfilled', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.create_index('promises_by_case', ['case'], unique=False)
        batch_op.create_index('promises_by_moment', ['next_at'], unique=False)
        batch_op.create_index('promises_by_team', ['kind', 'state', 'due'], unique=False)

    op.create_table('quarantine',
    sa.Column('id', WORD, nullable=False),
    sa.Column('stage', WORD, nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('record', sa.LargeBinary(), nullable=False),
    sa.Column('state', WORD, nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('texts',
    sa.Column('id', WORD, nullable=False),
    sa.Column('subject', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('attachments', sa.Text(), nullable=False),
    sa.Column('message_id', WORD, nullable=True),
    sa.Column('original_sha256', WORD, nullable=True),
    sa.PrimaryKeyConstraint('id')
    )
    op.create_table('threads',
    sa.Column('message_id', WORD, nullable=False),
    sa.Column('case', WORD, nullable=False),
    sa.PrimaryKeyConstraint('message_id')
    )
    with op.batch_alter_table('threads', schema=None) as batch_op:
        batch_op.create_index('threads_by_case', ['case'], unique=False)

