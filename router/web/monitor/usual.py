"""Today against usual: how many mentions of each subject there were by each hour, beside the same weekday of eight weeks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

from router.domain.record import Record

WEEKS = 8
HOURS = 24
MOST = 4  #: subjects
ALL = "*"  #: every subject together
Row = tuple[str | None, datetime, int]  #: product, the hour, how many


class Course(Record):
    """One subject: what there was up to and with each hour. `today` goes no further than this hour."""

    product: str  #: "-" is none, "*" all
    today: tuple[int, ...]
    usual: tuple[float, ...]  #: 24 hours, the mean of the same weekday

    @property
    def times(self) -> float | None:
        """How often more than usual by now; None where usually there is nothing."""
        usual = self.usual[len(self.today) - 1]
        return self.today[-1] / usual if usual else None

    def points(self, values: Sequence[float], width: int, height: int) -> str:
        """Of an SVG line in a box of that size; both lines have one scale."""
        top = max(*self.today, *self.usual, 1)
        step = width / (HOURS - 1)
        return " ".join(f"{place * step:.1f},{height - value / top * height:.1f}" for place, value in enumerate(values))


def spans(midnight: datetime, now: datetime) -> list[tuple[datetime, datetime]]:
    """Today up to now, and the same day of each of the weeks before, whole. Local days, so that summer time fits."""
    today = midnight.date()
    past = [datetime.combine(today - timedelta(weeks=week), midnight.time(), midnight.tzinfo) for week in _WEEKS]
    return [(midnight, now), *((start, start + timedelta(days=1)) for start in past)]


def courses(rows: Iterable[Row], midnight: datetime, now: datetime) -> list[Course]:
    """All together first, then the subjects of today with the most."""
    zone = midnight.tzinfo if isinstance(midnight.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    today: dict[str, list[int]] = defaultdict(lambda: [0] * HOURS)
    before: dict[str, list[int]] = defaultdict(lambda: [0] * HOURS)
    for product, hour, count in rows:
        at = hour.astimezone(zone)
        for name in (product or "-", ALL):
            (today if at.date() == midnight.date() else before)[name][at.hour] += count
    until = now.astimezone(zone).hour + 1
    made = [_course(name, counts, before[name], until) for name, counts in today.items()]
    return sorted(made, key=lambda each: (each.product != ALL, -each.today[-1], each.product))[: MOST + 1]


_WEEKS = range(1, WEEKS + 1)


def _course(name: str, counts: Sequence[int], before: Sequence[int], until: int) -> Course:
    usual = tuple(each / WEEKS for each in accumulate(before))
    return Course(product=name, today=tuple(accumulate(counts[:until])), usual=usual)
