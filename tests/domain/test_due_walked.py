"""Due moments against somebody who walks the days one by one, on 10,000 random cases; and many at once as one by one."""

# ruff: noqa: DTZ001 - naive moments are made aware
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from router.domain.calendar import DAYS, Calendar
from router.domain.closing import CalendarError, Closing
from router.domain.due import Term, due_moment
from router.domain.due_many import due_moments
from router.domain.moments import to_micros
from tests.domain.test_calendar import cases, naive_instant

ONE_DAY = timedelta(days=1)
SPANS = {"opening hour": timedelta(hours=1), "opening minute": timedelta(minutes=1)}
ZONES = ("Europe/Amsterdam", "Europe/Brussels", "America/New_York", "Australia/Sydney", "UTC")


@cache
def instant(day, minute, zone):
    """The first moment at which clocks show that time; where they jump over it, found by walking the minutes."""
    wall = datetime.combine(day, time()) + timedelta(minutes=minute)
    moment = wall.replace(tzinfo=zone).astimezone(UTC)
    return moment if moment.astimezone(zone).replace(tzinfo=None) == wall else naive_instant(day, minute, zone)


@dataclass(frozen=True)
class Town:
    """Opening times as the walker reads them, beside the calendar built from the same."""

    calendar: Calendar
    week: tuple[tuple[tuple[int, int], ...], ...]  # frames of each weekday, in minutes
    closed: frozenset[date]
    zone: ZoneInfo

    def frames(self, day):
        if day in self.closed:
            return []
        walls = (
            (instant(day, start, self.zone), instant(day, end, self.zone)) for start, end in self.week[day.weekday()]
        )
        return [(start, end) for start, end in walls if start < end]

    def works(self, day):
        return day.weekday() < 5 and day not in self.closed


def town(rng):
    """Any week that opens, and closed days in chains around Christmas, on the leap day and wherever."""
    week = [_frames(rng) if rng.random() < 0.7 else () for _ in DAYS]
    if rng.random() < 0.15:
        week = [((0, 1440),)] * 7
    if not any(week):
        week[rng.randrange(7)] = _frames(rng)
    years = range(2025, 2031)
    christmas = [date(year, 12, 24) + place * ONE_DAY for year in years for place in range(rng.randrange(10))]
    others = [date(2025, 1, 1) + rng.randrange(2000) * ONE_DAY for _ in range(rng.randrange(30))]
    closed = frozenset([*christmas, *others, *([date(2028, 2, 29)] if rng.random() < 0.3 else [])])
    return _built(week, closed, rng.choice(ZONES))


def _frames(rng):
    cuts = sorted(rng.sample(range(0, 1441, 15), 2 * rng.choice((1, 1, 2, 3))))
    return tuple(zip(cuts[::2], cuts[1::2], strict=True))


def _built(week, closed, zone):
    texts = {
        day: [f"{_clock(start)}-{_clock(end)}" for start, end in frames] for day, frames in zip(DAYS, week, strict=True)
    }
    lines = [Closing(date=day.isoformat(), reason={"nl": "dicht"}) for day in sorted(closed)]
    return Town(Calendar.build("random", zone, texts, lines, 2025, 2030), tuple(week), closed, ZoneInfo(zone))


def _clock(minute):
    return f"{minute // 60:02}:{minute % 60:02}"


TOWNS = [town(Random(seed)) for seed in range(40)]
ALWAYS = _built([((0, 1440),)] * 7, frozenset(), "Europe/Amsterdam")
TURNS = [
    datetime(2026, 3, 29, 1), datetime(2026, 10, 25, 1), datetime(2026, 3, 8, 7), datetime(2026, 11, 1, 6),
    datetime(2027, 4, 3, 16), datetime(2027, 10, 2, 16), datetime(2028, 2, 28, 12), datetime(2026, 12, 24, 15),
    datetime(2027, 12, 31, 23),
]  # fmt: skip
NEAR = st.builds(lambda turn, off: turn + off, st.sampled_from(TURNS), st.timedeltas(-3 * ONE_DAY, 3 * ONE_DAY))
MOMENTS = (st.datetimes(datetime(2025, 2, 1), datetime(2029, 1, 1)) | NEAR).map(lambda naive: naive.replace(tzinfo=UTC))
TERMS = st.one_of(
    st.builds(Term, st.integers(1, 15), st.sampled_from(["working day", "opening hour", "day"])),
    st.builds(Term, st.integers(1, 600), st.sampled_from(["opening minute", "second"])),
    st.builds(Term, st.integers(1, 12), st.just("week")),
)


