"""Export: the register as NDJSON with all fields, row by row, from the store as it is at one moment."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec

from router.commands.labels import labelled
from router.domain.moments import from_micros, to_micros
from router.settings import BadSetting, Settings, sqlite_path

MOMENTS = frozenset(
    {
        "received_at",
        "changed_at",
        "closed_at",
        "next_breach",
        "due",
        "since",
        "legal",
        "next_at",
        "ended",
        "fulfilled",
        "at",
        "entered",
    }
)
JSON = frozenset({"data", "teams_seen", "attachments", "facts", "stages"})
FLAGS = frozenset({"automatic", "needs_assistance"})
NAMES = {"case": "caseReference", "fulfilled": "fulfilledAt", "ended": "endedAt"}
EXPORTS = {
    "contacts": (
        "SELECT c.*, t.subject, t.body AS text, t.attachments, p.name, p.email, p.phone, p.handle FROM contacts c "
        "LEFT JOIN texts t ON t.id = c.id LEFT JOIN parties p ON p.id = c.party WHERE c.received_at >= ? ORDER BY c.received_at, c.id"
    ),
    "cases": "SELECT * FROM cases WHERE received_at >= ? ORDER BY received_at, reference",
    "promises": "SELECT * FROM promises WHERE since >= ? ORDER BY since, id",
    "history": "SELECT * FROM history WHERE at >= ? ORDER BY seq",
    "labels": "",  # they need the catalogue too: commands/labels.py
    "calls": "SELECT * FROM legs WHERE coalesce(entered, ended, 0) >= ? ORDER BY entered, call, place",
}


def export(settings: Settings, what: str, since: datetime | None, write: Callable[[bytes], object]) -> None:
    """Reading does not disturb a server that runs. Raises BadSetting when there is no register."""
    found = _labels(settings, since) if what == "labels" else lines(settings, what, since)
    for line in found:
        write(line)


def _labels(settings: Settings, since: datetime | None) -> Iterator[bytes]:
    return (msgspec.json.encode(each) + b"\n" for each in labelled(settings, since))


def lines(settings: Settings, what: str, since: datetime | None) -> Iterator[bytes]:
    path = sqlite_path(settings.store)
    if not path.exists():
        raise BadSetting(f"There is no register at {path}. Start Balie once, or set BALIE_DATA_DIR.")
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.row_factory = sqlite3.Row
    try:
        for row in connection.execute(EXPORTS[what], (to_micros(since) if since else 0,)):
            yield msgspec.json.encode({_name(name): _value(name, row[name]) for name in row.keys()}) + b"\n"  # noqa: SIM118
    finally:
        connection.close()


def _name(column: str) -> str:
    if column in NAMES:
        return NAMES[column]
    first, *rest = column.split("_")
    return first + "".join(part.title() for part in rest)


def _value(name: str, value: object) -> object:
    if value is None:
        return None
    if name in MOMENTS:
        return from_micros(int(str(value)))
    if name in JSON:
        return msgspec.Raw(str(value).encode())
    if name in FLAGS:
        return bool(value)
    return value.hex() if isinstance(value, bytes) else value
