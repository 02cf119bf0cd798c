"""A secret that all processes on one register share: the first of them makes it."""

import secrets

import asyncpg

from router.domain.errors import StoreDown
from router.store.postgres_connection import LOST, meant

NAME = "processes"


async def shared_secret(url: str, schema: str) -> str:
    """Raises StoreDown."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            await connection.execute(
                f'INSERT INTO "{schema}".secrets (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
                NAME,
                secrets.token_urlsafe(32),
            )
            found = await connection.fetchval(f'SELECT value FROM "{schema}".secrets WHERE name = $1', NAME)
        finally:
            await connection.close()
    except (*LOST, asyncpg.PostgresError) as error:
        raise meant(error) or error from error
    if found is None:
        raise StoreDown("the register keeps no secret for its processes")
    return str(found)
