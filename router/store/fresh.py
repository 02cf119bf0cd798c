"""What is new in changes, as rows for their tables, and what becomes of a row that is there already. Of both databases."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Table

from router.domain.call import Leg, key_of
from router.domain.change import Change
from router.domain.contact import CallEvent, caller_party
from router.domain.moments import optional_micros, to_micros
from router.store import tables
from router.store.rows import (
    ACCOUNT,
    CASE,
    CONTACT,
    DECISION,
    GATHERING,
    HISTORY,
    LABEL,
    LEVER,
    MUTE,
    NOTICE,
    OUTGOING,
    PARTY,
    PROMISE,
    QUARANTINED,
    RULEBOOK,
    SAVED_LIST,
    SESSION,
    SOURCE,
    TEXT,
)

Row = Sequence[object]
Rows = Sequence[Row]


class Kind(NamedTuple):
    """One kind of new row. Without `conflict` a row that stands already is a fault."""

    table: Table
    columns: tuple[str, ...]
    conflict: str = ""


PARTIES = Kind(
    tables.parties,
    PARTY.columns,
    "ON CONFLICT (id) DO UPDATE SET name = coalesce(excluded.name, parties.name), "
    "email = coalesce(excluded.email, parties.email), phone = coalesce(excluded.phone, parties.phone), "
    "handle = coalesce(excluded.handle, parties.handle), language = coalesce(excluded.language, parties.language), "
    "needs_assistance = excluded.needs_assistance OR parties.needs_assistance",
)
# A contact in quarantine that is replayed takes the place of its own earlier row; any other repeat leaves the first.
CONTACTS = Kind(
    tables.contacts,
    CONTACT.columns,
    'ON CONFLICT (id) DO UPDATE SET status = excluded.status, "case" = excluded."case", party = excluded.party '
    "WHERE contacts.status = 'quarantined'",
)
TEXTS = Kind(
    tables.texts,
    TEXT.columns,
    "ON CONFLICT (id) DO UPDATE SET subject = excluded.subject, body = excluded.body, message_id = excluded.message_id, "
    "attachments = excluded.attachments, original_sha256 = excluded.original_sha256, wire = excluded.wire",
)
CASES = Kind(tables.cases, CASE.columns)
PROMISES = Kind(tables.promises, PROMISE.columns)
DECISIONS = Kind(tables.decisions, DECISION.columns, "ON CONFLICT (contact) DO NOTHING")
OUTGOINGS = Kind(tables.outgoing, OUTGOING.columns, "ON CONFLICT (id) DO NOTHING")
# The word stays as it was said first; that it was read is all that comes later.
NOTICES = Kind(
    tables.notices, NOTICE.columns, "ON CONFLICT (id) DO UPDATE SET seen = coalesce(notices.seen, excluded.seen)"
)
QUARANTINE = Kind(
    tables.quarantine,
    QUARANTINED.columns,
    "ON CONFLICT (id) DO UPDATE SET stage = excluded.stage, reason = excluded.reason, at = excluded.at, "
    "state = excluded.state, attempts = quarantine.attempts + 1",
)
# The last correction is the label; the ones before it stand in history.
LABELS = Kind(
    tables.labels,
    LABEL.columns,
    "ON CONFLICT (contact) DO UPDATE SET product = excluded.product, kind = excluded.kind, "
    "urgency = excluded.urgency, language = excluded.language, at = excluded.at, by = excluded.by",
)
RULEBOOKS = Kind(tables.rulebooks, RULEBOOK.columns, "ON CONFLICT (version) DO NOTHING")
# Whoever heard last knows best; a repeat of what an older cursor leads to is dropped by its id.
SOURCES = Kind(
    tables.sources,
    SOURCE.columns,
    "ON CONFLICT (name) DO UPDATE SET cursor = excluded.cursor, heard_at = excluded.heard_at, "
    "spoke_at = excluded.spoke_at, trouble = excluded.trouble, since = excluded.since, "
    "silent_after = excluded.silent_after",
)
GATHERINGS = Kind(
    GATHERING.table, GATHERING.columns, "ON CONFLICT (id) DO UPDATE SET last = excluded.last, ended = excluded.ended"
)
MUTES = Kind(
    MUTE.table,
    MUTE.columns,
    'ON CONFLICT (source) DO UPDATE SET "by" = excluded."by", at = excluded.at, until = excluded.until',
)
SAVED_LISTS = Kind(
    SAVED_LIST.table, SAVED_LIST.columns, "ON CONFLICT (id) DO UPDATE SET name = excluded.name, query = excluded.query"
)
LEVERS = Kind(
    LEVER.table,
    LEVER.columns,
    "ON CONFLICT (id) DO UPDATE SET lifted_at = excluded.lifted_at, lifted_by = excluded.lifted_by",
)
THREADS = Kind(tables.threads, ("message_id", "case"), "ON CONFLICT (message_id) DO NOTHING")
CALL_EVENTS = Kind(
    tables.call_events, ("key", "call", "event", "at", "queue", "party", "agent"), "ON CONFLICT (key) DO NOTHING"
)
LEGS = Kind(tables.legs, ("call", "place", "queue", "entered", "ended", "ending", "agent", "due", "state"))
HISTORIES = Kind(tables.history, HISTORY.columns)
ACCOUNTS = Kind(ACCOUNT.table, ACCOUNT.columns)
SESSIONS = Kind(SESSION.table, SESSION.columns)
KINDS = (
    PARTIES, CONTACTS, TEXTS, CASES, PROMISES, DECISIONS, OUTGOINGS, NOTICES, QUARANTINE, LABELS, RULEBOOKS, SOURCES,
    THREADS, CALL_EVENTS, LEGS, HISTORIES, ACCOUNTS, SESSIONS, GATHERINGS, MUTES, SAVED_LISTS, LEVERS,
)  # fmt: skip


def fresh(changes: Sequence[Change]) -> Sequence[tuple[Kind, Rows]]:
    """All new rows, a kind after the other. History and the legs of calls are not among them: they have ways of their own."""
    return (
        (PARTIES, [PARTY.row(each) for change in changes for each in change.parties]),
        (CONTACTS, [CONTACT.row(each) for change in changes for each in change.contacts]),
        (TEXTS, [TEXT.row(each) for change in changes for each in change.texts]),
        (CASES, [CASE.row(after) for change in changes for before, after in change.cases if before is None]),
        (PROMISES, [PROMISE.row(after) for change in changes for before, after in change.promises if before is None]),
        (DECISIONS, [DECISION.row(each) for change in changes for each in change.decisions]),
        (OUTGOINGS, [OUTGOING.row(after) for change in changes for before, after in change.outgoing if before is None]),
        (NOTICES, [NOTICE.row(each) for change in changes for each in change.notices]),
        (QUARANTINE, [QUARANTINED.row(each) for change in changes for each in change.quarantined]),
        (LABELS, [LABEL.row(each) for change in changes for each in change.labels]),
        (RULEBOOKS, [RULEBOOK.row(each) for change in changes for each in change.rulebooks]),
        (SOURCES, [SOURCE.row(each) for change in changes for each in change.sources]),
        (GATHERINGS, [GATHERING.row(each) for change in changes for each in change.gatherings]),
        (MUTES, [MUTE.row(each) for change in changes for each in change.mutes]),
        (SAVED_LISTS, [SAVED_LIST.row(each) for change in changes for each in change.saved_lists]),
        (LEVERS, [LEVER.row(each) for change in changes for each in change.levers]),
        (THREADS, [each for change in changes for each in change.threads]),
        (CALL_EVENTS, [_call_event_row(each) for change in changes for each in change.call_events]),
        (ACCOUNTS, [ACCOUNT.row(after) for change in changes for before, after in change.accounts if before is None]),
        (SESSIONS, [SESSION.row(after) for change in changes for before, after in change.sessions if before is None]),
    )


def history_rows(changes: Sequence[Change]) -> Rows:
    return [HISTORY.row(each) for change in changes for each in change.history]


def leg_rows(call: str, legs: Sequence[Leg]) -> Rows:
    return [
        (
            call,
            place,
            leg.queue,
            optional_micros(leg.entered),
            optional_micros(leg.ended),
            leg.ending and leg.ending.value,
            leg.agent,
            optional_micros(leg.due),
            leg.state and leg.state.value,
        )
        for place, leg in enumerate(legs)
    ]


def _call_event_row(event: CallEvent) -> Row:
    return (
        key_of(event),
        event.call,
        event.event.value,
        to_micros(event.at),
        event.queue,
        caller_party(event),
        event.agent,
    )
