"""The store that BALIE_STORE names. The driver of the other one is not even imported."""

from pathlib import Path
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncEngine

from router.store.base import Store
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore

SQLITE, POSTGRES = "sqlite:///", ("postgresql://", "postgres://")


class OpenStore(Store, Protocol):
    """A store with what its owner needs besides: to open it, and to read pages from it."""

    engine: AsyncEngine

    async def open(self) -> None: ...


def is_postgres(url: str) -> bool:
    return url.startswith(POSTGRES)


def store_at(url: str, namespace: str) -> OpenStore:
    """Not opened yet. In PostgreSQL each municipality has the schema of its namespace; a file is one municipality's."""
    if is_postgres(url):
        from router.store.postgres import PostgresStore

        return PostgresStore(url, namespace)
    return SqliteStore(Path(url.removeprefix(SQLITE)))


async def migrated(url: str, namespace: str) -> None:
    """Its tables as this version expects them. Raises StoreDown."""
    if is_postgres(url):
        from router.store.postgres_migrate import migrate_postgres

        await migrate_postgres(url, namespace)
    else:
        await migrate(Path(url.removeprefix(SQLITE)))


async def secret_beside(url: str, namespace: str) -> str | None:
    """What the processes on this register share; None for a file, which has one process. Raises StoreDown."""
    if not is_postgres(url):
        return None
    from router.store.postgres_secret import shared_secret

    return await shared_secret(url, namespace)
