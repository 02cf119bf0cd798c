"""Due moments of many contacts at once, as `due_moment` gives them one by one, in microseconds since 1970.

A term in days ends at one moment for everybody of the same day, so each day is counted out once.
"""

from collections.abc import Sequence

from router.domain.calendar import Calendar
from router.domain.due import MICROS, Term, due_moment
from router.domain.moments import from_micros, to_micros


def due_moments(term: Term, calendar: Calendar, received: Sequence[int]) -> list[int]:
    """In the order of `received`. Raises CalendarError outside the calendar's years, ValueError for the term "legal"."""
    if term.unit not in MICROS:
        return calendar.by_day_us(received, lambda at: to_micros(due_moment(term, from_micros(at), calendar)))
    amount = term.count * MICROS[term.unit]
    if term.unit == "second":
        return [at + amount for at in received]
    return calendar.after_open_all_us(received, amount)
