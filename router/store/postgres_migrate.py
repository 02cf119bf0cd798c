"""Make a register's schema in PostgreSQL, or bring it to the form this version expects: all steps in one transaction."""

from typing import Any

import asyncpg
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from router.domain.errors import StoreDown
from router.store.migrate import newest, upgrade
from router.store.postgres_connection import LOST, meant

# One process at a time makes or changes a schema; the others find it done.
ALONE = "SELECT pg_advisory_lock(hashtextextended('balie.migrate.' || $1, 0))"


async def migrate_postgres(url: str, schema: str, to: str = "head") -> None:
    """Up to the newest step; a schema that is there already does nothing. Raises StoreDown, with the mend."""
    if await stamped(url, schema) == newest():
        return
    try:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            await connection.execute(ALONE, schema)
            await _make(connection, schema)
            await _upgrade(url, schema, to)
        finally:
            await connection.close()
    except (*LOST, asyncpg.PostgresError) as error:
        raise meant(error) or error from error


async def stamped(url: str, schema: str) -> str | None:
    """The step this schema is at; None for one that is yet to be made. Raises StoreDown."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            found: str | None = await connection.fetchval(f'SELECT version_num FROM "{schema}".alembic_version')
        except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
            return None
        finally:
            await connection.close()
    except (*LOST, asyncpg.PostgresError) as error:
        raise meant(error) or error from error
    return found


async def _make(connection: Any, schema: str) -> None:
    """A schema made beforehand by who may is left as it is."""
    if await connection.fetchval("SELECT 1 FROM pg_namespace WHERE nspname = $1", schema):
        return
    try:
        await connection.execute(f'CREATE SCHEMA "{schema}"')
    except asyncpg.InsufficientPrivilegeError as error:
        who = await connection.fetchval("SELECT current_user")
        raise StoreDown(
            f'the account {who} may not make a schema. Mend, as owner of the database: CREATE SCHEMA "{schema}" AUTHORIZATION "{who}"'
        ) from error


async def _upgrade(url: str, schema: str, to: str) -> None:
    async def connect() -> Any:
        return await asyncpg.connect(url, timeout=10, server_settings={"search_path": f'"{schema}"'})

    engine = create_async_engine("postgresql+asyncpg://", async_creator=connect, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.run_sync(upgrade, to)
    finally:
        await engine.dispose()
