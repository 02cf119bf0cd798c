"""Between a record and its row. What a field needs on the way is read once from its type; most need nothing."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from itertools import compress
from operator import attrgetter, is_not, itemgetter
from typing import Any, Generic, TypeVar, get_args, get_type_hints

import msgspec
from sqlalchemy import Row, Table

from router.domain.moments import from_micros, to_micros
from router.domain.record import Record

R = TypeVar("R", bound=Record)
Change = Callable[[Any], Any]
_encode = msgspec.json.Encoder().encode


def to_json(value: object) -> str:
    return _encode(value).decode()


class Codec(Generic[R]):
    """Rows of one record type. Columns that the record lacks (`extra`) are added by the caller."""

    def __init__(self, record: type[R], table: Table) -> None:
        self.record, self.table = record, table
        hints = get_type_hints(record)
        names = [column.name for column in table.columns if column.name in hints]
        self.columns = tuple(names)
        self.key = str(next(iter(table.primary_key)).name)
        self._fields = attrgetter(*names)
        self._out = tuple((place, change) for place, name in enumerate(names) if (change := _outward(hints[name])))
        self._outward = dict(self._out)
        self._in = tuple((name, change) for name in names if (change := _inward(hints[name])))

    def row(self, record: R) -> list[Any]:
        row = list(self._fields(record))
        for place, change in self._out:
            if row[place] is not None:
                row[place] = change(row[place])
        return row

    def differing(self, before: R, after: R) -> tuple[tuple[str, ...], list[Any]]:
        """The columns that are not as they were, and what they are now."""
        was, now, out = self._fields(before), self._fields(after), self._outward
        others = compress(range(len(was)), map(is_not, was, now))  # most are the same object still
        places = [place for place in others if was[place] != now[place]]
        values = [out[place](now[place]) if place in out and now[place] is not None else now[place] for place in places]
        return tuple([self.columns[place] for place in places]), values

    def of(self, row: Row[Any] | Mapping[str, Any]) -> R:
        mapping: Any = row._mapping if isinstance(row, Row) else row
        return self._made({name: mapping[name] for name in self.columns})

    def all_of(self, rows: Sequence[Row[Any]]) -> list[R]:
        """Of rows of one query: where a column stands is looked up once."""
        if not rows:
            return []
        fields = rows[0]._fields
        picked = itemgetter(*(fields.index(name) for name in self.columns))
        return [self._made(dict(zip(self.columns, picked(row), strict=True))) for row in rows]

    def _made(self, values: dict[str, Any]) -> R:
        for name, change in self._in:
            if (value := values[name]) is not None:
                values[name] = change(value)
        return self.record(**values)


def _types(hint: object) -> tuple[object, ...]:
    """The hint itself, or the parts of `X | None`."""
    parts = tuple(each for each in get_args(hint) if each is not type(None))
    return parts if type(None) in get_args(hint) else (hint,)


def _outward(hint: object) -> Change | None:
    (kind,) = _types(hint)
    if kind is datetime:
        return to_micros
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return str.__str__
    return None if kind in (str, int, bytes, bool) else to_json


def _inward(hint: object) -> Change | None:
    (kind,) = _types(hint)
    if kind is datetime:
        return from_micros
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return {each.value: each for each in kind}.__getitem__  # a look-up: to call the class costs ten times as much
    if kind is bool:
        return bool
    return None if kind in (str, int, bytes) else msgspec.json.Decoder(kind).decode
