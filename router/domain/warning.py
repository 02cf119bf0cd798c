"""Warn points: when a promise is at risk, as a share of the time gone or as time left (DOMAIN.md, "Promises, exactly").

Opening time and working days left are counted back on the calendar, other units are plain time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.domain.calendar import Calendar

_PLAIN = {
    "second": timedelta(seconds=1),
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_OPEN = {"opening minute": timedelta(minutes=1), "opening hour": timedelta(hours=1)}
_WORKING = "working day"
_FORMS = 'a percentage from 1 to 99, or time left: "2 opening hours left", "30 minutes left", "1 working day left"'
_MOST = 100_000


@dataclass(frozen=True, slots=True)
class Share:
    """So many percent of the time gone."""

    percent: int

    def moment(self, since: datetime, due: datetime, calendar: Calendar) -> datetime:
        return since + (due - since) * self.percent / 100


@dataclass(frozen=True, slots=True)
class Left:
    """So much time left until it breaks."""

    count: int
    unit: str  #: in the singular

    def moment(self, since: datetime, due: datetime, calendar: Calendar) -> datetime:
        """Not before `since`: a promise that begins with less than this left is at risk at once."""
        return max(since, self._before(due, calendar))

    def _before(self, due: datetime, calendar: Calendar) -> datetime:
        if self.unit == _WORKING:
            # A second earlier: a promise that ends at midnight ends on the day before it.
            last = calendar.local_date(due - timedelta(seconds=1))
            return calendar.closing_from(calendar.working_days_before(last, self.count))
        if self.unit in _OPEN:
            return calendar.before_open(due, self.count * _OPEN[self.unit])
        return due - self.count * _PLAIN[self.unit]

    @property
    def length(self) -> tuple[str, timedelta]:
        """The same for two ways to write one length: "60 minutes" and "1 hour"."""
        for name, units in (("open", _OPEN), ("plain", _PLAIN)):
            if self.unit in units:
                return name, self.count * units[self.unit]
        return _WORKING, timedelta(days=self.count)


Point = Share | Left


def point(value: object) -> Point:
    """From 75 or "2 opening hours left". Raises ValueError with a sentence that lists the forms."""
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 99:
        return Share(value)
    number, _, unit = " ".join(str(value).lower().split()).removesuffix(" left").partition(" ")
    unit = unit.removesuffix("s")
    told = isinstance(value, str) and " ".join(value.lower().split()).endswith(" left")
    if not (told and number.isascii() and number.isdigit() and len(number) < 9 and 1 <= int(number) <= _MOST):
        raise ValueError(f'"{value}" is no warn point; write {_FORMS}')
    if unit not in (*_PLAIN, *_OPEN, _WORKING):
        raise ValueError(f'"{value}" is no warn point; write {_FORMS}')
    return Left(int(number), unit)


def warn_moments(points: Sequence[Point], since: datetime, due: datetime, calendar: Calendar) -> tuple[datetime, ...]:
    """The moments at which a promise of this span is at risk, in order; two that fall together are one."""
    if len(points) == 1:
        return (points[0].moment(since, due, calendar),)
    return tuple(sorted({each.moment(since, due, calendar) for each in points}))
