"""A write on SQLite: changes to rows, in one transaction, conditional on the versions that were read."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain

from router.domain.call import key_of
from router.domain.change import Change
from router.domain.contact import CallEvent, caller_party
from router.domain.errors import BadRow, FencedOff, Stale, StoreDown
from router.domain.moments import optional_micros, to_micros
from router.store import statements as sql
from router.store.base import Position
from router.store.codec import Codec
from router.store.rows import (
    CASE,
    CONTACT,
    DECISION,
    HISTORY,
    LABEL,
    NOTICE,
    OUTGOING,
    PARTY,
    PROMISE,
    QUARANTINED,
    RULEBOOK,
    TEXT,
)

Rows = Sequence[Sequence[object]]
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
    many: tuple[tuple[sql.Insert, Rows], ...] = (
        (sql.NEW_PARTY, [PARTY.row(each) for change in changes for each in change.parties]),
        (sql.NEW_CONTACT, [CONTACT.row(each) for change in changes for each in change.contacts]),
        (sql.NEW_TEXT, [TEXT.row(each) for change in changes for each in change.texts]),
        (sql.NEW_CASE, [CASE.row(after) for change in changes for before, after in change.cases if before is None]),
        (
            sql.NEW_PROMISE,
            [PROMISE.row(after) for change in changes for before, after in change.promises if before is None],
        ),
        (sql.NEW_DECISION, [DECISION.row(each) for change in changes for each in change.decisions]),
        (sql.NEW_HISTORY, [HISTORY.row(each) for change in changes for each in change.history]),
        (
            sql.NEW_OUTGOING,
            [OUTGOING.row(after) for change in changes for before, after in change.outgoing if before is None],
        ),
        (sql.NEW_NOTICE, [NOTICE.row(each) for change in changes for each in change.notices]),
        (sql.NEW_QUARANTINED, [QUARANTINED.row(each) for change in changes for each in change.quarantined]),
        (sql.NEW_LABEL, [LABEL.row(each) for change in changes for each in change.labels]),
        (sql.NEW_RULEBOOK, [RULEBOOK.row(each) for change in changes for each in change.rulebooks]),
        (sql.NEW_THREAD, [each for change in changes for each in change.threads]),
        (sql.NEW_CALL_EVENT, [_call_event_row(each) for change in changes for each in change.call_events]),
    )
    for statement, rows in many:
        insert_rows(connection, statement, rows)
    for change in changes:
        _replace_legs(connection, change)


def insert_rows(connection: sqlite3.Connection, insert: sql.Insert, rows: Rows) -> None:
    """As many rows a statement as there are."""
    done = 0
    for size in sql.SIZES:
        while len(rows) - done >= size:
            connection.execute(insert.by_size[size], list(chain.from_iterable(rows[done : done + size])))
            done += size


def _change_old(connection: sqlite3.Connection, changes: Sequence[Change]) -> Iterable[str]:
    """Change what stood already, each only if it is still as it was read. Yields the subjects that were not."""
    for change in changes:
        for before, after in change.cases:
            if before is not None and not _changed(
                connection, sql.CHANGED_CASE, CASE, after, before.reference, before.version
            ):
                yield before.reference
        for old, new in change.promises:
            if old is not None and not _changed(connection, sql.CHANGED_PROMISE, PROMISE, new, old.id, old.generation):
                yield old.case
        for was, now in change.outgoing:
            if was is not None and not _changed(
                connection, sql.CHANGED_OUTGOING, OUTGOING, now, was.id, was.state, was.attempts
            ):
                yield was.id
        for load in change.loads:
            connection.execute(sql.NEW_LOAD, (load.account, load.lane))
            if connection.execute(sql.CHANGED_LOAD, (load.after, load.account, load.lane, load.before)).rowcount != 1:
                yield load.account


def _changed(connection: sqlite3.Connection, statement: str, codec: Codec, record: object, *guard: object) -> bool:  # type: ignore[type-arg]  # any record
    return connection.execute(statement, (*codec.row(record), *guard)).rowcount == 1


def _replace_legs(connection: sqlite3.Connection, change: Change) -> None:
    for call, legs in change.legs:
        connection.execute(sql.FORGET_LEGS, (call,))
        insert_rows(
            connection,
            sql.NEW_LEG,
            [
                (
                    call,
                    place,
                    leg.queue,
                    optional_micros(leg.entered),
                    optional_micros(leg.ended),
                    leg.ending and leg.ending.value,
                    leg.agent,
                    optional_micros(leg.due),
                    leg.state and leg.state.value,
                )
                for place, leg in enumerate(legs)
            ],
        )


def _call_event_row(event: CallEvent) -> tuple[object, ...]:
    return (
        key_of(event),
        event.call,
        event.event.value,
        to_micros(event.at),
        event.queue,
        caller_party(event),
        event.agent,
    )
