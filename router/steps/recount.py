"""Recount: the hours changed, and what was promised moves along. Nothing restarts; history says from when to when."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.calendar import Calendar
from router.domain.case import CaseFile
from router.domain.change import SYSTEM, Change, History
from router.domain.closing import CalendarError
from router.domain.counted import closed_since, counted, is_counted, told
from router.domain.due import Term, due_moment
from router.domain.municipality import PromiseTerm
from router.domain.promise import Promise, next_breach
from router.domain.record import Record
from router.domain.warning import warn_moments
from router.domain.words import PromiseKind
from router.rules.rulebook import Rulebook


class Cause(Record):
    """What made it needed: this rulebook, and the closed days there were before it, by calendar."""

    version: str
    by: str = SYSTEM
    closed: Mapping[str, tuple[str, ...]] = {}


def recount(file: CaseFile, book: Rulebook, now: datetime, cause: Cause) -> Change:
    """Every promise that is still to come, on the calendar it was made on. An empty change when all stays as it is."""
    pairs = [(each, after) for each in file.promises if (after := recounted(each, file, book, now)) is not each]
    if not pairs:
        return Change()
    changed = {before.id: after for before, after in pairs}
    case = file.case.changed(now, next_breach=next_breach(file.with_promises(changed)))
    return Change(
        cases=((file.case, case),),
        promises=tuple(pairs),
        history=tuple(_history(before, after, file, book, now, cause) for before, after in pairs),
    )


def recounted(promise: Promise, file: CaseFile, book: Rulebook, now: datetime) -> Promise:
    """The promise itself when nothing changes: it has ended, stands still, is past its moment, or ends when it did."""
    calendar = calendar_of(promise, file, book)
    if not promise.is_open or promise.paused or promise.due <= now or calendar is None:
        return promise
    try:
        due, legal = due_again(promise, calendar), _legal(promise, calendar)
        if due <= now or (due, legal) == (promise.due, promise.legal):
            return promise  # one whose new moment has passed keeps the old: nothing breaks after the fact
        return resting_on(promise, due, calendar, book, legal=legal)
    except CalendarError:
        return promise  # it leads out of the years there are: the moment that was told stands


def resting_on(promise: Promise, due: datetime, calendar: Calendar, book: Rulebook, **changes: object) -> Promise:
    """With `due` on this calendar, its reason and its warn points; `changes` are taken along."""
    term = Term.parse(promise.term)
    stood = changes.get("stood", promise.stood)
    assert isinstance(stood, tuple)
    entry = entry_of(promise, book)
    warns = warn_moments(book.warnings[entry.id], promise.since, due, calendar) if entry else promise.warns
    return promise.recounted(due, told(term, promise.since, stood, calendar), warns, **changes)


def due_again(promise: Promise, calendar: Calendar) -> datetime:
    term = Term.parse(promise.term)
    return counted(term, promise.since, promise.stood, calendar) if is_counted(term) else promise.due


def entry_of(promise: Promise, book: Rulebook) -> PromiseTerm | None:
    """Its line of promises.yaml; for one that does not know it, the first of its kind and term."""
    terms = book.municipality.terms
    alike = (each for each in terms.values() if each.kind == promise.kind and each.term == promise.term)
    return terms.get(promise.entry) or next(alike, None)


def calendar_of(promise: Promise, file: CaseFile, book: Rulebook) -> Calendar | None:
    """The calendar it is counted on; for one that does not know it, that of the team that made it, as far as can be told."""
    town = book.municipality
    if promise.calendar:
        return town.calendars.get(promise.calendar)
    first = file.case.teams_seen[:1] if promise.kind != PromiseKind.TRANSFER else ()
    team = town.teams.get((*first, promise.team)[0])
    return town.calendars.get(team.calendar) if team else None


def _legal(promise: Promise, calendar: Calendar) -> datetime | None:
    if promise.legal is None or promise.legal_term is None:
        return promise.legal
    return due_moment(Term.parse(promise.legal_term), promise.since, calendar)


def _history(before: Promise, after: Promise, file: CaseFile, book: Rulebook, now: datetime, cause: Cause) -> History:
    calendar = calendar_of(before, file, book)
    assert calendar is not None
    known = cause.closed.get(calendar.name)
    last = max(before.due, after.due)
    return History(
        subject=file.case.reference,
        type="recounted",
        at=now,
        by=cause.by,
        data={
            "promise": before.id,
            "kind": before.kind,
            "from": before.due,
            "to": after.due,
            "calendar": calendar.name,
            "days": [] if known is None else closed_since(known, calendar, before.since, last),
            "rulebook": cause.version,
        },
    )
