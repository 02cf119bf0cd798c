"""The pickup promise of a call: made when it enters the queue of a line that is open, ended with its wait."""

from datetime import datetime

from router.domain.call import Leg
from router.domain.closing import CalendarError
from router.domain.due import Term, due_moment
from router.domain.words import CallEventKind, PromiseKind, PromiseState
from router.rules.rulebook import Rulebook


def with_pickup(leg: Leg, book: Rulebook) -> Leg:
    """The leg with its promise; none for one that queued while the line was closed, or of which no queueing is known."""
    due = _due(leg, book)
    return leg if due is None else leg.with_(due=due, state=_state(leg, due))


def _due(leg: Leg, book: Rulebook) -> datetime | None:
    municipality = book.municipality
    term = next((each.term for each in municipality.terms.values() if each.kind == PromiseKind.PICKUP), None)
    if term is None or leg.entered is None:
        return None
    team = municipality.telephony.team_of(leg.queue, municipality.teams, municipality.organisation.default_team)
    calendar = municipality.calendar_of(team)
    try:
        is_open = calendar.is_open(leg.entered) and not municipality.telephony.closed
        return due_moment(Term.parse(term), leg.entered, calendar) if is_open else None
    except CalendarError:  # a moment outside the years that calendars are made for
        return None


def _state(leg: Leg, due: datetime) -> PromiseState:
    """Who hung up or moved on in time was not let down; it ends all the same."""
    if leg.ending is None:
        return PromiseState.OPEN
    if leg.ended is None:
        return PromiseState.CANCELLED
    if leg.ended > due:
        return PromiseState.BROKEN
    return PromiseState.KEPT if leg.ending == CallEventKind.ANSWERED else PromiseState.CANCELLED
