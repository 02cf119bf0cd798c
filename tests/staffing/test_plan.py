"""A plan: agents by both formulas, and how many to roster for them."""

from datetime import time, timedelta

import pytest

from router.domain.errors import CannotPlan
from router.staffing.half_hours import HalfHour
from router.staffing.plan import Norm, plan


def half_hour(**given):
    return HalfHour(
        **{"day": "mon", "start": time(9), "calls": 100, "open": timedelta(minutes=30), "handle": 180} | given
    )


def test_the_published_example_planned():
    (found,) = plan([half_hour()], Norm(within=20))
    assert (found.erlang_c.agents, round(found.erlang_c.sl, 3), found.erlang_a) == (14, 0.888, None)
    assert found.erlang_c.rostered == 20


@pytest.mark.parametrize(("shrinkage", "rostered"), [(0, 14), (0.3, 20), (0.5, 28), (0.65, 40)])
def test_rostered_agents_are_enough_after_shrinkage_and_no_more(shrinkage, rostered):
    (found,) = plan([half_hour()], Norm(within=20, shrinkage=shrinkage))
    assert found.erlang_c.rostered == rostered


def test_with_people_who_hang_up_fewer_agents_reach_as_many():
    (found,) = plan([half_hour(patience=120)], Norm())
    assert found.erlang_a and found.erlang_a.agents <= found.erlang_c.agents
    assert 0 < found.erlang_a.abandoned < 1 and found.erlang_a.reached >= 0.8


def test_a_line_where_all_hang_up_at_once_is_not_well_staffed_by_one():
    (found,) = plan([half_hour(patience=1)], Norm())
    assert found.erlang_a and found.erlang_a.agents > 8


def test_half_a_half_hour_with_the_same_calls_is_twice_as_busy():
    (found,) = plan([half_hour(calls=50, open=timedelta(minutes=15))], Norm(within=20))
    assert found.erlang_c.agents == 14


def test_an_open_line_without_calls_has_somebody():
    (found,) = plan([half_hour(calls=0, patience=60)], Norm())
    assert found.erlang_c.agents == 1 and found.erlang_a and found.erlang_a.agents == 1


def test_more_than_any_line_takes():
    with pytest.raises(CannotPlan, match="check the figures"):
        plan([half_hour(calls=1_000_000)], Norm())
