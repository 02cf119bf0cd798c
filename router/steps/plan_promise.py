"""Plan one promise on a case that stands already: a colleague or a partner must take it, or somebody must be called."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.due import Term, due_moment, why
from router.domain.promise import Promise
from router.domain.warning import warn_moments
from router.domain.words import PromiseKind
from router.rules.rulebook import Rulebook


def planned(file: CaseFile, kind: PromiseKind, team: str, book: Rulebook, now: datetime) -> Promise | None:
    """The municipality's first term of this kind, from `now`, on the team's calendar; None where it promises no such thing."""
    entry = next((each for each in book.municipality.terms.values() if each.kind == kind), None)
    if entry is None:
        return None
    calendar, term = book.municipality.calendar_of(team), Term.parse(entry.term)
    due = due_moment(term, now, calendar)
    return Promise(
        id=f"{file.case.reference}:{kind}:{len(file.promises)}",
        case=file.case.reference,
        kind=kind,
        team=team,
        term=entry.term,
        since=now,
        due=due,
        why=why(term, now, due, calendar),
        warns=warn_moments(book.warnings[entry.id], now, due, calendar),
        entry=entry.id,
        calendar=calendar.name,
    ).started()
