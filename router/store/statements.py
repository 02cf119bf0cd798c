"""The SQL of one write on SQLite, made once from the tables. Plain statements for the driver: this is the hot path."""

from functools import cache
from typing import NamedTuple

from router.store.fresh import KINDS, Kind

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


@cache
def update(table: str, key: str, columns: tuple[str, ...], guard: str) -> str:
    """Of these columns alone: an index on a column that is named is written again, whether it changed or not."""
    names = ", ".join(f'"{name}" = ?' for name in columns)
    return f'UPDATE "{table}" SET {names} WHERE "{key}" = ? AND {guard}'


INSERTS = {kind.table.name: _insert(kind) for kind in KINDS}
OF_VERSION, OF_GENERATION, OF_ATTEMPT = "version = ?", "generation = ?", "state = ? AND attempts = ?"  #: guards
STILL_HOLDS = "ended_at IS NULL"  #: of a session: one that was ended stays so
FORGET_SESSIONS = "DELETE FROM sessions WHERE account = ? AND created_at < ?"
NEW_LOAD = "INSERT INTO loads (account, lane, active) VALUES (?, ?, 0) ON CONFLICT (account, lane) DO NOTHING"
CHANGED_LOAD = "UPDATE loads SET active = ? WHERE account = ? AND lane = ? AND active = ?"
FORGET_LEGS = 'DELETE FROM legs WHERE "call" = ?'
MOVE_OFFSET = 'UPDATE partitions SET "offset" = ? WHERE partition = ? AND epoch = ?'
