"""Periods with other hours, and what they do to due moments."""

from datetime import date, timedelta

import pytest

from router.domain.calendar import DAYS, Calendar
from router.domain.closing import CalendarError, Closing
from router.domain.due import Term, due_moment
from router.domain.period import Period, overlap, week_of
from router.testing import moment

WEEK = dict.fromkeys(DAYS[:5], ("08:30-17:00",))
HOLIDAY = Period(
    first=date(2026, 12, 21),
    last=date(2027, 1, 3),
    week=week_of({"mon": ["10:00-12:00"], "wed": ["10:00-12:00"]}),
    reason={"nl": "Kerstvakantie"},
)
CHRISTMAS = Closing(every="12-25", reason={"nl": "Kerst"})


def calendar(*periods):
    return Calendar.build("kcc", "Europe/Amsterdam", WEEK, [CHRISTMAS], 2026, 2027, periods=periods)


def test_inside_its_own_week_holds_and_outside_the_usual_one():
    line = calendar(HOLIDAY)
    assert line.is_open(moment("vr 18 dec 2026 16:59")) and line.is_open(moment("ma 4 jan 2027 08:30"))
    assert [line.is_open(moment(f"ma 21 dec 2026 {at}")) for at in ("09:59", "10:00", "12:00")] == [False, True, False]
    assert not line.is_open(moment("di 22 dec 2026 11:00"))
    assert line.is_open(moment("wo 30 dec 2026 11:00"))
    assert line.open_between(moment("ma 21 dec 2026 00:00"), moment("ma 4 jan 2027 00:00")) == timedelta(hours=8)
    assert line.period_of(date(2026, 12, 20)) is line.period_of(date(2027, 1, 4)) is None


def test_opening_time_counts_its_hours_and_working_days_end_at_its_closing():
    line = calendar(HOLIDAY)
    friday = moment("vr 18 dec 2026 16:00")
    assert due_moment(Term(3, "opening hour"), friday, line) == moment("ma 21 dec 2026 12:00")
    assert due_moment(Term(1, "working day"), friday, line) == moment("ma 21 dec 2026 12:00")
    assert due_moment(Term(2, "working day"), friday, line) == moment("wo 23 dec 2026 12:00")  # Tuesday has no hours


def test_a_closed_day_stays_closed_in_it():
    open_all = Period(
        first=date(2026, 12, 21),
        last=date(2026, 12, 31),
        week=week_of(dict.fromkeys(DAYS, ("10:00-12:00",))),
        reason={"nl": "x"},
    )
    assert calendar(open_all).frames(date(2026, 12, 25)) == ()


def test_its_version_is_of_what_moves_a_due_moment():
    plain, other = calendar(), calendar(HOLIDAY)
    renamed = Period(first=HOLIDAY.first, last=HOLIDAY.last, week=HOLIDAY.week, reason={"nl": "Iets anders"})
    assert plain.version == calendar().version != other.version == calendar(renamed).version


def test_two_that_share_a_day_are_found():
    def at(first, last):
        return Period(first=date(2026, 7, first), last=date(2026, 7, last), week=HOLIDAY.week, reason={"nl": "x"})

    assert overlap([at(10, 12), at(1, 9), at(13, 13)]) is None
    assert overlap([at(10, 12), at(1, 10)]) == (0, 1)
    with pytest.raises(CalendarError, match="share a day"):
        calendar(at(1, 5), at(5, 6))


@pytest.mark.parametrize(
    ("change", "says"), [({"last": date(2026, 12, 20)}, "before it begins"), ({"reason": {}}, "a reason")]
)
def test_what_is_no_period(change, says):
    plain = {"first": HOLIDAY.first, "last": HOLIDAY.last, "week": HOLIDAY.week, "reason": HOLIDAY.reason}
    with pytest.raises(CalendarError, match=says):
        Period(**{**plain, **change})
