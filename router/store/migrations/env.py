"""How Alembic reaches the register. Called by `router.store.migrate`, on one connection of its own."""

from alembic import context
from sqlalchemy import engine_from_config, pool

from router.store.tables import metadata

config = context.config
engine = engine_from_config(
    config.get_section(config.config_ini_section, {}), prefix="sqlalchemy.", poolclass=pool.NullPool
)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
