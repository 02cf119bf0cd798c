"""Export: the register as NDJSON with all fields, row by row, from the store as it is at one moment."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import Connection, text

from router.commands.labels import labelled
from router.commands.register import register_of
from router.domain.moments import from_micros, to_micros
from router.settings import Settings

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
        "LEFT JOIN texts t ON t.id = c.id LEFT JOIN parties p ON p.id = c.party WHERE c.received_at >= :since ORDER BY c.received_at, c.id"
    ),
    "cases": "SELECT * FROM cases WHERE received_at >= :since ORDER BY received_at, reference",
    "promises": "SELECT * FROM promises WHERE since >= :since ORDER BY since, id",
    "history": "SELECT * FROM history WHERE at >= :since ORDER BY seq",
    "labels": "",  # they need the catalogue too: commands/labels.py
    "calls": "SELECT * FROM legs WHERE coalesce(entered, ended, 0) >= :since ORDER BY coalesce(entered, ended, 0), call, place",
}


def export(settings: Settings, what: str, since: datetime | None, write: Callable[[bytes], object]) -> None:
    """Reading does not disturb a server that runs. Raises BadSetting when there is no register."""
    if what == "labels":
        for each in labelled(settings, since):
            write(msgspec.json.encode(each) + b"\n")
        return
    query, values = text(EXPORTS[what]), {"since": to_micros(since) if since else 0}

    def rows(connection: Connection) -> None:
        for row in connection.execution_options(yield_per=1000).execute(query, values).mappings():
            write(msgspec.json.encode({_name(name): _value(name, value) for name, value in row.items()}) + b"\n")

    register_of(settings).read(rows)


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
