"""Today against the same weekday of the weeks before, by the hour of the clock on the wall."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from router.domain.usual import WEEKS, Trend, added, by_hour, days_like, span_of, trend

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def hour_of(at: datetime) -> int:
    return int(at.timestamp() // 3600)


def test_the_same_weekday_of_eight_weeks():
    found = days_like(date(2026, 11, 23))
    assert len(found) == WEEKS and {each.weekday() for each in found} == {0}
    assert (found[0], found[-1]) == (date(2026, 11, 16), date(2026, 9, 28))


def test_hours_are_those_of_the_wall_in_summer_and_winter():
    summer = hour_of(datetime(2026, 10, 24, 7, tzinfo=UTC))
    winter = hour_of(datetime(2026, 10, 26, 8, tzinfo=UTC))
    assert by_hour({summer: 2, winter: 3}, AMSTERDAM)[9] == 5


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)))
def test_no_hour_of_any_day_is_lost(day):
    start, end = span_of(day, AMSTERDAM)
    hours = Counter(range(hour_of(start), hour_of(end)))
    assert sum(by_hour(hours, AMSTERDAM)) == (end.astimezone(UTC) - start.astimezone(UTC)) / timedelta(hours=1)


def test_usual_is_a_mean_and_of_no_weeks_nothing():
    nine = hour_of(datetime(2026, 11, 23, 8, tzinfo=UTC))
    assert trend({nine: 3}, {nine: 16}, 8, AMSTERDAM) == Trend(
        today=(*[0] * 9, 3, *[0] * 14), usual=(*[0.0] * 9, 2.0, *[0.0] * 14)
    )
    assert not any(trend({}, {nine: 16}, 0, AMSTERDAM).usual)


def test_so_far_counts_the_running_hour_by_its_share():
    day = Trend(today=(*[0] * 9, 5, *[0] * 14), usual=(*[0.0] * 8, 4.0, 8.0, 100.0, *[0.0] * 13))
    assert day.so_far(time(9, 15)) == (5, 6.0)


def test_teams_add_up():
    one = Trend(today=(1,) * 24, usual=(0.5,) * 24)
    assert added([one, one]) == Trend(today=(2,) * 24, usual=(1.0,) * 24)
    assert added([]) == Trend(today=(0,) * 24, usual=(0,) * 24)
