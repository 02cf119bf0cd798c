"""For tests: a register in PostgreSQL, made once and emptied for each test."""

import asyncpg

from router.store.postgres import PostgresStore
from router.store.postgres_migrate import migrate_postgres

SCHEMA = "balie_tests"
EMPTY = """
DO $$ DECLARE each text; BEGIN
  FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = '{schema}' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I.%I', '{schema}', each);
  END LOOP;
  PERFORM setval('"{schema}".history_seq_seq', 1, false);
END $$
"""
_made = set[tuple[str, str]]()


async def emptied(url: str, schema: str = SCHEMA) -> str:
    """The schema, with all its tables and no row in them."""
    if (url, schema) not in _made:
        await migrate_postgres(url, schema)
        _made.add((url, schema))
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(EMPTY.format(schema=schema))
    finally:
        await connection.close()
    return schema


async def empty_store(url: str, schema: str = SCHEMA) -> PostgresStore:
    """Open, over an empty register."""
    store = PostgresStore(url, await emptied(url, schema))
    await store.open()
    return store