def walked(term, received, town):
    """As the rule reads, a day at a time."""
    day = received.astimezone(town.zone).date()
    if term.unit == "second":
        return received + timedelta(seconds=term.count)
    if term.unit in SPANS:
        return walked_open(term.count * SPANS[term.unit], received, day, town)
    if term.unit == "working day":
        left = term.count
        while left:
            day += ONE_DAY
            left -= town.works(day)
    else:
        day += term.count * (7 if term.unit == "week" else 1) * ONE_DAY
        while not town.works(day):
            day += ONE_DAY
    while not town.frames(day):
        day += ONE_DAY
    return max(end for _, end in town.frames(day))


def walked_open(left, received, day, town):
    while True:
        for start, end in sorted(town.frames(day)):
            begin = max(start, received)
            if begin < end:
                if left <= end - begin:
                    return begin + left
                left -= end - begin
        day += ONE_DAY


@cases(1000)
@given(st.integers(0, len(TOWNS) - 1), st.integers(0, 2**32), TERMS)
def test_ten_thousand_due_moments_as_walked(town, seed, term):
    """Ten moments each: half near a turn of the clocks, a leap day, Christmas or the year, half anywhere."""
    rng, hours = Random(seed), TOWNS[town]
    turns = [rng.choice(TURNS) + rng.uniform(-3, 3) * ONE_DAY for _ in range(5)]
    anywhere = [datetime(2025, 2, 1) + rng.uniform(0, 1400) * ONE_DAY for _ in range(5)]
    for naive in turns + anywhere:
        received = naive.replace(tzinfo=UTC)
        assert due_moment(term, received, hours.calendar) == walked(term, received, hours), received


@cases(300)
@given(MOMENTS, st.integers(1, 100_000))
def test_always_open_is_time_on_the_clock_without_a_phantom_minute(received, minutes):
    assert due_moment(Term(minutes, "opening minute"), received, ALWAYS.calendar) == received + timedelta(
        minutes=minutes
    )


@cases(300)
@given(st.integers(0, len(TOWNS) - 1), st.lists(MOMENTS, max_size=15), TERMS)
@example(0, [], Term(2, "working day"))
@example(0, [], Term(2, "opening hour"))
def test_many_at_once_as_one_by_one(place, received, term):
    town = TOWNS[place]
    one_by_one = [to_micros(due_moment(term, at, town.calendar)) for at in received]
    assert due_moments(term, town.calendar, [to_micros(at) for at in received]) == one_by_one


@pytest.mark.parametrize("text", ["2 working days", "1 opening hour", "1 week"])
@pytest.mark.parametrize(
    "outside", [datetime(2019, 12, 31, 12, tzinfo=UTC), datetime(2030, 12, 31, 22, 59, tzinfo=UTC)]
)
def test_many_of_which_one_leads_outside_the_years(text, outside):
    inside = datetime(2026, 11, 23, 9, tzinfo=UTC)
    with pytest.raises(CalendarError, match="first_year or last_year"):
        due_moments(Term.parse(text), TOWNS[0].calendar, [to_micros(inside), to_micros(outside)])


def test_many_with_the_legal_term_not_filled_in():
    with pytest.raises(ValueError, match="legal term of a product"):
        due_moments(Term.parse("legal"), ALWAYS.calendar, [to_micros(datetime(2026, 11, 23, 9, tzinfo=UTC))])


@pytest.mark.parametrize("week", [{}, {"mon": []}, {"sun": ["00:00-24:00"]}])
def test_a_calendar_that_never_opens_is_refused(week):
    sundays = [Closing(date=str(date(2026, 1, 4) + place * 7 * ONE_DAY), reason={"nl": "dicht"}) for place in range(52)]
    with pytest.raises(CalendarError, match="never opens"):
        Calendar.build("never", "Europe/Amsterdam", week, sundays, 2026, 2026)
