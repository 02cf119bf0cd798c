"""When we ring again: a table of examples, then what holds for every attempt."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.attempts import ANY, Redial, Span, next_attempt, opening_time
from router.testing import klaverdam, moment

KCC = klaverdam().municipality.calendars["kcc"]  # Monday to Friday 08:30-17:00
DESK = klaverdam().municipality.calendars["town-hall"]  # 09:00-12:30 and 13:30-16:00, Thursday also 18:00-20:00
DUE = moment("vr 27 nov 2026 17:00")


def rung(outcome, now, wish=("", ""), due=None, calendar=KCC, redial=Redial()):  # noqa: B008  # frozen
    start, end = (moment(each) if each else None for each in wish)
    return next_attempt(outcome, moment(now), calendar, redial, Span(start=start, end=end), moment(due) if due else DUE)


@pytest.mark.parametrize(
    ("outcome", "now", "then"),
    [
        ("no-answer", "ma 23 nov 2026 10:00", "ma 23 nov 2026 10:30"),
        ("busy", "ma 23 nov 2026 10:00", "ma 23 nov 2026 10:10"),
        ("voicemail", "ma 23 nov 2026 10:00", "ma 23 nov 2026 12:00"),
        ("voicemail", "ma 23 nov 2026 12:00", "di 24 nov 2026 8:30"),
        ("voicemail", "ma 23 nov 2026 16:00", "di 24 nov 2026 8:30"),
        ("no-answer", "ma 23 nov 2026 16:50", "di 24 nov 2026 8:50"),  # opening time, not time
        ("no-answer", "ma 23 nov 2026 16:30", "di 24 nov 2026 8:30"),  # at closing nobody is there
        ("busy", "za 21 nov 2026 11:00", "ma 23 nov 2026 8:40"),
        ("voicemail", "za 21 nov 2026 11:00", "ma 23 nov 2026 8:30"),
        ("no-answer", "do 24 dec 2026 16:45", "ma 28 dec 2026 8:45"),  # Christmas, a weekend
    ],
)
def test_after_an_attempt(outcome, now, then):
    assert rung(outcome, now, due="do 31 dec 2026 17:00") == moment(then)


@pytest.mark.parametrize("outcome", ["reached", "wrong-number"])
def test_nobody_is_rung_who_was_reached_or_is_somebody_else(outcome):
    assert rung(outcome, "ma 23 nov 2026 10:00") is None


@pytest.mark.parametrize(
    ("outcome", "now", "wish", "then"),
    [
        # into the part of the day that suits them
        ("busy", "ma 23 nov 2026 10:00", ("ma 23 nov 2026 12:00", "ma 23 nov 2026 17:00"), "ma 23 nov 2026 12:00"),
        ("busy", "ma 23 nov 2026 10:00", ("di 24 nov 2026 12:00", ""), "di 24 nov 2026 12:00"),
        ("voicemail", "ma 23 nov 2026 9:00", ("", "ma 23 nov 2026 17:00"), "ma 23 nov 2026 12:00"),
        # too little of it left for the whole pause: halfway what is left
        ("no-answer", "ma 23 nov 2026 11:40", ("ma 23 nov 2026 8:30", "ma 23 nov 2026 12:00"), "ma 23 nov 2026 11:50"),
        ("voicemail", "ma 23 nov 2026 10:00", ("ma 23 nov 2026 8:30", "ma 23 nov 2026 12:00"), "ma 23 nov 2026 11:00"),
        # it is over, or lies where the line is closed, or is no window at all
        ("busy", "ma 23 nov 2026 13:00", ("ma 23 nov 2026 8:30", "ma 23 nov 2026 12:00"), "ma 23 nov 2026 13:10"),
        ("busy", "ma 23 nov 2026 13:00", ("di 24 nov 2026 6:00", "di 24 nov 2026 8:00"), "ma 23 nov 2026 13:10"),
        ("busy", "ma 23 nov 2026 13:00", ("wo 25 nov 2026 9:00", "di 24 nov 2026 9:00"), "ma 23 nov 2026 13:10"),
        # their own word counts for more than our moment
        ("busy", "ma 23 nov 2026 13:00", ("ma 30 nov 2026 9:00", "ma 30 nov 2026 12:00"), "ma 30 nov 2026 9:00"),
    ],
)
def test_inside_the_window_they_asked_for(outcome, now, wish, then):
    assert rung(outcome, now, wish) == moment(then)


@pytest.mark.parametrize(
    ("now", "due", "then"),
    [
        ("wo 25 nov 2026 16:50", "wo 25 nov 2026 17:00", "wo 25 nov 2026 16:55"),
        ("wo 25 nov 2026 17:30", "wo 25 nov 2026 17:00", "do 26 nov 2026 9:00"),  # it broke: as any other day
    ],
)
def test_before_the_promised_moment_where_there_is_time(now, due, then):
    assert rung("no-answer", now, due=due) == moment(then)


def test_a_wish_for_a_year_that_no_calendar_knows_is_none():
    far = Span(start=moment("ma 23 nov 2026 10:00").replace(year=2300))
    now = moment("ma 23 nov 2026 10:00")
    assert next_attempt("busy", now, KCC, Redial(), far, DUE) == now + timedelta(minutes=10)


def test_the_municipality_says_how_long():
    slow = Redial(after_no_answer=opening_time("2 opening hours"), after_busy=opening_time("45 opening minutes"))
    assert rung("no-answer", "ma 23 nov 2026 10:00", redial=slow) == moment("ma 23 nov 2026 12:00")
    assert rung("busy", "ma 23 nov 2026 10:00", redial=slow) == moment("ma 23 nov 2026 10:45")


@pytest.mark.parametrize("text", ["2 working days", "30 minutes", "soon"])
def test_other_lengths_are_refused_with_the_forms(text):
    with pytest.raises(ValueError, match="opening"):
        opening_time(text)


MOMENTS = st.integers(0, 40 * 24 * 60).map(lambda minutes: moment("do 10 dec 2026 0:00") + timedelta(minutes=minutes))


@given(
    outcome=st.sampled_from(["no-answer", "busy", "voicemail"]),
    calendar=st.sampled_from([KCC, DESK]),
    now=MOMENTS,
    start=st.none() | MOMENTS,
    end=st.none() | MOMENTS,
    due=MOMENTS,
)
def test_open_never_before_now_in_the_window_while_it_has_open_time(outcome, calendar, now, start, end, due):
    found = next_attempt(outcome, now, calendar, Redial(), Span(start=start, end=end), due)
    assert found is not None and found >= now and calendar.is_open(found)
    opens, closes = max(now, start or now), end or moment("ma 1 mrt 2027 12:00")
    room = opens < closes and calendar.open_between(opens, closes) > timedelta(0)
    if room and (start, end) != (None, None):
        assert (start is None or found >= start) and (end is None or found < end)
    before = max(opens, now) if room else now
    until = min(closes, due) if room else due
    if before < until and calendar.open_between(before, until) > timedelta(0):
        assert found < due


def test_any_moment_suits_who_asked_for_none():
    assert Span(start=None, end=None) == ANY
