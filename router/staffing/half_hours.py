"""Half hours of a line: what comes in in each, from calls of the past, per day of the week."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from statistics import fmean

from router.domain.calendar import DAYS, Calendar
from router.domain.errors import CannotPlan
from router.domain.record import Record

HALF_HOUR = timedelta(minutes=30)
ENOUGH = 20  #: answered calls from which a half hour has a handle time of its own
ONE_DAY = timedelta(days=1)


class PastCall(Record):
    """One stay of a call in one queue."""

    entered: datetime
    wait: timedelta
    answered: bool
    abandoned: bool  #: neither when the switch took it out of the queue
    handled: timedelta | None = None  #: from answered to ended, where both are known


class HalfHour(Record):
    """What is expected of one half hour."""

    day: str  #: mon .. sun, or 2026-11-23
    start: time
    calls: float
    open: timedelta  #: how much of it the line is open
    handle: float  #: seconds
    patience: float | None = None  #: seconds; None for endless

    @property
    def end(self) -> time:
        return (datetime.combine(date.min, self.start) + HALF_HOUR).time()


def from_history(
    calls: Sequence[PastCall], calendar: Calendar, start: datetime, end: datetime, after_call: float = 0
) -> list[HalfHour]:
    """Per day of the week, in order, over [start, end), which holds all `calls`. Only those that came while the line was open
    count. `after_call` is seconds of work after each call. Raises CannotPlan."""
    calls = [call for call in calls if calendar.is_open(call.entered)]
    open_time = _open_time(calendar, start, end)
    arrivals = Counter(_slot(call.entered.astimezone(calendar.zone)) for call in calls)
    handles, mean = _handle_times(calls, calendar)
    patience = patience_of(calls)
    return [
        HalfHour(
            day=DAYS[day], start=at, calls=arrivals[day, at] * (usually / total), open=usually,
            handle=handles.get((day, at), mean) + after_call, patience=patience,
        )
        for (day, at), (total, usually) in sorted(open_time.items())
    ]  # fmt: skip


Slot = tuple[int, time]


def _slot(local: datetime) -> Slot:
    return local.weekday(), time(local.hour, local.minute // 30 * 30)


def _open_time(calendar: Calendar, start: datetime, end: datetime) -> dict[Slot, tuple[timedelta, timedelta]]:
    """Of each half hour of the week that opens: open time in all, and on a day on which it opens."""
    spans = defaultdict[Slot, defaultdict[date, float]](lambda: defaultdict(float))
    first, last = calendar.local_date(start), calendar.local_date(end)
    for day in (first + place * ONE_DAY for place in range((last - first).days + 1)):
        for at, seconds in open_half_hours(calendar, day, start, end):
            spans[day.weekday(), at][day] += seconds
    return {
        slot: (timedelta(seconds=sum(days.values())), min(timedelta(seconds=max(days.values())), HALF_HOUR))
        for slot, days in spans.items()
    }


def open_half_hours(
    calendar: Calendar, day: date, start: datetime | None = None, end: datetime | None = None
) -> Iterator[tuple[time, float]]:
    """The half hours of a local day in which it opens, each with the open seconds in one frame, between `start` and `end`."""
    for opens, closes in calendar.frames(day):
        at, stop = max(opens, start or opens), min(closes, end or closes)
        while at < stop:
            local = at.astimezone(calendar.zone)
            into = timedelta(minutes=local.minute % 30, seconds=local.second, microseconds=local.microsecond)
            until = min(at + HALF_HOUR - into, stop)
            yield _slot(local)[1], (until - at).total_seconds()
            at = until


def _handle_times(calls: Sequence[PastCall], calendar: Calendar) -> tuple[dict[Slot, float], float]:
    """Mean seconds of half hours with enough answered calls, and of all calls together. Raises CannotPlan."""
    seconds = defaultdict[Slot, list[float]](list)
    for call in calls:
        if call.handled is not None:
            seconds[_slot(call.entered.astimezone(calendar.zone))].append(call.handled.total_seconds())
    if not seconds:
        raise CannotPlan(
            "No call in this period was answered while the line was open: choose another --from, --to or --queue, "
            "or give your own figures with --calls FILE."
        )
    own = {slot: fmean(each) for slot, each in seconds.items() if len(each) >= ENOUGH}
    return own, fmean(second for each in seconds.values() for second in each)


def patience_of(calls: Sequence[PastCall]) -> float | None:
    """Mean seconds before a caller hangs up: all waiting, also of who was answered first, by the number that hung up."""
    lost = sum(call.abandoned for call in calls)
    waited = sum((call.wait for call in calls), timedelta()).total_seconds()
    return waited / lost if lost and waited else None
