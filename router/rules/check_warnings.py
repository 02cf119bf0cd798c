"""Do the warn points of a term make sense? Each once, and none longer than the term itself."""

from collections.abc import Hashable
from datetime import UTC, datetime

from router.domain.calendar import Calendar
from router.domain.closing import CalendarError
from router.domain.due import LEGAL, Term, due_moment
from router.domain.municipality import Municipality, PromiseTerm
from router.domain.warning import Left, Point, point
from router.rules.source import Source

A_MONDAY = datetime(2026, 3, 2, tzinfo=UTC)  #: an ordinary one, on which a term is counted to see how long it is


def check_warnings(term: PromiseTerm, source: Source, place: int, municipality: Municipality) -> None:
    where, seen = (place, "warn"), dict[Hashable, object]()
    calendar = municipality.calendars.get(_calendar_of(municipality))
    for value in term.warn:
        try:
            found = point(value)
        except ValueError as error:
            source.problem(where, str(error))
            continue
        key = found.length if isinstance(found, Left) else found
        if key in seen:
            source.problem(where, f'"{value}" and "{seen[key]}" are one warn point; leave one out')
        seen[key] = value
        if calendar and _too_long(found, term, calendar):
            source.problem(where, f'"{value}" is not shorter than the term, "{term.term}"; warn later than that')


def _calendar_of(municipality: Municipality) -> str:
    team = municipality.teams.get(municipality.organisation.default_team)
    return team.calendar if team else ""


def _too_long(found: Point, term: PromiseTerm, calendar: Calendar) -> bool:
    """A legal term is the product's own, and is not measured."""
    length = Term.parse(term.term)
    if length.unit == LEGAL or not isinstance(found, Left):
        return False
    try:
        since = calendar.opens_next(A_MONDAY)
        return found.moment(since, due_moment(length, since, calendar), calendar) <= since
    except CalendarError:
        return True  # it leads out of the years there are
