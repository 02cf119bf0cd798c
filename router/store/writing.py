"""A write on SQLite: changes to rows, in one transaction, conditional on the versions that were read."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain

from router.domain.account import KEPT
from router.domain.change import Change
from router.domain.errors import BadRow, FencedOff, Stale, StoreDown
from router.domain.moments import to_micros
from router.store import statements as sql
from router.store.base import Position
from router.store.codec import Codec, R
from router.store.fresh import Rows, fresh, history_rows, leg_rows
from router.store.rows import ACCOUNT, CASE, OUTGOING, PROMISE, SESSION
from router.store.updating import changed

BAD = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
    OverflowError,
    UnicodeEncodeError,
)


def write(connection: sqlite3.Connection, changes: Sequence[Change], position: Position | None) -> int:
    """Write all of it or nothing; returns the history cursor. Raises Stale, FencedOff, BadRow, StoreDown."""
    try:
        connection.execute("BEGIN IMMEDIATE")
        if position is not None:
            _move_offset(connection, position)
        _insert_new(connection, changes)
        stale = set(_change_old(connection, changes))
        if stale:
            raise Stale(frozenset(stale))
        (cursor,) = connection.execute("SELECT coalesce(max(seq), 0) FROM history").fetchone()
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, BAD):
            raise BadRow(f"{type(error).__name__}: {error}") from error
        if isinstance(error, sqlite3.Error):
            raise StoreDown(f"the register cannot be written: {error}") from error
        raise
    return int(cursor)


def _move_offset(connection: sqlite3.Connection, position: Position) -> None:
    moved = connection.execute(sql.MOVE_OFFSET, (position.offset, position.partition, position.epoch)).rowcount
    if moved != 1:
        raise FencedOff(f"partition {position.partition} has another owner since epoch {position.epoch}")


def _insert_new(connection: sqlite3.Connection, changes: Sequence[Change]) -> None:
    """Everything that is new, a statement a table."""
    for kind, rows in fresh(changes):
        insert_rows(connection, sql.INSERTS[kind.table.name], rows)
    insert_rows(connection, sql.INSERTS["history"], history_rows(changes))
    for change in changes:
        for call, legs in change.legs:
            connection.execute(sql.FORGET_LEGS, (call,))
            insert_rows(connection, sql.INSERTS["legs"], leg_rows(call, legs))
        for before, session in change.sessions:
            if before is None:
                connection.execute(sql.FORGET_SESSIONS, (session.account, to_micros(session.created_at - KEPT)))


def insert_rows(connection: sqlite3.Connection, insert: sql.Insert, rows: Rows) -> None:
    """As many rows a statement as there are."""
    done = 0
    for size in sql.SIZES:
        while len(rows) - done >= size:
            connection.execute(insert.by_size[size], list(chain.from_iterable(rows[done : done + size])))
            done += size


def _change_old(connection: sqlite3.Connection, changes: Sequence[Change]) -> Iterable[str]:
    """Change what stood already, each only if it is still as it was read. Yields the subjects that were not."""
    cases, promises = (each.cases for each in changes), (each.promises for each in changes)
    outgoing = (each.outgoing for each in changes)
    for case in changed(connection, CASE, ("version",), chain.from_iterable(cases)):
        yield case.reference
    for promise in changed(connection, PROMISE, ("generation",), chain.from_iterable(promises)):
        yield promise.case
    for message in changed(connection, OUTGOING, ("state", "attempts"), chain.from_iterable(outgoing)):
        yield message.id
    for change in changes:
        yield from _change_accounts(connection, change)
        for load in change.loads:
            if not load.before:
                connection.execute(sql.NEW_LOAD, (load.account, load.lane))
            if connection.execute(sql.CHANGED_LOAD, (load.after, load.account, load.lane, load.before)).rowcount != 1:
                yield load.account


def _change_accounts(connection: sqlite3.Connection, change: Change) -> Iterable[str]:
    for known, account in change.accounts:
        if known and not _changed(connection, ACCOUNT, known, account, sql.OF_VERSION, known.version):
            yield known.account
    for open_, session in change.sessions:
        if open_ and not _changed(connection, SESSION, open_, session, sql.STILL_HOLDS):
            yield open_.account


def _changed(connection: sqlite3.Connection, codec: Codec[R], before: R, after: R, guard: str, *guards: object) -> bool:
    """False when the row is not as it was read. One that stays as it is, is only looked at."""
    columns, values = codec.differing(before, after)
    if not columns:
        columns, values = (codec.key,), [getattr(after, codec.key)]
    statement = sql.update(codec.table.name, codec.key, columns, guard)
    return connection.execute(statement, (*values, getattr(before, codec.key), *guards)).rowcount == 1
