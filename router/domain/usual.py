"""Usual: what this weekday looked like by the hour over the last weeks, to hold today against."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from router.domain.record import Record

WEEKS = 8
HOURS = 24
HOUR = timedelta(hours=1)


class Trend(Record):
    """By the hour of the clock on the wall: today, and the mean of the same weekday before."""

    today: tuple[int, ...]
    usual: tuple[float, ...]

    def so_far(self, at: time) -> tuple[int, float]:
        """Until that time of day, the hour that runs counted by its share."""
        share = (at.minute * 60 + at.second) / 3600
        return sum(self.today), sum(self.usual[: at.hour]) + self.usual[at.hour] * share


def days_like(day: date) -> list[date]:
    """The same weekday of the weeks before, the last first."""
    return [day - timedelta(weeks=back) for back in range(1, WEEKS + 1)]


def span_of(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From midnight to midnight there, which is not always 24 hours."""
    return datetime.combine(day, time(), zone), datetime.combine(day + timedelta(days=1), time(), zone)


def by_hour(counts: Mapping[int, int], zone: ZoneInfo) -> tuple[int, ...]:
    """Counts by hour since 1970 to the 24 of the clock there; on the day the clock goes back two fall together."""
    found = [0] * HOURS
    for hour, number in counts.items():
        found[(datetime(1970, 1, 1, tzinfo=UTC) + hour * HOUR).astimezone(zone).hour] += number
    return tuple(found)


def trend(today: Mapping[int, int], before: Mapping[int, int], weeks: int, zone: ZoneInfo) -> Trend:
    """`before` is of `weeks` days together; with none of them, nothing is usual."""
    mean = tuple(each / weeks if weeks else 0.0 for each in by_hour(before, zone))
    return Trend(today=by_hour(today, zone), usual=mean)


def added(trends: Iterable[Trend]) -> Trend:
    every = list(trends)
    return Trend(
        today=tuple(map(int, _summed([each.today for each in every]))), usual=_summed([each.usual for each in every])
    )


def _summed(rows: Sequence[Sequence[float]]) -> tuple[float, ...]:
    return tuple(sum(column) for column in zip(*rows, strict=True)) or (0,) * HOURS
