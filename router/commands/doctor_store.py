"""The doctor's look at a register."""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from router.clock import Clock
from router.commands.finding import Finding, bad, good
from router.store.migrate import newest, stamped

OLDEST = 130000  #: of PostgreSQL; with Debian 12 comes 15
SETTINGS = """
SELECT current_setting('server_version_num')::int AS version, current_setting('fsync') AS fsync,
  current_setting('full_page_writes') AS full_page_writes, current_setting('synchronous_commit') AS synchronous_commit,
  current_setting('server_encoding') AS encoding, pg_is_in_recovery() AS standby,
  current_setting('max_connections')::int AS most, (SELECT count(*)::int FROM pg_stat_activity) AS used
"""
NEEDED = 20  #: connections of one process, and some


def sqlite(what: str, url: str, migrated: bool) -> Sequence[Finding]:
    path = Path(url.removeprefix("sqlite:///"))
    if not path.exists():
        return [good(what, f"{path} is yet to be made")]
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.Error as error:
        said = str(error)
    finally:
        connection.close()
    if said != "ok":
        return [bad(what, f"{path} is damaged: {said}", "stop Balie and put back the last backup of the data folder")]
    if migrated and stamped(path) != newest():
        return [bad(what, f"{path} is at step {stamped(path)} of {newest()}", "balie migrate")]
    return [good(what, f"{path} is whole")]


async def postgres(url: str, schema: str, clock: Clock) -> tuple[Sequence[Finding], datetime, datetime, datetime]:
    """What was found; then when its clock was asked, what it said, when that was heard. Raises StoreDown."""
    import asyncpg

    from router.store.postgres_connection import LOST, meant
    from router.store.postgres_migrate import stamped as step_of

    step = await step_of(url, schema)
    try:
        connection = await asyncpg.connect(url, timeout=10)
        try:
            row = await connection.fetchrow(SETTINGS)
            may = await connection.fetchval("SELECT has_database_privilege(current_database(), 'CREATE')")
            asked = clock.now()
            theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
            answered = clock.now()
        finally:
            await connection.close()
    except (*LOST, asyncpg.PostgresError) as error:
        raise meant(error) or error from error
    return [*_server(row), *_schema(schema, step, may)], asked, theirs, answered


def _server(row: Mapping[str, Any]) -> Iterator[Finding]:
    told = f"PostgreSQL {row['version'] // 10000}.{row['version'] % 10000}"
    wrong = [
        (row["version"] < OLDEST, f"{told} is too old", "PostgreSQL 13 or newer"),
        (row["standby"], "this server is a standby, which takes no writing", "name the primary, or add target_session_attrs=read-write"),
        (row["encoding"] != "UTF8", f"the database is in {row['encoding']}", "CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"),
        (row["most"] - row["used"] < NEEDED, f"{row['used']} of {row['most']} connections are taken", "raise max_connections in postgresql.conf"),
    ]  # fmt: skip
    for name, why in (
        ("fsync", "a power cut damages the register"),
        ("full_page_writes", "a power cut can damage the register"),
        ("synchronous_commit", "a crash loses what was acknowledged"),
    ):
        wrong.append(
            (row[name] == "off", f"{name} is off: {why}", f"ALTER SYSTEM SET {name} = on; SELECT pg_reload_conf()")
        )
    found = [bad("store", said, mend) for is_so, said, mend in wrong if is_so]
    yield from found or [good("store", f"{told} answers, and keeps what it commits")]


def _schema(schema: str, step: str | None, may: bool) -> Iterator[Finding]:
    if step == newest():
        yield good("store", f'schema "{schema}" is at step {step}')
    elif step is None and may:
        yield good("store", f'schema "{schema}" is yet to be made')
    elif step is None:
        mend = f'as owner of the database: CREATE SCHEMA "{schema}" AUTHORIZATION …'
        yield bad("store", f'there is no schema "{schema}" and this account may not make one', mend)
    elif step > newest():
        yield bad(
            "store", f'schema "{schema}" is at step {step}, this version knows up to {newest()}', "run the newer Balie"
        )
    else:
        yield bad("store", f'schema "{schema}" is at step {step} of {newest()}', "balie migrate")
