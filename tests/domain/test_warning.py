"""Warn points: a share of the time gone, or time left, counted back as people count it."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.due import Term, due_moment
from router.domain.warning import Left, Share, point, warn_moments
from router.testing import klaverdam, moment, promise

KCC = klaverdam().municipality.calendars["kcc"]
MONDAY = moment("ma 23 nov 2026 10:00")
WEDNESDAY = moment("wo 25 nov 2026 17:00")

COUNTED_BACK = [
    (50, "ma 23 nov 2026 10:00", "wo 25 nov 2026 17:00", "di 24 nov 2026 13:30"),
    ("30 minutes left", "ma 23 nov 2026 10:00", "wo 25 nov 2026 17:00", "wo 25 nov 2026 16:30"),
    ("1 hour left", "vr 18 dec 2026 10:00", "ma 21 dec 2026 09:00", "ma 21 dec 2026 08:00"),
    ("2 opening hours left", "ma 23 nov 2026 10:00", "wo 25 nov 2026 17:00", "wo 25 nov 2026 15:00"),
    ("2 opening hours left", "vr 18 dec 2026 10:00", "ma 21 dec 2026 09:00", "vr 18 dec 2026 15:30"),
    ("30 opening minutes left", "vr 18 dec 2026 10:00", "ma 21 dec 2026 09:00", "ma 21 dec 2026 08:30"),
    ("10 opening hours left", "wo 23 dec 2026 09:00", "ma 28 dec 2026 09:00", "wo 23 dec 2026 16:00"),
    ("1 working day left", "wo 23 dec 2026 09:00", "ma 28 dec 2026 17:00", "do 24 dec 2026 17:00"),
    ("2 working days left", "ma 23 nov 2026 10:00", "ma 30 nov 2026 17:00", "do 26 nov 2026 17:00"),
    ("1 day left", "ma 23 nov 2026 10:00", "ma 30 nov 2026 17:00", "zo 29 nov 2026 17:00"),
    ("1 week left", "ma 23 nov 2026 10:00", "vr 25 dec 2026 17:00", "vr 18 dec 2026 17:00"),
]


@pytest.mark.parametrize(("value", "since", "due", "at"), COUNTED_BACK)
def test_a_point_is_that_moment(value, since, due, at):
    assert point(value).moment(moment(since), moment(due), KCC) == moment(at)


@pytest.mark.parametrize(
    "value", [0, 100, -5, True, "", "50", "50%", "soon", "2 hours", "left", "0 hours left", "2 fortnights left", "١ hour left", None, 1.5]
)  # fmt: skip
def test_what_is_no_point_is_refused(value):
    with pytest.raises(ValueError, match="is no warn point; write a percentage"):
        point(value)


def test_less_left_than_asked_from_the_start_is_at_risk_at_once():
    assert Left(3, "hour").moment(WEDNESDAY - timedelta(hours=1), WEDNESDAY, KCC) == WEDNESDAY - timedelta(hours=1)


def test_two_that_fall_together_are_one():
    points = (point("1 hour left"), Share(50), point("60 minutes left"))
    assert warn_moments(points, WEDNESDAY - timedelta(hours=2), WEDNESDAY, KCC) == (WEDNESDAY - timedelta(hours=1),)


@given(
    st.lists(st.one_of(st.integers(1, 99), st.sampled_from([row[0] for row in COUNTED_BACK])), min_size=1, max_size=5),
    st.integers(0, 60 * 24 * 20),
    st.integers(1, 9),
)
def test_the_timer_goes_from_point_to_point_and_ends_at_due(values, minutes, days):
    since = MONDAY + timedelta(minutes=minutes)
    due = due_moment(Term(days, "working day"), since, KCC)
    warns = warn_moments([point(each) for each in values], since, due, KCC)
    held, seen = promise(since=since, due=due, warns=warns), []
    while held.next_at != due:
        seen.append((held.warning, held.next_at))
        held = held.warned()
    assert seen == list(enumerate(warns, 1)) and list(warns) == sorted(set(warns))
    assert all(since <= each < due for each in warns) and held.warning == 0
