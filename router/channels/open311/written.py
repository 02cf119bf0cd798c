"""Answers in XML and JSON. XML is only written, never read. Pure."""

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree import ElementTree

from router.channels.clean import many_lines

Row = Mapping[str, object]
TYPES = {"xml": "text/xml", "json": "application/json"}


class Refusal(Exception):
    """What the app did wrong, in the status and words of GeoReport."""

    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


class Table(NamedTuple):
    """Rows under a root: service_requests of request."""

    root: str
    each: str
    rows: Sequence[Row]
    alone: bool = False  #: one thing without a list around it


def written(table: Table, form: str) -> bytes:
    if form == "json":
        return json.dumps(table.rows[0] if table.alone else list(table.rows), ensure_ascii=False).encode()
    root = ElementTree.Element(table.root)
    for row in table.rows:
        filled(root if table.alone else ElementTree.SubElement(root, table.each), row)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def filled(element: ElementTree.Element, row: Row) -> None:
    for name, value in row.items():
        child = ElementTree.SubElement(element, name)
        if value is not None and value != []:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            child.text = many_lines(text, 20_000).replace("\ufffe", "").replace("\uffff", "")


def errors(status: int, said: str) -> Table:
    return Table("errors", "error", [{"code": status, "description": said}])
