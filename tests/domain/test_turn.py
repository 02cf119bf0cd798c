"""Whose turn it is: urgent first, and nothing starves."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from router.domain.turn import AHEAD, PATIENCE, turn_of
from router.testing import MONDAY

PRIORITIES = st.integers(-100, 100)
HOURS = st.integers(0, 2_000).map(lambda hours: timedelta(hours=hours))


def test_a_breach_that_is_near_goes_before_age():
    soon = MONDAY + timedelta(hours=1)
    assert turn_of(30, soon, MONDAY) == soon
    assert turn_of(30, MONDAY + timedelta(days=90), MONDAY) == turn_of(30, None, MONDAY)


def test_danger_goes_before_all_of_the_last_weeks():
    assert turn_of(80, None, MONDAY) < turn_of(79, MONDAY, MONDAY - timedelta(days=14))
    assert turn_of(100, None, MONDAY) < turn_of(80, None, MONDAY)


@given(PRIORITIES, PRIORITIES, HOURS)
def test_of_two_that_came_together_the_higher_priority_goes_first(one, other, since):
    low, high = sorted((one, other))
    assert turn_of(high, None, MONDAY + since) <= turn_of(low, None, MONDAY + since)


@given(PRIORITIES, PRIORITIES, HOURS, HOURS)
def test_nothing_is_overtaken_for_ever(mine, theirs, breach, later):
    """Whoever comes in a bounded time after me stands behind me, whatever they bring."""
    me = turn_of(mine, MONDAY + breach, MONDAY)
    bound = PATIENCE * 2.25 + AHEAD
    assert me < turn_of(theirs, None, MONDAY + bound + later + timedelta(seconds=1))
