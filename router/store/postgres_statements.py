"""The SQL of one write on PostgreSQL, made once from the tables. Rows travel as an array a column: one statement whatever their number."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import BigInteger, Boolean, Integer, LargeBinary, Table

from router.store.codec import Codec
from router.store.fresh import KINDS, Kind
from router.store.rows import ACCOUNT, CASE, OUTGOING, PROMISE

ARRAYS = {BigInteger: "int8", Integer: "int4", Boolean: "boolean", LargeBinary: "bytea"}  #: anything else is text


class Update(NamedTuple):
    """Its arguments: an array for each column of the record, then the key, then what the guards were when they were read.
    Its answer: the keys of the rows that were still so."""

    sql: str
    guards: tuple[str, ...]


def arrays(table: Table, columns: Iterable[str], first: int = 1) -> str:
    """unnest's arguments, from `$first` on."""
    return ", ".join(f"${place}::{_type(table, name)}[]" for place, name in enumerate(columns, first))


def turned(rows: Sequence[Sequence[object]]) -> list[list[object]]:
    """Rows to columns."""
    return [list(column) for column in zip(*rows, strict=True)]


def _type(table: Table, name: str) -> str:
    kind = table.columns[name].type
    return next((name for each, name in ARRAYS.items() if isinstance(kind, each)), "text")


def _insert(kind: Kind) -> str:
    names = ", ".join(f'"{name}"' for name in kind.columns)
    rows = f"SELECT * FROM unnest({arrays(kind.table, kind.columns)})"
    return f'INSERT INTO "{kind.table.name}" ({names}) {rows} {kind.conflict}'


def _update(codec: Codec, *guards: str) -> Update:  # type: ignore[type-arg]  # any record will do
    table, key = codec.table, next(iter(codec.table.primary_key)).name
    taken = [*(f'"new_{name}"' for name in codec.columns), '"key"', *(f'"was_{name}"' for name in guards)]
    rows = f"unnest({arrays(table, [*codec.columns, key, *guards])}) AS sent ({', '.join(taken)})"
    names = ", ".join(f'"{name}" = sent."new_{name}"' for name in codec.columns if name != key)
    still = " AND ".join(f'held."{name}" = sent."was_{name}"' for name in guards)
    where = f'held."{key}" = sent."key" AND {still}'
    return Update(f'UPDATE "{table.name}" AS held SET {names} FROM {rows} WHERE {where} RETURNING held."{key}"', guards)


INSERTS = {kind.table.name: _insert(kind) for kind in KINDS}
CHANGED_CASES = _update(CASE, "version")
CHANGED_PROMISES = _update(PROMISE, "generation")
CHANGED_OUTGOING = _update(OUTGOING, "state", "attempts")
CHANGED_ACCOUNTS = _update(ACCOUNT, "version")
CHANGED_SESSION = (  # one that was ended stays so
    "UPDATE sessions SET seen_at = $2::int8, ended_at = $3::int8 WHERE id = $1 AND ended_at IS NULL RETURNING id"
)
FORGET_SESSIONS = "DELETE FROM sessions WHERE account = $1 AND created_at < $2::int8"
NEW_LOADS = (
    "INSERT INTO loads (account, lane, active) SELECT account, lane, 0 FROM unnest($1::text[], $2::text[]) "
    "AS sent (account, lane) ON CONFLICT (account, lane) DO NOTHING"
)
CHANGED_LOADS = (
    "UPDATE loads AS held SET active = sent.after FROM unnest($1::text[], $2::text[], $3::int4[], $4::int4[]) "
    "AS sent (account, lane, before, after) WHERE held.account = sent.account AND held.lane = sent.lane "
    "AND held.active = sent.before RETURNING held.account, held.lane"
)
FORGET_LEGS = 'DELETE FROM legs WHERE "call" = ANY ($1::text[])'
MOVE_OFFSET = 'UPDATE partitions SET "offset" = $1 WHERE partition = $2 AND epoch = $3 RETURNING partition'
# Lines of history get their number and are committed one transaction after the other: whoever sees a number has seen
# all before it, so that a cursor never passes over one (docs/adr/0012).
IN_TURN = "SELECT pg_advisory_xact_lock(hashtextextended('balie.history.' || current_schema(), 0))"
WRITTEN = "SELECT coalesce(max(seq), 0) AS cursor, pg_current_xact_id()::text AS transaction FROM history"
FATE = "SELECT pg_xact_status($1::text::xid8)"
DRAW = (
    "INSERT INTO numbers (prefix, next) VALUES ($1, 1 + $2::int8) "
    "ON CONFLICT (prefix) DO UPDATE SET next = numbers.next + $2::int8 RETURNING next"
)
TAKE = (
    'INSERT INTO partitions (partition, epoch, "offset") VALUES ($1, 1, -1) '
    "ON CONFLICT (partition) DO UPDATE SET epoch = partitions.epoch + 1 "
    'RETURNING partition, epoch, "offset"'
)
LAST_LINE = 'SELECT subject, type, at, "by", data FROM history WHERE seq = $1'
OFFSET = 'SELECT epoch, "offset" FROM partitions WHERE partition = $1'
