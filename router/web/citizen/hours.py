"""When a line or a desk can be reached, and by which moment somebody is called back: facts for the contact page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import takewhile

from router.domain.calendar import Calendar
from router.domain.due import Term, due_moment, why
from router.domain.municipality import Desk, Municipality
from router.domain.product import in_language
from router.domain.words import PromiseKind

Frames = tuple[tuple[datetime, datetime], ...]
NOON = 12  #: the hour that parts morning from afternoon


@dataclass(frozen=True, slots=True)
class Opening:
    """`until` when open now, else `opens`, the next opening; None where nobody knows yet."""

    until: datetime | None
    opens: datetime | None
    today: Frames
    closed: str = ""  #: why it is closed today on a day on which it usually opens


@dataclass(frozen=True, slots=True)
class Window:
    """A part of a day in which somebody wants to be called."""

    key: str  #: 2026-11-23-morning
    part: str
    opens: datetime
    closes: datetime


def opening(calendar: Calendar, now: datetime, language: str = "nl") -> Opening:
    today = calendar.local_date(now)
    reason = calendar.closed.get(today) if calendar.usual(today) else None
    closed = in_language(reason, language) if reason else ""
    return Opening(calendar.closes_at(now), calendar.opens_next(now), calendar.frames(today), closed)


def at_the_line(municipality: Municipality, now: datetime, language: str = "nl") -> Opening:
    """Of the municipality's own number; closed by hand, it opens when that ends, if anybody said when."""
    calendar = line(municipality)
    found = opening(calendar, now, language)
    if not municipality.telephony.closed:
        return found
    after = municipality.telephony.closed_until
    opens = after if after is None or calendar.is_open(after) else calendar.opens_next(after)
    return Opening(None, opens, found.today, found.closed)


def line(municipality: Municipality) -> Calendar:
    """The calendar of the municipality's own number: that of the team that takes what fits nowhere."""
    return municipality.calendar_of(municipality.organisation.default_team)


def desks(municipality: Municipality, now: datetime, language: str = "nl") -> list[tuple[Desk, Opening]]:
    return [
        (desk, opening(municipality.calendars[desk.calendar], now, language)) for desk in municipality.desks.values()
    ]


def called_by(
    municipality: Municipality, team: str | None, now: datetime, language: str
) -> tuple[datetime, str] | None:
    """By which moment who asks now is called, with its reason; None where nothing of the kind is promised."""
    entry = next((each for each in municipality.terms.values() if each.kind == PromiseKind.CALLBACK), None)
    if entry is None:
        return None
    calendar, term = municipality.calendar_of(team or municipality.organisation.default_team), Term.parse(entry.term)
    due = due_moment(term, now, calendar)
    return due, why(term, now, due, calendar, language)


def windows(calendar: Calendar, now: datetime, due: datetime) -> list[Window]:
    """Mornings and afternoons that are open between now and the promised moment."""
    days = takewhile(lambda day: day <= calendar.local_date(due), _days(calendar.local_date(now)))
    return [window for day in days for window in _parts(calendar, day) if window.closes > now]


def _days(first: date) -> list[date]:
    return [first + timedelta(days=number) for number in range(14)]


def _parts(calendar: Calendar, day: date) -> list[Window]:
    found = []
    for opens, closes in calendar.frames(day):
        noon = opens.astimezone(calendar.zone).replace(hour=NOON, minute=0, second=0, microsecond=0)
        halves = (("morning", opens, min(closes, noon)), ("afternoon", max(opens, noon), closes))
        found += [Window(f"{day}-{part}", part, start, end) for part, start, end in halves if start < end]
    return found
