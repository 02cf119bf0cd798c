"""Attempts to call somebody back: when we ring again after nobody was reached (DOMAIN.md, D1).

Always while the line is open, never before now. Where it can be, in the part of the day that suits them and before the promised moment.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from router.domain.calendar import Calendar
from router.domain.closing import CalendarError
from router.domain.due import MICROS, Term
from router.domain.record import Record
from router.domain.words import CallbackOutcome, Word

OPENING = ("opening hour", "opening minute")
NOON = time(12)  #: parts one half-day from the other
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Redial(Record):
    """How a municipality tries again; lengths are opening time."""

    most: int = 3  #: attempts after which the citizen is asked what suits them
    after_no_answer: timedelta = timedelta(minutes=30)
    after_busy: timedelta = timedelta(minutes=10)


class Asks(Word):
    """What we want to know from a citizen whom we did not reach."""

    CHOICE = "choice"  #: how to go on
    NUMBER = "number"  #: another number, for this one is not theirs


class Span(Record):
    """From a moment up to, not including, another. Of a wish either end may be open."""

    start: datetime | None = None
    end: datetime | None = None

    def within(self, other: "Span") -> "Span":
        """What both have in common."""
        starts = [each for each in (self.start, other.start) if each is not None]
        ends = [each for each in (self.end, other.end) if each is not None]
        return Span(start=max(starts, default=None), end=min(ends, default=None))


ANY = Span()


def opening_time(text: str) -> timedelta:
    """Of "30 opening minutes" or "1 opening hour". Raises ValueError for any other term."""
    term = Term.parse(text)
    if term.unit not in OPENING:
        raise ValueError(f'"{text}" is not opening time; write "30 opening minutes" or "1 opening hour"')
    return timedelta(microseconds=term.count * MICROS[term.unit])


def next_attempt(
    outcome: CallbackOutcome, now: datetime, calendar: Calendar, redial: Redial, wish: Span, due: datetime
) -> datetime | None:
    """When to ring after an attempt that ended so at `now`. None when they were reached, or the number is not theirs."""
    earliest = _earliest(outcome, now, calendar, redial)
    return None if earliest is None else planned_attempt(earliest, now, calendar, wish, due)


def planned_attempt(earliest: datetime, now: datetime, calendar: Calendar, wish: Span, due: datetime) -> datetime:
    """An open moment, from `earliest` on where the wish and the promised moment leave room, else sooner: never before `now`."""
    for span in _spans(wish, due):
        if (found := _in(span, earliest, now, calendar)) is not None:
            return found
    return calendar.opens_next(max(earliest, now))


def _spans(wish: Span, due: datetime) -> Iterator[Span]:
    """The best first: their own wish counts for more than our moment, for it is they whom we want to reach."""
    in_time = Span(end=due)
    yield wish.within(in_time)
    if wish != ANY:
        yield wish
        yield in_time


def _in(span: Span, earliest: datetime, now: datetime, calendar: Calendar) -> datetime | None:
    """The first open moment of `span` from `earliest` on; when that is past its end, halfway the open time it has left."""
    start, end = max(span.start or now, now), span.end or NEVER
    opens = _opens(calendar, start)
    if opens is None or opens >= end:
        return None
    found = _opens(calendar, max(earliest, start)) or NEVER
    if found < end:
        return found
    return calendar.opens_next(calendar.after_open(opens, calendar.open_between(opens, end) / 2))


def _opens(calendar: Calendar, at: datetime) -> datetime | None:
    """A wish may name any year; where the calendar ends it is none."""
    try:
        return calendar.opens_next(at)
    except CalendarError:
        return None


def _earliest(outcome: CallbackOutcome, now: datetime, calendar: Calendar, redial: Redial) -> datetime | None:
    if outcome == CallbackOutcome.NO_ANSWER:
        return calendar.after_open(now, redial.after_no_answer)
    if outcome == CallbackOutcome.BUSY:
        return calendar.after_open(now, redial.after_busy)
    return _next_half_day(now, calendar) if outcome == CallbackOutcome.VOICEMAIL else None


def _next_half_day(now: datetime, calendar: Calendar) -> datetime:
    """The next noon or midnight on the wall."""
    local = now.astimezone(calendar.zone)
    noon = datetime.combine(local.date(), NOON, calendar.zone)
    midnight = datetime.combine(local.date() + timedelta(days=1), time(), calendar.zone)
    return (noon if local < noon else midnight).astimezone(UTC)
