"""The SQL of one write on SQLite, made once from the tables. Plain statements for the driver: this is the hot path."""

from typing import NamedTuple

from router.store.codec import Codec
from router.store.fresh import KINDS, Kind
from router.store.rows import CASE, OUTGOING, PROMISE

SIZES = (64, 16, 4, 1)  #: rows that one statement takes


class Insert(NamedTuple):
    """An insert of 64, 16, 4 or 1 rows. SQLite's driver lets other threads run once a statement, and waits its turn
    to go on: many rows a statement keep deciding and writing out of each other's way (docs/adr/0003)."""

    by_size: dict[int, str]


def _insert(kind: Kind) -> Insert:
    names = ", ".join(f'"{name}"' for name in kind.columns)
    row = f"({', '.join('?' * len(kind.columns))})"
    into = f'INSERT INTO "{kind.table.name}" ({names}) VALUES'
    return Insert({size: f"{into} {', '.join([row] * size)} {kind.conflict}" for size in SIZES})


def _update(codec: Codec, guard: str) -> str:  # type: ignore[type-arg]  # any record will do
    key = next(iter(codec.table.primary_key)).name
    names = ", ".join(f'"{name}" = ?' for name in codec.columns)
    return f'UPDATE "{codec.table.name}" SET {names} WHERE "{key}" = ? AND {guard}'


INSERTS = {kind.table.name: _insert(kind) for kind in KINDS}
CHANGED_CASE = _update(CASE, "version = ?")
CHANGED_PROMISE = _update(PROMISE, "generation = ?")
CHANGED_OUTGOING = _update(OUTGOING, "state = ? AND attempts = ?")
NEW_LOAD = "INSERT INTO loads (account, lane, active) VALUES (?, ?, 0) ON CONFLICT (account, lane) DO NOTHING"
CHANGED_LOAD = "UPDATE loads SET active = ? WHERE account = ? AND lane = ? AND active = ?"
FORGET_LEGS = 'DELETE FROM legs WHERE "call" = ?'
MOVE_OFFSET = 'UPDATE partitions SET "offset" = ? WHERE partition = ? AND epoch = ?'
