"""Connections to PostgreSQL, and what its errors mean to us."""

import asyncio
from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import TimeoutError as PoolEmpty
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from router.domain.errors import BadRow, BalieError, Stale, StoreDown

PATIENCE = 15.0  #: seconds for one answer: after that the connection counts as cut
STALE = frozenset({"40001", "40P01", "55P03"})  #: not serialisable, deadlock, a lock not had in time
BAD = ("22", "23", "54")  #: no such value, a constraint, larger than an index takes
UNMADE = frozenset({"3F000", "42P01", "42703"})  #: no such schema, table or column
AWAY = (
    "08",
    "25",
    "28",
    "3D",
    "42501",
    "53",
    "55",
    "57",
    "58",
    "XX",
)  #: it cannot, or not for us; anything else is our fault
LOST = (OSError, asyncio.TimeoutError, asyncpg.InterfaceError, asyncpg.InternalClientError, PoolEmpty)


def engine(url: str, schema: str, *, size: int, pages: bool, patience: float = PATIENCE) -> AsyncEngine:
    """A pool of connections that see this schema alone, each statement a transaction of its own.

    `pages`: they can only read, may take longer, and are asked whether they live before they are handed out.
    What goes wrong is raised as an error of ours."""

    async def connect() -> Any:
        try:
            return await asyncpg.connect(
                url,
                timeout=min(patience, 10.0),
                command_timeout=patience * 4 if pages else patience,
                server_settings=session(schema, pages=pages, patience=patience),
            )
        except (*LOST, asyncpg.PostgresError) as error:
            raise meant(error) or error from error

    made = create_async_engine(
        "postgresql+asyncpg://",
        async_creator=connect,
        pool_size=size,
        max_overflow=0,
        pool_timeout=patience,
        pool_pre_ping=pages,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
    )
    event.listen(made.sync_engine, "handle_error", _as_ours)
    return made


def meant(error: BaseException, subjects: Sequence[str] = ()) -> BalieError | None:
    """Our word for an error of the driver; None when it is none of its. Values never stand in it, as SQL's details would."""
    if isinstance(error, asyncpg.PostgresError):
        return _said(error, subjects)
    if isinstance(error, LOST):
        return StoreDown(f"PostgreSQL does not answer: {type(error).__name__}{_first_line(error)}")
    return None


def lost(error: BaseException) -> bool:
    """Whether the connection is of no use any more."""
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate)[:2] in ("08", "57", "58") or error.sqlstate in ("25P03", "25006")
    return isinstance(error, LOST)


def _said(error: asyncpg.PostgresError, subjects: Sequence[str]) -> BalieError | None:
    code = str(error.sqlstate)
    if code in STALE:
        return Stale(frozenset(subjects))
    if code.startswith(BAD):
        said = error.__cause__ or error.args[0]  # the driver's own refusal shows the value; its cause does not
        return BadRow(f"{type(error).__name__}: {said}")
    if code in UNMADE:
        return StoreDown(f"the register's tables are not as this version expects ({code}). Mend: balie migrate")
    return StoreDown(f"PostgreSQL says {code}: {error.args[0]}") if code.startswith(AWAY) else None


def _first_line(error: BaseException) -> str:
    said = str(error).partition("\n")[0]
    return f": {said}" if said else ""


def session(schema: str, *, pages: bool = False, patience: float = PATIENCE) -> dict[str, str]:
    """A process that is stopped half way keeps others waiting no longer than this."""
    answer = f"{int(patience * (4 if pages else 1) * 1000)}ms"
    return {
        "application_name": "balie",
        "search_path": f'"{schema}"',
        "timezone": "UTC",
        "jit": "off",  # compiling costs more than these queries
        "random_page_cost": "1.1",  # no disk turns round any more
        "statement_timeout": answer,
        "lock_timeout": f"{int(patience * 1000) // 2}ms",
        "idle_in_transaction_session_timeout": f"{int(patience * 1000) // 2}ms",
        "default_transaction_isolation": "read committed",
        "default_transaction_read_only": "on" if pages else "off",
    }


def _as_ours(context: ExceptionContext) -> None:
    original = context.original_exception
    cause = original.__cause__ if isinstance(original.__cause__, Exception) else original
    if lost(cause):
        context.is_disconnect = True
    ours = meant(cause)
    if ours is not None:
        raise ours from cause
