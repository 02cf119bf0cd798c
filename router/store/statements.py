"""The SQL of one write, made once from the tables. Plain statements for the driver: this is the hot path."""

from typing import NamedTuple

from sqlalchemy import Table

from router.store import tables
from router.store.codec import Codec
from router.store.rows import (
    CASE,
    CONTACT,
    DECISION,
    HISTORY,
    LABEL,
    NOTICE,
    OUTGOING,
    PARTY,
    PROMISE,
    QUARANTINED,
    RULEBOOK,
    TEXT,
)

SIZES = (64, 16, 4, 1)  #: rows that one statement takes


class Insert(NamedTuple):
    """An insert of 64, 16, 4 or 1 rows. SQLite's driver lets other threads run once a statement, and waits its turn
    to go on: many rows a statement keep deciding and writing out of each other's way (docs/adr/0003)."""

    by_size: dict[int, str]


def _insert(table: Table, columns: tuple[str, ...], conflict: str = "") -> Insert:
    names = ", ".join(f'"{name}"' for name in columns)
    row = f"({', '.join('?' * len(columns))})"
    return Insert(
        {size: f'INSERT INTO "{table.name}" ({names}) VALUES {", ".join([row] * size)} {conflict}' for size in SIZES}
    )


def _update(codec: Codec, guard: str) -> str:  # type: ignore[type-arg]  # any record will do
    key = next(iter(codec.table.primary_key)).name
    names = ", ".join(f'"{name}" = ?' for name in codec.columns)
    return f'UPDATE "{codec.table.name}" SET {names} WHERE "{key}" = ? AND {guard}'


NEW_CASE = _insert(tables.cases, CASE.columns)
CHANGED_CASE = _update(CASE, "version = ?")
# A contact in quarantine that is replayed takes the place of its own earlier row; any other repeat leaves the first.
NEW_CONTACT = _insert(
    tables.contacts,
    CONTACT.columns,
    (
        'ON CONFLICT (id) DO UPDATE SET status = excluded.status, "case" = excluded."case", party = excluded.party '
        "WHERE contacts.status = 'quarantined'"
    ),
)
NEW_TEXT = _insert(
    tables.texts,
    TEXT.columns,
    "ON CONFLICT (id) DO UPDATE SET subject = excluded.subject, body = excluded.body, message_id = excluded.message_id",
)
NEW_PARTY = _insert(
    tables.parties,
    PARTY.columns,
    (
        "ON CONFLICT (id) DO UPDATE SET name = coalesce(excluded.name, parties.name), email = coalesce(excluded.email, parties.email), "
        "phone = coalesce(excluded.phone, parties.phone), handle = coalesce(excluded.handle, parties.handle), "
        "language = coalesce(excluded.language, parties.language), "
        "needs_assistance = excluded.needs_assistance OR parties.needs_assistance"
    ),
)
NEW_PROMISE = _insert(tables.promises, PROMISE.columns)
CHANGED_PROMISE = _update(PROMISE, "generation = ?")
NEW_DECISION = _insert(tables.decisions, DECISION.columns, "ON CONFLICT (contact) DO NOTHING")
NEW_HISTORY = _insert(tables.history, HISTORY.columns)
NEW_OUTGOING = _insert(tables.outgoing, OUTGOING.columns, "ON CONFLICT (id) DO NOTHING")
CHANGED_OUTGOING = _update(OUTGOING, "state = ? AND attempts = ?")
NEW_NOTICE = _insert(tables.notices, NOTICE.columns, "ON CONFLICT (id) DO NOTHING")
NEW_LOAD = "INSERT INTO loads (account, lane, active) VALUES (?, ?, 0) ON CONFLICT (account, lane) DO NOTHING"
CHANGED_LOAD = "UPDATE loads SET active = ? WHERE account = ? AND lane = ? AND active = ?"
NEW_QUARANTINED = _insert(
    tables.quarantine,
    QUARANTINED.columns,
    (
        "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, reason = excluded.reason, at = excluded.at, state = excluded.state, "
        "attempts = quarantine.attempts + 1"
    ),
)
# The last correction is the label; the ones before it stand in history.
NEW_LABEL = _insert(
    tables.labels,
    LABEL.columns,
    (
        "ON CONFLICT (contact) DO UPDATE SET product = excluded.product, kind = excluded.kind, urgency = excluded.urgency, "
        "language = excluded.language, at = excluded.at, by = excluded.by"
    ),
)
NEW_RULEBOOK = _insert(tables.rulebooks, RULEBOOK.columns, "ON CONFLICT (version) DO NOTHING")
NEW_THREAD = _insert(tables.threads, ("message_id", "case"), "ON CONFLICT (message_id) DO NOTHING")
NEW_CALL_EVENT = _insert(
    tables.call_events, ("key", "call", "event", "at", "queue", "party", "agent"), "ON CONFLICT (key) DO NOTHING"
)
FORGET_LEGS = 'DELETE FROM legs WHERE "call" = ?'
NEW_LEG = _insert(tables.legs, ("call", "place", "queue", "entered", "ended", "ending", "agent", "due", "state"))
MOVE_OFFSET = 'UPDATE partitions SET "offset" = ? WHERE partition = ? AND epoch = ?'
