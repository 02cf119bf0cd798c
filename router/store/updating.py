"""Rows that stand already, changed on SQLite: many a statement, each only if it is still as it was read.

A statement lets other threads run, and waits its turn to go on (docs/adr/0003): ten thousand promises that break at once are some
hundreds of statements, not twenty thousand.
"""

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from operator import attrgetter
from typing import Any

from router.store import statements as sql
from router.store.codec import Codec, R

Columns = tuple[str, ...]


def changed(
    connection: sqlite3.Connection, codec: Codec[R], guards: Columns, pairs: Iterable[tuple[R | None, R]]
) -> Iterable[R]:
    """Yields those, as they were read, that are so no longer. One that changes more than once goes to its last form at once.

    `guards` are the columns that must be as they were."""
    guarded, first, last = attrgetter(*guards), dict[str, R](), dict[str, R]()
    for before, after in pairs:
        if before is None:
            continue
        key = getattr(before, codec.key)
        if key in last and guarded(last[key]) != guarded(before):
            yield before
        first.setdefault(key, before)
        last[key] = after
    groups = defaultdict[Columns, list[Sequence[Any]]](list)
    for key, before in first.items():
        columns, values = codec.differing(before, last[key])
        if not columns:  # it stays as it is, and is only looked at
            columns, values = (codec.key,), [key]
        groups[columns].append((key, *values, *(getattr(before, each) for each in guards)))
    for columns, rows in groups.items():
        statement = _Statement(codec.table.name, codec.key, columns, guards)
        for key in statement.missed(connection, rows):
            yield first[key]


class _Statement:
    """Which columns are set, on what condition. Rows are the key, the values, and what the guards were."""

    def __init__(self, *parts: Any) -> None:
        self._parts = parts

    def missed(self, connection: sqlite3.Connection, rows: Sequence[Sequence[Any]]) -> Iterable[str]:
        """The keys of rows that were not as they were read."""
        done = 0
        for size in sql.SIZES:
            while len(rows) - done >= size:
                some = rows[done : done + size]
                found = connection.execute(_update(*self._parts, size), list(chain.from_iterable(some))).fetchall()
                if len(found) != size:
                    yield from {row[0] for row in some} - {row[0] for row in found}
                done += size


@cache
def _update(table: str, key: str, columns: Columns, guards: Columns, size: int) -> str:
    """Of these columns alone: an index on a column that is named is written again, whether it changed or not."""
    width = 1 + len(columns) + len(guards)
    names = ", ".join(f'"{name}" = sent.column{place}' for place, name in enumerate(columns, 2))
    held = " AND ".join(f'held."{name}" = sent.column{place}' for place, name in enumerate(guards, 2 + len(columns)))
    values = ", ".join([f"({', '.join('?' * width)})"] * size)
    return (
        f'UPDATE "{table}" AS held SET {names} FROM (VALUES {values}) AS sent '
        f'WHERE held."{key}" = sent.column1 AND {held} RETURNING "{key}"'
    )
