"""Closing days: the lines of hours.yaml, and the days they close in a year."""

from calendar import isleap
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta


class CalendarError(ValueError):
    """A calendar that cannot be built, or a question it cannot answer; the sentence is for people."""


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """A closed day with its reason in one language."""

    date: date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """One line of hours.yaml; exactly one of `every`, `easter` and `date`, else CalendarError."""

    every: str | None = None  #: "MM-DD" of each year; 02-29 in leap years only
    sunday: str | None = None  #: "MM-DD" instead, in years in which `every` is a Sunday
    easter: int | None = None  #: days after Easter Sunday, negative before it
    date: str | None = None  #: "YYYY-MM-DD", once
    reason: Mapping[str, str] = field(default_factory=dict)  #: language code -> words, at least one

    def __post_init__(self) -> None:
        ways = sum(way is not None for way in (self.every, self.easter, self.date))
        if ways != 1 or (self.sunday is not None and self.every is None) or not self.reason:
            raise CalendarError("A closing has a reason and one of every (with sunday), easter, date.")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    epact = (19 * golden + century - century // 4 - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    weekday = (32 + 2 * (century % 4) + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return date(year, month, day + 1)


def closed_days(closings: Iterable[Closing], years: Iterable[int]) -> dict[date, Mapping[str, str]]:
    """The closed days of these years with their reasons; the first line for a day gives its reason."""
    lines = tuple(closings)
    found: dict[date, Mapping[str, str]] = {}
    for year in years:
        for line in lines:
            day = _day_of(line, year)
            if day.year == year:
                found.setdefault(day, line.reason)
    return found


def _day_of(line: Closing, year: int) -> date:
    """The day this line closes in this year; a day of another year when it does not. Raises CalendarError."""
    if line.easter is not None:
        return easter(year) + timedelta(days=line.easter)
    text = line.date or f"{2000 if line.every == '02-29' and not isleap(year) else year}-{line.every}"
    try:
        day = date.fromisoformat(text)
        return date.fromisoformat(f"{year}-{line.sunday}") if line.sunday and day.weekday() == 6 else day
    except ValueError:
        raise CalendarError(f'No day for "{text}" or its Sunday: write MM-DD or YYYY-MM-DD.') from None
