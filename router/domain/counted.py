"""A promise counted out on its calendar: from its start, by its term, and over the spans in which it stood still."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from router.domain.calendar import Calendar
from router.domain.due import Term, due_moment, why

Spans = Sequence[tuple[datetime, datetime]]
_LATER = {"nl": "{}, {} openingstijd later omdat wij op antwoord wachtten: {}", "en": "{}, {} of open time later while we waited for an answer: {}"}  # fmt: skip


def counted(term: Term, since: datetime, stood: Spans, calendar: Calendar) -> datetime:
    """The due moment; each span moves it on by the open time that passed in it. Raises CalendarError outside its years."""
    return moved(due_moment(term, since, calendar), stood, calendar)


def moved(due: datetime, stood: Spans, calendar: Calendar) -> datetime:
    for start, end in stood:
        due = calendar.after_open(due, calendar.open_between(start, end))
    return due


def told(term: Term, since: datetime, stood: Spans, calendar: Calendar, language: str = "nl") -> str:
    """In one line why it ends when it does, as `why` says it, with the time it stood still."""
    first = due_moment(term, since, calendar)
    text, due = why(term, since, first, calendar, language), moved(first, stood, calendar)
    if due == first:
        return text
    stills = sum((calendar.open_between(start, end) for start, end in stood), timedelta(0))
    minutes = int(stills.total_seconds()) // 60
    local = due.astimezone(calendar.zone)
    form = _LATER.get(language, _LATER["nl"])
    return form.format(text, f"{minutes // 60}:{minutes % 60:02d}", f"{local:%d-%m-%Y %H:%M}")


def closed_since(before: Iterable[str], calendar: Calendar, first: datetime, last: datetime) -> list[dict[str, object]]:
    """The closed days from `first` to `last` that `before` (days as "2026-12-28") did not have, each with its reason."""
    known, span = frozenset(before), (calendar.local_date(first), calendar.local_date(last))
    return [
        {"date": each.date.isoformat(), "reason": each.reason}
        for each in calendar.closed_between(*span, "nl")
        if each.date.isoformat() not in known
    ]


def is_counted(term: Term) -> bool:
    """Whether a calendar has a say in it: elapsed seconds run on whoever is open."""
    return term.unit != "second"
