"""Who may be the same person: parties found by what they have in common"""

from alembic import op

revision = '0007'
down_revision = '0006'


def upgrade() -> None:
    for column in ('phone', 'email', 'name'):
        op.create_index(f'parties_by_{column}', 'parties', [column])
