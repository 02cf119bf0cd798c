"""What comes in in each half hour of the week, from calls of the past, checked by hand."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from router.domain.calendar import DAYS, Calendar
from router.domain.closing import Closing
from router.domain.errors import CannotPlan
from router.staffing.half_hours import PastCall, from_history, patience_of

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CLOSED = (Closing(date="2026-11-23", reason={"nl": "Verhuizing"}),)
LINE = Calendar.build("line", "Europe/Amsterdam", {"mon": ["08:45-10:00"], "tue": ["09:00-09:30"]}, CLOSED)
ALWAYS = Calendar.build("always", "Europe/Amsterdam", dict.fromkeys(DAYS, ("00:00-24:00",)), ())


def local(*parts):
    return datetime(*parts, tzinfo=AMSTERDAM)


def call(entered, wait=10, handled=200, abandoned=False):
    return PastCall(
        entered=entered, wait=timedelta(seconds=wait), answered=not abandoned, abandoned=abandoned,
        handled=None if abandoned else timedelta(seconds=handled),
    )  # fmt: skip


FOUR_WEEKS = local(2026, 11, 2), local(2026, 11, 30)  # with three Mondays on which the line opened


def planned(calls, calendar=LINE, span=FOUR_WEEKS, **options):
    return {(each.day, each.start): each for each in from_history(calls, calendar, *span, **options)}


def test_calls_are_averaged_over_the_days_that_it_was_open():
    found = planned([call(local(2026, 11, day, 9, 10)) for day in (2, 2, 2, 9, 16, 16)])
    assert found["mon", time(9)].calls == pytest.approx(2)
    assert found["tue", time(9)].calls == 0
    assert [*found] == [("mon", time(8, 30)), ("mon", time(9)), ("mon", time(9, 30)), ("tue", time(9))]


def test_a_half_hour_that_is_open_in_part_has_the_calls_of_that_part():
    found = planned([call(local(2026, 11, day, 8, 50)) for day in (2, 9, 16)])["mon", time(8, 30)]
    assert (found.open, found.calls) == (timedelta(minutes=15), pytest.approx(1))


def test_calls_while_closed_do_not_count():
    calls = [call(local(2026, 11, 2, 9)), call(local(2026, 11, 2, 12)), call(local(2026, 11, 23, 9))]
    assert sum(each.calls for each in planned(calls).values()) == pytest.approx(1 / 3)


def test_handle_time_is_its_own_from_twenty_calls_on_else_that_of_all():
    many = [call(local(2026, 11, 2, 9, 5), handled=100) for _ in range(20)]
    few = [call(local(2026, 11, 3, 9, 5), handled=520)]
    found = planned([*many, *few], after_call=30)
    assert found["mon", time(9)].handle == pytest.approx(130)
    assert found["tue", time(9)].handle == pytest.approx((20 * 100 + 520) / 21 + 30)


def test_patience_is_all_the_waiting_for_each_that_hung_up():
    calls = [call(local(2026, 11, 2, 9), wait=50), call(local(2026, 11, 2, 9), wait=10, abandoned=True)]
    assert patience_of(calls) == 60
    assert patience_of(calls[:1]) is None
    assert planned(calls)["mon", time(9)].patience == 60


def test_the_period_may_begin_and_end_within_a_day():
    span = local(2026, 11, 2, 9, 15), local(2026, 11, 9, 9, 20)
    found = planned([call(local(2026, 11, 2, 9, 20)), call(local(2026, 11, 9, 8, 50))], span=span)
    assert found["mon", time(9)].calls == pytest.approx(20 / 35)
    assert found["mon", time(8, 30)].calls == 1


def test_the_hour_that_comes_twice_counts_twice():
    span = local(2026, 10, 19), local(2026, 11, 2)
    found = planned([call(datetime(2026, 10, 25, 2, 10, fold=1, tzinfo=AMSTERDAM))], ALWAYS, span)
    assert found["sun", time(2)].calls == pytest.approx(1 / 3)
    assert found["sun", time(2)].open == timedelta(minutes=30)
    assert len(found) == 7 * 48


def test_without_an_answered_call_the_mend_is_named():
    with pytest.raises(CannotPlan, match="--calls FILE"):
        planned([call(local(2026, 11, 2, 9), abandoned=True)])
