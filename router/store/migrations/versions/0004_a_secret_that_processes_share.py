"""A secret that the processes of one municipality share"""

from alembic import op

revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        # Of which keys for links, cookies and the stream are made, unless BALIE_SECRET is set (router/store/postgres_secret.py).
        op.execute('CREATE TABLE secrets (name varchar COLLATE "C" PRIMARY KEY, value varchar NOT NULL)')
