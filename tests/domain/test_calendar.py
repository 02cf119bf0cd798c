"""Calendars against a naive day-walker, on both sides of clock changes, and what cannot be built or asked."""

# ruff: noqa: DTZ001 - naive moments are made aware, or are refused
from datetime import UTC, date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.calendar import DAYS, Calendar
from router.domain.closing import CalendarError, ClosedDay, Closing, closed_days, easter

AMSTERDAM = "Europe/Amsterdam"
CHRISTMAS = (
    Closing(every="12-25", reason={"nl": "Eerste Kerstdag", "en": "Christmas Day"}),
    Closing(every="12-26", reason={"nl": "Tweede Kerstdag", "en": "Boxing Day"}),
    Closing(every="01-01", reason={"nl": "Nieuwjaarsdag"}),
    Closing(every="02-29", reason={"nl": "Schrikkeldag"}),
    Closing(easter=1, reason={"nl": "Tweede Paasdag"}),
    Closing(date="2026-11-24", reason={"en": "Moving house"}),
)
OFFICE = dict.fromkeys(DAYS[:5], ("08:30-17:00",))
HALL = dict.fromkeys(DAYS[:5], ("09:00-12:30", "13:30-16:00")) | {
    "thu": ["18:00-20:00", "09:00-12:30", "13:30-16:00"],
    "sat": ["10:00-14:00"],
}
NIGHT = dict.fromkeys(DAYS, ("00:00-02:30", "02:30-02:45", "23:15-24:00"))
ALWAYS = dict.fromkeys(DAYS, ("00:00-24:00",))
WEEKS = {"office": OFFICE, "hall": HALL, "night": NIGHT, "always": ALWAYS}
BUILT = {
    (name, zone): Calendar.build(name, zone, week, CHRISTMAS if name != "always" else ())
    for name, week in WEEKS.items()
    for zone in (AMSTERDAM, "America/New_York")
}
KCC, TOWN_HALL, OPEN_ALWAYS = (BUILT[name, AMSTERDAM] for name in ("office", "hall", "always"))

CHANGES = [
    datetime(2026, 3, 29, 1),
    datetime(2026, 10, 25, 1),
    datetime(2026, 3, 8, 7),
    datetime(2026, 11, 1, 6),
    datetime(2026, 12, 24, 15),
    datetime(2028, 2, 28, 12),
    datetime(2027, 12, 31, 12),
]
NEAR = st.builds(
    lambda change, off: change + off, st.sampled_from(CHANGES), st.timedeltas(timedelta(days=-3), timedelta(days=3))
)
MOMENTS = (st.datetimes(datetime(2026, 1, 1), datetime(2029, 1, 1)) | NEAR).map(lambda naive: naive.replace(tzinfo=UTC))
CALENDARS = st.sampled_from(list(BUILT.values()))
AMOUNTS = st.timedeltas(timedelta(0), timedelta(hours=40)) | st.integers(0, 60).map(
    lambda half: half * timedelta(minutes=30)
)


def cases(number):
    return settings(max_examples=number, deadline=None, database=None)


