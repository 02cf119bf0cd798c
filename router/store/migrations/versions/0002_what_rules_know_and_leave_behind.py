"""What rules know and leave behind"""

import json
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
WORD = sa.String().with_variant(sa.String(collation='C'), 'postgresql')  # compared byte by byte, whatever the language of a database


def upgrade() -> None:
    with op.batch_alter_table('cases', schema=None) as batch_op:
        batch_op.add_column(sa.Column('handler', WORD, nullable=True))
        batch_op.add_column(sa.Column('tone', WORD, nullable=False, server_default='calm'))
        batch_op.add_column(sa.Column('audience', WORD, nullable=False, server_default='citizen'))
        batch_op.add_column(sa.Column('wanted', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('offered_to', WORD, nullable=True))
        batch_op.add_column(sa.Column('offer_ends', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('passed', sa.Text(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('escalated', sa.Text(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('raised', WORD, nullable=True))
        batch_op.add_column(sa.Column('merged_into', WORD, nullable=True))
    with op.batch_alter_table('outgoing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('data', sa.Text(), nullable=False, server_default='{}'))
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.add_column(sa.Column('warns', sa.Text(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('entry', WORD, nullable=False, server_default=''))
        batch_op.add_column(sa.Column('calendar', WORD, nullable=False, server_default=''))
        batch_op.add_column(sa.Column('legal_term', WORD, nullable=True))
        batch_op.add_column(sa.Column('paused', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('stood', sa.Text(), nullable=False, server_default='[]'))
        batch_op.add_column(sa.Column('not_before', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('not_after', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('attempts', sa.Integer(), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('next_attempt', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('asks', WORD, nullable=True))
    _keep_warn_moments()
    with op.batch_alter_table('promises', schema=None) as batch_op:
        batch_op.drop_column('warn')
    acted = sa.text("type IN ('claimed', 'closed', 'offer-missed', 'released', 'transferred')")
    op.create_index(
        'history_of_acts', 'history', ['at'], unique=False, sqlite_where=acted, postgresql_where=acted,
    )
    op.create_index(
        'cases_by_merger', 'cases', ['merged_into'], unique=False,
        sqlite_where=sa.text('merged_into IS NOT NULL'), postgresql_where=sa.text('merged_into IS NOT NULL'),
    )
    op.create_index(
        'cases_by_offer', 'cases', ['offer_ends'], unique=False,
        sqlite_where=sa.text('offer_ends IS NOT NULL'), postgresql_where=sa.text('offer_ends IS NOT NULL'),
    )
    with op.batch_alter_table('legs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('due', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('state', WORD, nullable=True))
        batch_op.create_index('legs_by_entry', ['entered'], unique=False)
    op.create_index(
        'legs_waiting', 'legs', ['call'], unique=False,
        sqlite_where=sa.text('ending IS NULL'), postgresql_where=sa.text('ending IS NULL'),
    )
    op.create_index('call_events_by_party', 'call_events', ['party', 'at'], unique=False)
    # Counted anew from the cases in hand, by lane and all together.
    op.drop_table('loads')
    op.create_table('loads',
    sa.Column('account', WORD, nullable=False),
    sa.Column('lane', WORD, nullable=False),
    sa.Column('active', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('account', 'lane')
    )
    held = "FROM cases WHERE assignee IS NOT NULL AND status <> 'closed' GROUP BY"
    lane = "CASE channel WHEN 'phone' THEN 'call' WHEN 'email' THEN 'mail' WHEN 'webform' THEN 'mail' ELSE channel END"
    op.execute(f"INSERT INTO loads SELECT assignee, {lane}, count(*) {held} assignee, {lane}")
    op.execute(f"INSERT INTO loads SELECT assignee, 'all', count(*) {held} assignee")
    op.create_table('labels',
    sa.Column('contact', WORD, nullable=False),
    sa.Column('case', WORD, nullable=False),
    sa.Column('product', WORD, nullable=True),
    sa.Column('kind', WORD, nullable=False),
    sa.Column('urgency', WORD, nullable=False),
    sa.Column('language', WORD, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', WORD, nullable=False),
    sa.PrimaryKeyConstraint('contact')
    )
    op.create_table('rulebooks',
    sa.Column('version', WORD, nullable=False),
    sa.Column('at', sa.BigInteger(), nullable=False),
    sa.Column('by', WORD, nullable=False),
    sa.Column('files', sa.LargeBinary(), nullable=False),
    sa.PrimaryKeyConstraint('version')
    )


def _keep_warn_moments() -> None:
    """A promise whose warn point is still to come stands with its timer at that moment; for all others it has passed."""
    connection = op.get_bind()
    ahead = connection.execute(sa.text('SELECT id, next_at FROM promises WHERE next_at < due')).all()
    for start in range(0, len(ahead), 1000):
        rows = [{'id': each.id, 'warns': _moments(each.next_at)} for each in ahead[start:start + 1000]]
        connection.execute(sa.text('UPDATE promises SET warns = :warns WHERE id = :id'), rows)


def _moments(micros: int) -> str:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros)
    return json.dumps([moment.isoformat().replace('+00:00', 'Z')])
