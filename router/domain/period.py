"""Periods with other hours: school holidays, a summer timetable. Inside one its own week holds instead of the usual."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from router.domain.closing import CalendarError
from router.domain.opening import Frames, frames_of

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `first` to `last`, both included. A weekday without frames does not open."""

    first: date
    last: date
    week: tuple[Frames, ...]  #: Monday first
    reason: Mapping[str, str]  #: language code -> words, at least one

    def __post_init__(self) -> None:
        """Raises CalendarError."""
        if self.last < self.first:
            raise CalendarError(f"This period ends ({self.last}) before it begins ({self.first}); turn them round.")
        if not self.reason:
            raise CalendarError("A period has a reason: say why the hours differ.")


def week_of(texts: Mapping[str, Sequence[str]]) -> tuple[Frames, ...]:
    """The frames of each weekday, from mon..sun to "08:30-17:00". Raises CalendarError."""
    if unknown := set(texts) - set(DAYS):
        raise CalendarError(f'There is no "{min(unknown)}": use {", ".join(DAYS)}.')
    return tuple(frames_of(day, texts.get(day, ())) for day in DAYS)


def overlap(periods: Sequence[Period]) -> tuple[int, int] | None:
    """The places of two periods that share a day, the later one first; None when no two do."""
    order = sorted(range(len(periods)), key=lambda place: (periods[place].first, periods[place].last))
    for before, after in pairwise(order):
        if periods[after].first <= periods[before].last:
            return after, before
    return None