@cache
def naive_instant(day, minute, zone):
    """The first minute, walked one by one, at which clocks show that time or a later one."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
    noon_before = datetime(day.year, day.month, day.day, 12, tzinfo=zone) - timedelta(days=1)
    moment = wall.replace(tzinfo=UTC) - noon_before.utcoffset() - timedelta(minutes=61)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        moment += timedelta(minutes=1)
    return moment


@cache
def naive_frames(calendar, day):
    if day in calendar.closed:
        return []
    texts = sorted(WEEKS[calendar.name].get(DAYS[day.weekday()], []))
    times = [[int(half[:2]) * 60 + int(half[3:]) for half in text.split("-")] for text in texts]
    frames = [tuple(naive_instant(day, minute, calendar.zone) for minute in pair) for pair in times]
    return [(start, end) for start, end in frames if start < end]


def naive_walk(calendar, start):
    """What is left of each frame from `start` on, day by day."""
    day = start.astimezone(calendar.zone).date()
    while True:
        yield from ((max(start, opens), closes) for opens, closes in naive_frames(calendar, day) if closes > start)
        day += timedelta(days=1)


def naive_after_open(calendar, start, amount):
    if not amount:
        return start
    frames = naive_walk(calendar, start)
    opens, closes = next(frames)
    while amount > closes - opens:
        amount -= closes - opens
        opens, closes = next(frames)
    return opens + amount


def naive_working_day(calendar, day, n):
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5 and day not in calendar.closed
    return day


@cases(4000)
@given(CALENDARS, MOMENTS, AMOUNTS)
def test_open_time_agrees_with_the_day_walker(calendar, start, amount):
    due = calendar.after_open(start, amount)
    assert due == naive_after_open(calendar, start, amount)
    assert calendar.open_between(start, due) == amount


@cases(3000)
@given(CALENDARS, MOMENTS, st.integers(1, 40))
def test_working_days_agree_with_the_day_walker(calendar, at, n):
    local = at.astimezone(calendar.zone).date()
    assert calendar.local_date(at) == local
    found = calendar.working_days_after(local, n)
    assert found == naive_working_day(calendar, local, n)
    micros = calendar.after_working_us((at - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1), n)
    assert datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=micros) == naive_frames(calendar, found)[-1][1]


@cases(3000)
@given(CALENDARS, MOMENTS)
def test_open_and_closed_agree_with_the_day_walker(calendar, at):
    opens, closes = next(naive_walk(calendar, at))
    assert calendar.is_open(at) == (opens == at)
    assert calendar.opens_next(at) == opens
    assert calendar.closes_at(at) == (closes if opens == at else None)
    day = calendar.local_date(at)
    assert list(calendar.frames(day)) == naive_frames(calendar, day)


def local(*parts):
    return datetime(*parts, tzinfo=ZoneInfo(AMSTERDAM))


def test_a_frame_holds_its_start_and_not_its_end():
    assert KCC.is_open(local(2026, 11, 23, 8, 30))
    assert not KCC.is_open(local(2026, 11, 23, 17))
    assert KCC.after_open(local(2026, 11, 23, 16), timedelta(hours=1)) == local(2026, 11, 23, 17)


def test_lunch_and_late_evening():
    assert TOWN_HALL.after_open(local(2026, 11, 26, 12), timedelta(hours=1)) == local(2026, 11, 26, 14)
    assert TOWN_HALL.after_open(local(2026, 11, 26, 15, 30), timedelta(hours=1)) == local(2026, 11, 26, 18, 30)
    assert TOWN_HALL.closing_of(date(2026, 11, 26)) == local(2026, 11, 26, 20)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2028, 2, 29), 24)])
def test_always_open_has_no_phantom_minute(day, hours):
    [(start, end)] = OPEN_ALWAYS.frames(day)
    assert end - start == timedelta(hours=hours)
    for amount in (timedelta(microseconds=1), timedelta(hours=hours), timedelta(days=400, microseconds=7)):
        assert OPEN_ALWAYS.after_open(start, amount) == start + amount


def test_answers_are_in_utc_and_naive_moments_are_refused():
    assert KCC.opens_next(local(2026, 11, 23, 9)).tzinfo is UTC
    with pytest.raises(TypeError):
        KCC.is_open(datetime(2026, 11, 23, 9))


def test_closed_days_and_their_reasons():
    assert KCC.closed_reason(date(2026, 12, 25)) == {"nl": "Eerste Kerstdag", "en": "Christmas Day"}
    assert KCC.closed_reason(date(2026, 12, 24)) is None
    assert not KCC.is_working_day(date(2026, 11, 24))
    assert TOWN_HALL.is_working_day(date(2026, 11, 25)) and not TOWN_HALL.is_working_day(date(2026, 11, 28))
    assert KCC.closed_between(date(2026, 11, 24), date(2026, 12, 25), "nl") == [
        ClosedDay(date(2026, 11, 24), "Moving house"),
        ClosedDay(date(2026, 12, 25), "Eerste Kerstdag"),
    ]


def test_easter_and_the_days_around_it():
    known = {2020: "04-12", 2024: "03-31", 2025: "04-20", 2026: "04-05", 2027: "03-28", 2038: "04-25", 2045: "04-09"}
    assert {year: f"{easter(year):%m-%d}" for year in known} == known
    kings = closed_days([Closing(every="04-27", sunday="04-26", reason={"nl": "Koningsdag"})], [2025, 2026])
    assert sorted(kings) == [date(2025, 4, 26), date(2026, 4, 27)]
    assert sorted(closed_days(CHRISTMAS[3:4], range(2024, 2029))) == [date(2024, 2, 29), date(2028, 2, 29)]


@pytest.mark.parametrize(
    ("week", "zone", "sentence"),
    [
        ({}, AMSTERDAM, "never opens"),
        ({"mon": ["09:00-12:00", "11:59-13:00"]}, AMSTERDAM, "overlap"),
        ({"mon": ["22:00-02:00"]}, AMSTERDAM, "two frames"),
        ({"mon": ["09:00"]}, AMSTERDAM, "not a time"),
        ({"mon": ["09:00-24:01"]}, AMSTERDAM, "not a time"),
        ({"mon": ["9:60-12:00"]}, AMSTERDAM, "not a time"),
        ({"maandag": ["09:00-12:00"]}, AMSTERDAM, 'no "maandag"'),
        (OFFICE, "Europe/Klaverdam", "no zone"),
        (OFFICE, "../etc", "no zone"),
    ],
)
def test_what_cannot_be_built(week, zone, sentence):
    with pytest.raises(CalendarError, match=sentence):
        Calendar.build("kcc", zone, week, ())


@pytest.mark.parametrize(
    "line",
    [
        {},
        {"every": "01-01"},
        {"every": "01-01", "easter": 1, "reason": {"nl": "x"}},
        {"easter": 1, "sunday": "04-26", "reason": {"nl": "x"}},
    ],
)
def test_a_closing_says_once_when_and_why(line):
    with pytest.raises(CalendarError):
        Closing(**line)


@pytest.mark.parametrize("line", [{"every": "13-01"}, {"every": "02-30"}, {"date": "2026-02-29"}, {"date": "morgen"}])
def test_a_day_that_does_not_exist_is_refused(line):
    with pytest.raises(CalendarError, match="MM-DD"):
        closed_days([Closing(**line, reason={"nl": "x"})], [2026])


def test_outside_the_built_years_the_mend_is_named():
    before, after = datetime(2019, 12, 31, 12, tzinfo=UTC), datetime(2046, 1, 2, 12, tzinfo=UTC)
    for at in (before, after):
        for ask in (
            KCC.is_open,
            KCC.opens_next,
            KCC.local_date,
            lambda at: KCC.after_open(at, timedelta(hours=1)),
            lambda at: KCC.is_working_day(at.date()),
            lambda at: KCC.working_days_after(at.date(), 1),
        ):
            with pytest.raises(CalendarError, match="first_year or last_year"):
                ask(at)
    with pytest.raises(CalendarError, match="does not open"):
        KCC.closing_of(date(2026, 11, 28))
    with pytest.raises(CalendarError, match="negative"):
        KCC.after_open(local(2026, 11, 23, 9), timedelta(hours=-1))
