"""Decide a batch of the stream: each contact to a change, folded in order; what crashes a stage is set apart."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
import structlog

from router.domain.change import SYSTEM, Change, History, Quarantined
from router.domain.contact import EDITED, CallEvent, Contact, Event, Inbound, Receipt, Revision, contact_id
from router.domain.words import ContactStatus
from router.rules.decide import StageFailed, decide
from router.rules.rulebook import Rulebook
from router.steps.accept import read, written
from router.steps.backlog import lived_through
from router.steps.belonging import in_burst, is_past, linked, owed_enough
from router.steps.context import Context
from router.steps.escalate_contact import escalate_contact
from router.steps.merge_callback import merged_callbacks, with_talk
from router.steps.missed_call import callback_after
from router.steps.open_case import join_case, open_case
from router.steps.receipt import received
from router.steps.record_call import record_call
from router.steps.revise import revise, revision_of
from router.steps.wait import woken
from router.steps.ways import MAIL
from router.stream.base import Entry

log = structlog.get_logger()
Parsed = tuple[Entry, Event | msgspec.MsgspecError]


def parse(entries: Sequence[Entry]) -> list[Parsed]:
    """Records to events; one that cannot be read stays beside its error."""
    parsed: list[Parsed] = []
    for entry in entries:
        try:
            parsed.append((entry, read(entry.value)))
        except msgspec.MsgspecError as error:
            parsed.append((entry, error))
    return parsed


def decided(
    entry: Entry, event: Event | msgspec.MsgspecError, context: Context, book: Rulebook, now: datetime
) -> Change:
    """What one record changes. Never raises for what is in it: that goes to quarantine, whole, with the reason."""
    if isinstance(event, msgspec.MsgspecError):
        return quarantine(entry, contact_id("stream", "record", str(entry.offset)), "read", str(event), now)
    if isinstance(event, CallEvent):
        return decided_call(event, context, book, now)
    if isinstance(event, Revision):
        return revise(event, context, now)
    if isinstance(event, Receipt):
        return received(event, context, book, now)
    if event.report is not None:
        return received(event.report, context, book, now)
    known = context.digests.get(event.id)
    if known is not None:
        return _repeated(entry, event, known, context, now)
    if event.unreadable:
        log.error("contact.quarantined", id=event.id, stage="read")
        return quarantine(entry, event.id, "read", event.unreadable, now, event)
    try:
        return decided_contact(event, context, book, now)
    except StageFailed as failure:
        log.error("contact.quarantined", id=event.id, stage=failure.stage)
        return quarantine(entry, event.id, failure.stage, str(failure), now, event)


def decided_call(event: CallEvent, context: Context, book: Rulebook, now: datetime) -> Change:
    """The call as it stands now, and what it leaves to do for its caller."""
    recorded = record_call(event, context.calls.get(event.call, ()), book, now)
    if not recorded.call_events:
        return recorded
    wanted = callback_after(event, context, book, now)
    if wanted is None or isinstance(wanted, Change):
        changed = recorded.and_(wanted or Change())
        done = frozenset(case.reference for _, case in changed.cases)
        return changed.and_(merged_callbacks(event, context, done, now))
    try:
        return recorded.and_(decided_contact(wanted, context, book, now, numbered=now))
    except StageFailed as failure:
        log.error("contact.quarantined", id=wanted.id, stage=failure.stage)
        entry = Entry(offset=-1, value=written(wanted))
        return recorded.and_(quarantine(entry, wanted.id, failure.stage, str(failure), now, wanted))


def decided_contact(
    contact: Inbound, context: Context, book: Rulebook, now: datetime, *, numbered: datetime | None = None
) -> Change:
    """Its reference counts from when it was received, unless `numbered` says otherwise. Raises StageFailed."""
    contact = by_machine(contact, book)
    facts = context.facts_of(contact)
    organisation, past = book.municipality.organisation, facts.joins
    if past is not None and is_past(contact, past, organisation):
        facts = facts.with_(joins=None)
    outcome = decide(contact, facts, book, now)
    lately = in_burst(contact, outcome, context, organisation) or owed_enough(contact, outcome, context)
    if past is None and lately is not None:
        facts = facts.with_(joins=lately)
        outcome = decide(contact, facts, book, now)
    if facts.joins is not None:
        joined = join_case(contact, outcome, facts.joins, book, now)
        change = with_talk(woken(joined, facts.joins, book, now, SYSTEM), facts.joins, contact, now)
        return escalate_contact(change, contact, outcome, facts, book, now)
    change = open_case(contact, outcome, context.reference(numbered or contact.received_at), book, now)
    if past is not None:
        change = linked(change, past.case, now)
    if contact.backlog:
        return lived_through(change, contact, now)
    return escalate_contact(change, contact, outcome, facts, book, now)


def by_machine(contact: Inbound, book: Rulebook) -> Inbound:
    """A mail from an address of our own comes from one of our systems, or back from another that answers by itself."""
    organisation, address = book.municipality.organisation, (contact.sender.email or "").casefold()
    ours = {each.casefold() for each in (*organisation.entrances, organisation.email)}
    return contact.with_(automatic=True) if address in ours and contact.source == MAIL else contact


def quarantine(
    entry: Entry, contact: str, stage: str, reason: str, now: datetime, event: Inbound | None = None
) -> Change:
    """Set a record apart, with a row for its contact, so that it is found and nothing else waits for it."""
    rows = (
        ()
        if event is None
        else (
            Contact(
                id=contact,
                channel=event.channel,
                source=event.source,
                received_at=event.received_at,
                source_id=event.source_id,
                status=ContactStatus.QUARANTINED,
                digest=event.digest,
            ),
        )
    )
    return Change(
        contacts=rows,
        quarantined=(Quarantined(id=contact, stage=stage, reason=reason[:500], at=now, record=entry.value),),
        history=(History(subject=contact, type="quarantined", at=now, data={"stage": stage}),),
    )


def _repeated(entry: Entry, event: Inbound, known: bytes, context: Context, now: datetime) -> Change:
    """The same body again is one contact; another body under the same id is kept apart, never dropped.
    Where its writer may edit it and did, it is the same post as it reads now."""
    if known == event.digest:
        return Change()
    if EDITED in event.wire:
        return revise(revision_of(event, now), context, now)
    other = contact_id("conflict", event.id, event.digest.hex())
    reason = f"another body arrived under the id of contact {event.id}, which stands"
    return quarantine(entry, other, "repeat", reason, now, event.with_(id=other))
