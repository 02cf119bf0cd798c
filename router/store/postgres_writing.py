"""A write on PostgreSQL: changes to rows, in one transaction, conditional on the versions that were read."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

import asyncpg

from router.domain.account import KEPT, Session
from router.domain.change import Change, Load
from router.domain.errors import BadRow, FencedOff, Stale
from router.domain.moments import optional_micros, to_micros
from router.domain.record import Record
from router.store import fresh as new
from router.store import postgres_statements as sql
from router.store.base import Position
from router.store.codec import Codec
from router.store.fresh import Kind, Rows, fresh, history_rows, leg_rows
from router.store.rows import ACCOUNT, CASE, OUTGOING, PROMISE

R = TypeVar("R", bound=Record)
COPIED = 24  #: rows from which COPY pays for its second round trip
SAME_AGAIN = ("parties",)  #: of these, equal rows in one write are one row


class Written(NamedTuple):
    """What a transaction says just before it is committed."""

    cursor: int
    transaction: str


class Repeated(Exception):
    """COPY met a row that stands already, where that is no fault. Write it again, by statements that say what to do then."""


async def write(connection: Any, changes: Sequence[Change], position: Position | None, *, copying: bool) -> Written:
    """All of it, in the transaction that is open. Raises Stale, FencedOff, Repeated, and what the driver raises."""
    if position is not None:
        await _move_offset(connection, position)
    for kind, rows in fresh(changes):
        await _insert(connection, kind, rows, copying=copying)
    stale = await _change_old(connection, changes)
    if stale:
        raise Stale(frozenset(stale))
    await _replace_legs(connection, changes)
    lines = history_rows(changes)
    if lines:
        await connection.execute(sql.IN_TURN)
        await _insert(connection, new.HISTORIES, lines, copying=copying)
    return Written(*await connection.fetchrow(sql.WRITTEN))


def subjects(changes: Sequence[Change]) -> list[str]:
    """All that may be stale, when nobody can say what was."""
    cases = (before.reference for change in changes for before, _ in change.cases if before is not None)
    accounts = (before.account for change in changes for before, _ in change.accounts if before is not None)
    return [*cases, *accounts, *(load.account for change in changes for load in change.loads)]


async def _move_offset(connection: Any, position: Position) -> None:
    moved = await connection.fetchrow(sql.MOVE_OFFSET, position.offset, position.partition, position.epoch)
    if moved is None:
        raise FencedOff(f"partition {position.partition} has another owner since epoch {position.epoch}")


async def _insert(connection: Any, kind: Kind, rows: Rows, *, copying: bool) -> None:
    if copying and len(rows) >= COPIED and kind is not new.PARTIES:
        await _copy(connection, kind, rows)
        return
    if kind.table.name in SAME_AGAIN:
        rows = list(dict.fromkeys(map(tuple, rows)))
    for some in _rounds(kind, rows):
        await connection.execute(sql.INSERTS[kind.table.name], *sql.turned(some))


async def _copy(connection: Any, kind: Kind, rows: Rows) -> None:
    try:
        await connection.copy_records_to_table(kind.table.name, records=rows, columns=kind.columns)
    except asyncpg.UniqueViolationError as error:
        if kind.conflict:
            raise Repeated from error
        raise
    except (ValueError, TypeError, OverflowError) as error:  # it says why, without the value
        raise BadRow(f"{type(error).__name__}: {error}") from error


def _rounds(kind: Kind, rows: Rows) -> Iterable[Rows]:
    """One statement cannot change a row twice: what comes again goes into the next. Each in the order of its keys, so
    that two writers never wait for each other; history stays in its own order."""
    if not rows or "DO UPDATE" not in kind.conflict:
        return [rows] if rows else []
    key = kind.columns.index(next(iter(kind.table.primary_key)).name)
    seen: dict[object, int] = {}
    rounds: list[list[Sequence[object]]] = []
    for row in rows:
        turn = seen[row[key]] = seen.get(row[key], -1) + 1
        if turn == len(rounds):
            rounds.append([])
        rounds[turn].append(row)
    return [sorted(some, key=lambda row: str(row[key])) for some in rounds]


async def _change_old(connection: Any, changes: Sequence[Change]) -> set[str]:
    """Change what stood already, each only if it is still as it was read. Returns the subjects that were not."""
    cases = [pair for change in changes for pair in change.cases]
    promises = [pair for change in changes for pair in change.promises]
    outgoing = [pair for change in changes for pair in change.outgoing]
    accounts = [pair for change in changes for pair in change.accounts]
    return {
        *await _changed(connection, sql.CHANGED_CASES, CASE, cases, lambda each: each.reference),
        *await _changed(connection, sql.CHANGED_PROMISES, PROMISE, promises, lambda each: each.case),
        *await _changed(connection, sql.CHANGED_OUTGOING, OUTGOING, outgoing, lambda each: each.id),
        *await _changed(connection, sql.CHANGED_ACCOUNTS, ACCOUNT, accounts, lambda each: each.account),
        *await _sessions(connection, [pair for change in changes for pair in change.sessions]),
        *await _loads(connection, [load for change in changes for load in change.loads]),
    }


async def _changed(
    connection: Any,
    update: sql.Update,
    codec: Codec[R],
    pairs: Sequence[tuple[R | None, R]],
    subject: Callable[[R], str],
) -> set[str]:
    """The subjects of those that were changed meanwhile. A record that changes more than once goes to its last form at once."""
    key = next(iter(codec.table.primary_key)).name
    first: dict[str, R] = {}
    last: dict[str, R] = {}
    stale: set[str] = set()
    for before, after in pairs:
        if before is None:
            continue
        name = getattr(before, key)
        if name in last and _guards(update, last[name]) != _guards(update, before):
            stale.add(subject(before))
        first.setdefault(name, before)
        last[name] = after
    if not first:
        return stale
    rows = [(*codec.row(last[name]), name, *_guards(update, first[name])) for name in sorted(first)]
    done = {row[0] for row in await connection.fetch(update.sql, *sql.turned(rows))}
    return stale | {subject(record) for name, record in first.items() if name not in done}


def _guards(update: sql.Update, record: Record) -> tuple[object, ...]:
    return tuple(getattr(record, name) for name in update.guards)


async def _loads(connection: Any, loads: Sequence[Load]) -> set[str]:
    """As cases: what somebody holds changes by the number that was read."""
    first: dict[tuple[str, str], int] = {}
    last: dict[tuple[str, str], int] = {}
    stale: set[str] = set()
    for load in loads:
        row = load.account, load.lane
        if last.get(row, load.before) != load.before:
            stale.add(load.account)
        first.setdefault(row, load.before)
        last[row] = load.after
    if not first:
        return stale
    rows = [(*row, first[row], last[row]) for row in sorted(first)]
    await connection.execute(sql.NEW_LOADS, *sql.turned(rows)[:2])
    done = {tuple(row) for row in await connection.fetch(sql.CHANGED_LOADS, *sql.turned(rows))}
    return stale | {account for account, lane in first if (account, lane) not in done}


async def _sessions(connection: Any, sessions: Sequence[tuple[Session | None, Session]]) -> set[str]:
    """Few at a time: one after the other."""
    stale: set[str] = set()
    for before, after in sessions:
        if before is None:
            await connection.execute(sql.FORGET_SESSIONS, after.account, to_micros(after.created_at - KEPT))
            continue
        moments = to_micros(after.seen_at), optional_micros(after.ended_at)
        if await connection.fetchval(sql.CHANGED_SESSION, after.id, *moments) is None:
            stale.add(after.account)
    return stale


async def _replace_legs(connection: Any, changes: Sequence[Change]) -> None:
    """Of a call that is told of twice the last word counts."""
    calls = {call: legs for change in changes for call, legs in change.legs}
    if calls:
        await connection.execute(sql.FORGET_LEGS, sorted(calls))
        rows = [row for call, legs in calls.items() for row in leg_rows(call, legs)]
        await _insert(connection, new.LEGS, rows, copying=False)
