"""What was filled in, as readable lines, and where its files stand. Pure: looks into the body, and copies no file."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import msgspec

from router.channels.asking import read_as
from router.channels.clean import many_lines, one_line

DEEP, MANY, FILES = 6, 300, 25
LABEL, ANSWER, TEXT = 200, 10_000, 20_000
LARGEST_SCHEMA = 1024 * 1024  #: bytes; with more of it the answers go by their keys
SAID = {b"true": "✓", b"false": "✗", b"null": ""}


class FileInside(msgspec.Struct):
    """A file in an answer, its bytes still as they stand in the body."""

    file_name: str
    content: msgspec.Raw


class Line(NamedTuple):
    key: str  #: of the component, with those it stands in: address.street
    label: str
    text: str


class Filled(NamedTuple):
    lines: list[Line]
    files: list[FileInside]
    more: bool  #: there was more than may be


def filled(values: msgspec.Raw, schema: msgspec.Raw) -> Filled:
    """Raises BadPayload when the values are no object."""
    found = Filled([], [], False)
    walk = _Walk(found)
    small = len(memoryview(schema)) <= LARGEST_SCHEMA
    walk.into(read_as(values, dict[str, msgspec.Raw], "values"), _plain(schema) if small else {}, "", 0)
    return found._replace(more=walk.more)


def text_of(lines: list[Line], first: str | None) -> str:
    """Label and answer on a line each; the component `first` begins, without its label."""
    head = [line.text for line in lines if line.key == first]
    rest = [f"{line.label}: {line.text}" for line in lines if line.key != first]
    return many_lines("\n\n".join(part for part in ("\n".join(head), "\n".join(rest)) if part), TEXT)


class _Walk:
    def __init__(self, found: Filled) -> None:
        self.found, self.left, self.more = found, MANY, False

    def into(self, values: Mapping[str, msgspec.Raw], schema: Mapping[str, Any], before: str, deep: int) -> None:
        known = schema.get("properties")
        for key, value in values.items():
            inner = known.get(key) if isinstance(known, dict) else None
            inner = inner if isinstance(inner, dict) else {}
            label = one_line(str(inner.get("title") or key), LABEL)
            self.value(value, inner, Line(before + key[:LABEL], label, ""), deep + 1)

    def value(self, value: msgspec.Raw, schema: Mapping[str, Any], line: Line, deep: int) -> None:
        if self.left <= 0 or deep > DEEP:
            self.more = True
            return
        self.left -= 1
        kind = bytes(memoryview(value)[:1])
        if kind == b"{":
            self.object(value, schema, line, deep)
        elif kind == b"[":
            items = schema.get("items")
            for each in msgspec.json.decode(value, type=list[msgspec.Raw])[: MANY + 1]:
                self.value(each, items if isinstance(items, dict) else {}, line, deep + 1)
        elif text := _scalar(value):
            self.found.lines.append(line._replace(text=text))

    def object(self, value: msgspec.Raw, schema: Mapping[str, Any], line: Line, deep: int) -> None:
        inside = msgspec.json.decode(value, type=dict[str, msgspec.Raw])
        if {"file_name", "content"} <= inside.keys():
            self.file(value, line)
        else:
            self.into(inside, schema, f"{line.key}.", deep)

    def file(self, value: msgspec.Raw, line: Line) -> None:
        if len(self.found.files) >= FILES:
            self.more = True
            return
        file = read_as(value, FileInside, "file")
        self.found.files.append(file)
        self.found.lines.append(line._replace(text=one_line(file.file_name, LABEL)))


def _scalar(value: msgspec.Raw) -> str:
    raw = memoryview(value)
    if bytes(raw[:1]) == b'"':
        return many_lines(msgspec.json.decode(raw[:], type=str), ANSWER)
    short = bytes(raw[:40])
    return SAID.get(short, short.decode("ascii", "ignore"))


def _plain(schema: msgspec.Raw) -> Mapping[str, Any]:
    try:
        read = msgspec.json.decode(schema)
    except (msgspec.DecodeError, RecursionError):
        return {}
    return read if isinstance(read, dict) else {}
