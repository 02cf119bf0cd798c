"""Calendars: when a line or desk is open, and which days are working days (DOMAIN.md, "Promises, exactly").

Moments are aware datetimes, answers are in UTC; methods ending in `_us` take and give microseconds since 1970
and are the fast ones. A frame holds its start, not its end. Working days are Monday to Friday less the
closed days, whatever the frames say. A naive moment raises TypeError, one outside
the built years CalendarError.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate, repeat
from typing import Self
from zoneinfo import ZoneInfo

from router.domain.closing import CalendarError, ClosedDay, Closing, closed_days
from router.domain.moments import from_micros, to_micros
from router.domain.opening import SECOND, Frames, instant_of
from router.domain.period import DAYS, Period, overlap, week_of

__all__ = ["DAYS", "Calendar"]
_MINUTE = 60 * SECOND
_DAY = 1440 * _MINUTE
_MICROSECOND = timedelta(microseconds=1)


def _told(reason: Mapping[str, str], language: str) -> str:
    return reason.get(language) or reason.get("nl") or next(iter(reason.values()))


class Calendar:
    """The opening times and working days of one line or desk over a span of years; make it with `build`."""

    @classmethod
    def build(cls, name: str, zone: str, week: Mapping[str, Sequence[str]], closings: Sequence[Closing],
              first_year: int = 2020, last_year: int = 2045, periods: Sequence[Period] = ()) -> Self:  # fmt: skip
        """`week` maps mon..sun to frames such as "08:30-17:00". CalendarError, also if it never opens."""
        try:
            place = ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise CalendarError(f'Calendar "{name}": no zone "{zone}"; try "Europe/Amsterdam".') from None
        frames = week_of(week)
        if overlap(periods):
            raise CalendarError(f'Calendar "{name}": two periods share a day; a day has the hours of one.')
        if first_year > last_year:
            raise CalendarError(f'Calendar "{name}" has no years: {first_year} comes after {last_year}.')
        years = range(first_year, last_year + 1)
        return cls(name, place, frames, closed_days(closings, years), years, periods)

    def __init__(self, name: str, zone: ZoneInfo, week: tuple[Frames, ...], closed: Mapping[date, Mapping[str, str]],
                 years: range, periods: Sequence[Period] = ()) -> None:  # fmt: skip
        self.name, self.zone, self.week, self.closed, self.years = name, zone, week, closed, years
        self.periods = tuple(sorted(periods, key=lambda period: period.first))
        self._period_ends = [period.last for period in self.periods]
        parts = (zone.key, week, self.closed_dates(), [(each.first, each.last, each.week) for each in self.periods])
        self.version = hashlib.sha256(repr(parts).encode()).hexdigest()[:16]  #: of all that moves a due moment
        self.closed_order = tuple(sorted(closed))
        first, last = (date(year, 1, 1).toordinal() for year in (years.start, years.stop))
        self._days = [date.fromordinal(day) for day in range(first, last + 1)]
        self._midnights = [instant_of(datetime.combine(day, time()), zone) for day in self._days]
        self._lay_frames()
        self._count_working_days()

    def _lay_frames(self) -> None:
        """Set all frames in order, the open time before each, and per day its first frame and its closing."""
        laid = [tuple(self._laid(place)) for place in range(len(self._days) - 1)]
        self._first_frame = [*accumulate(map(len, laid), initial=1)]
        frames = [(self._midnights[0],) * 2, *(frame for day in laid for frame in day)]  # an empty one first
        self._starts, self._ends = [frame[0] for frame in frames], [frame[1] for frame in frames]
        if len(frames) == 1:
            raise CalendarError(f'Calendar "{self.name}" never opens: give an unclosed weekday a frame.')
        self._sums = [0, *accumulate(end - start for start, end in frames)]
        self._shifts = [passed - start for passed, start in zip(self._sums, self._starts, strict=False)]
        closings = accumulate(reversed(laid), lambda later, day: day[-1][1] if day else later, initial=0)
        self._closings = [*closings][:0:-1]  # of that day or the first later one that opens; 0 when none does

    def _laid(self, place: int) -> Iterator[tuple[int, int]]:
        """The frames of one day; only where clocks change is the zone asked about each of them."""
        day, midnight = self._days[place], self._midnights[place]
        even = self._midnights[place + 1] - midnight == _DAY
        for frame in () if day in self.closed else self.usual(day):
            walls = (datetime.combine(day, time()) + timedelta(minutes=minute) for minute in frame)
            start, end = (midnight + minute * _MINUTE for minute in frame) if even else (
                instant_of(wall, self.zone) for wall in walls)  # fmt: skip
            if start < end:
                yield start, end

    def _count_working_days(self) -> None:
        """Set the places of the working days, and how many of them there are up to and including each day."""
        works = [day.weekday() < 5 and day not in self.closed for day in self._days[:-1]]
        self._working = [place for place, does in enumerate(works) if does]
        self._working_until = [*accumulate(works)]

    def _outside(self, what: object) -> CalendarError:
        span = f"{self.years[0]}-{self.years[-1]}"
        return CalendarError(f'Calendar "{self.name}" is built for {span} and {what} leads outside: '
                             "build it with another first_year or last_year.")  # fmt: skip

    def _place(self, day: date) -> int:
        place = day.toordinal() - self._days[0].toordinal()
        if 0 <= place < len(self._working_until):
            return place
        raise self._outside(day)

    def _place_at(self, at: int) -> int:
        if self._midnights[0] <= at < self._midnights[-1]:
            return bisect_right(self._midnights, at) - 1
        raise self._outside(from_micros(at))

    def _passed_us(self, at: int) -> int:
        """Open time from the start of the first built year to `at`."""
        self._place_at(at)
        frame = bisect_right(self._starts, at) - 1
        return self._shifts[frame] + min(at, self._ends[frame])

    def after_open_us(self, at: int, amount: int) -> int:
        """`after_open` in whole microseconds."""
        if amount < 1 or at < self._midnights[0]:
            self._place_at(at)
            if amount == 0:
                return at
            raise CalendarError("An amount of open time cannot be negative.")
        frame = bisect_right(self._starts, at) - 1
        end = self._ends[frame]
        passed = self._shifts[frame] + (at if at < end else end) + amount
        try:
            if passed <= self._sums[frame + 1]:
                return passed - self._shifts[frame]
            return passed - self._shifts[bisect_left(self._sums, passed, frame) - 1]
        except IndexError:
            raise self._outside(f"{amount // _MINUTE} open minutes after {from_micros(at)}") from None

    def after_open_all_us(self, moments: Sequence[int], amount: int) -> list[int]:
        """`after_open_us` of each of many moments, in the order given."""
        starts, ends, sums, shifts = self._starts, self._ends, self._sums, self._shifts
        if amount < 1 or min(moments, default=starts[0]) < starts[0]:
            return [self.after_open_us(at, amount) for at in moments]
        found = []
        try:
            for at, frame in zip(moments, map(bisect_right, repeat(starts), moments), strict=True):
                end = ends[frame - 1]
                due = (at if at < end else end) + amount
                if due > end:
                    passed = shifts[frame - 1] + due
                    late = frame if passed <= sums[frame + 1] else bisect_left(sums, passed, frame) - 1
                    due = passed - shifts[late]
                found.append(due)
        except IndexError:
            return [self.after_open_us(at, amount) for at in moments]  # which tells the one that leads outside
        return found

    def by_day_us(self, moments: Sequence[int], counted: Callable[[int], int]) -> list[int]:
        """`counted` of each of many moments, where that is the same for all of one local day: asked once for each day."""
        for at in (min(moments), max(moments)) if moments else ():
            self._place_at(at)
        places = [*map(bisect_right, repeat(self._midnights), moments)]
        found = {place: counted(self._midnights[place - 1]) for place in set(places)}
        return [*map(found.__getitem__, places)]

    def after_working_us(self, at: int, count: int) -> int:
        """Closing moment of the `count`th working day, 1 or more, after the local day of `at`.

        When it does not open on that working day: the closing of the first later day on which it does."""
        try:
            due = self._closings[self._working[self._working_until[self._place_at(at)] + count - 1]]
        except IndexError:
            due = 0
        if due == 0 or count < 1:
            raise self._outside(f"working day {count} after {from_micros(at)}")
        return due

    def after_open(self, start: datetime, amount: timedelta) -> datetime:
        """The moment at which `amount` of open time has passed since `start`; if at closing, that closing.

        Nothing has passed at `start` itself. Raises CalendarError for a negative amount."""
        return from_micros(self.after_open_us(to_micros(start), amount // _MICROSECOND))

    def before_open(self, end: datetime, amount: timedelta) -> datetime:
        """The last moment from which `amount` of open time is left until `end`; if at opening, that opening."""
        passed = self._passed_us(to_micros(end)) - amount // _MICROSECOND
        if passed < 0 or amount <= timedelta(0):
            raise self._outside(f"{amount} of open time before {end}")
        return from_micros(passed - self._shifts[bisect_right(self._sums, passed) - 1])

    def open_between(self, a: datetime, b: datetime) -> timedelta:
        """Open time from `a` to `b`; negative when `b` comes first."""
        return (self._passed_us(to_micros(b)) - self._passed_us(to_micros(a))) * _MICROSECOND

    def closes_at(self, at: datetime) -> datetime | None:
        """End of the frame that holds `at`, None when closed. Frames that touch stay two (24x7: midnight)."""
        micros = to_micros(at)
        self._place_at(micros)
        end = self._ends[bisect_right(self._starts, micros) - 1]
        return from_micros(end) if micros < end else None

    def is_open(self, at: datetime) -> bool:
        return self.closes_at(at) is not None

    def opens_next(self, at: datetime) -> datetime:
        """The first open moment from `at` on: `at` itself when open. CalendarError when there is none."""
        if self.is_open(at):
            return at.astimezone(UTC)
        frame = bisect_right(self._starts, to_micros(at))
        if frame == len(self._starts):
            raise self._outside(f"the opening after {at}")
        return from_micros(self._starts[frame])

    def frames(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Opening and closing moments of that local day, in order; empty when it does not open."""
        place = self._place(day)
        span = slice(self._first_frame[place], self._first_frame[place + 1])
        return tuple((from_micros(start), from_micros(end))
                     for start, end in zip(self._starts[span], self._ends[span], strict=True))  # fmt: skip

    def closing_of(self, day: date) -> datetime:
        """The moment at which that local day closes for the last time. CalendarError if it does not open."""
        if frames := self.frames(day):
            return frames[-1][1]
        raise CalendarError(f'Calendar "{self.name}" does not open on {day}; ask a day that has a frame.')

    def closing_from(self, day: date) -> datetime:
        """`closing_of` that day or, when it does not open then, of the first later day on which it opens."""
        if closing := self._closings[self._place(day)]:
            return from_micros(closing)
        raise self._outside(f"the opening from {day} on")

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and not closed, whatever the frames say."""
        self._place(day)
        return day.weekday() < 5 and day not in self.closed

    def working_days_after(self, day: date, n: int) -> date:
        """The `n`th working day after `day`, `n` 1 or more."""
        try:
            found = self._working[self._working_until[self._place(day)] + n - 1]
        except IndexError:
            n = 0
        if n < 1:
            raise self._outside(f"working day {n} after {day}")
        return self._days[found]

    def working_days_before(self, day: date, n: int) -> date:
        """The `n`th working day before `day`, `n` 1 or more."""
        place = bisect_left(self._working, self._place(day)) - n
        if n < 1 or place < 0:
            raise self._outside(f"working day {n} before {day}")
        return self._days[self._working[place]]

    def usual(self, day: date) -> Frames:
        """The hours of that day if it were no closed day: of the period it lies in, else of the week."""
        period = self.period_of(day)
        return (period.week if period else self.week)[day.weekday()]

    def period_of(self, day: date) -> Period | None:
        """The period with other hours in which that day lies."""
        place = bisect_left(self._period_ends, day)
        found = self.periods[place] if place < len(self.periods) else None
        return found if found and found.first <= day else None

    def closed_also(self, day: date, reason: str) -> "Calendar":
        """This calendar with one day more closed. Raises CalendarError when it never opens then."""
        closed = {**self.closed, day: self.closed.get(day, {"nl": reason})}
        return type(self)(self.name, self.zone, self.week, closed, self.years, self.periods)

    def closed_dates(self) -> tuple[str, ...]:
        """Every closed day, in order, as "2026-12-25"."""
        return tuple(day.isoformat() for day in sorted(self.closed))

    def closed_reason(self, day: date) -> Mapping[str, str] | None:
        """Why that day is closed, per language; None when it is not a closed day."""
        self._place(day)
        return self.closed.get(day)

    def closed_between(self, first: date, last: date, language: str) -> Sequence[ClosedDay]:
        """The closed days from `first` to `last`, both included, told in `language`, else Dutch, else any."""
        order = self.closed_order
        span = order[bisect_left(order, first) : bisect_right(order, last)]
        return [ClosedDay(day, _told(self.closed[day], language)) for day in span]

    def local_date(self, at: datetime) -> date:
        """The day on the wall where the calendar hangs."""
        return self._days[self._place_at(to_micros(at))]
