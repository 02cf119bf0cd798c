"""Several writes on SQLite in one transaction: each is written, or told why not, as if it were alone."""

import sqlite3
from collections.abc import Sequence

from router.domain.change import Change
from router.domain.errors import BalieError
from router.store.writing import write


def written(connection: sqlite3.Connection, asked: Sequence[Sequence[Change]]) -> list[int | Exception]:
    """The history cursor after each. Where one of them cannot be written, each goes into a transaction of its own."""
    if len(asked) > 1:
        try:
            last = write(connection, [change for changes in asked for change in changes], None)
        except BalieError:
            pass
        else:
            return _cursors(last, asked)
    return [_alone(connection, changes) for changes in asked]


def _cursors(last: int, asked: Sequence[Sequence[Change]]) -> list[int | Exception]:
    """How far history had come after each, by what those behind it told."""
    found: list[int | Exception] = []
    for changes in reversed(asked):
        found.append(last)
        last -= sum(len(change.history) for change in changes)
    return found[::-1]


def _alone(connection: sqlite3.Connection, changes: Sequence[Change]) -> int | Exception:
    try:
        return write(connection, changes, None)
    except Exception as error:  # handed to whoever asked
        return error
