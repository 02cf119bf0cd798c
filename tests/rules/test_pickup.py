"""The pickup promise: made on an open line, ended by the wait."""

from datetime import timedelta

import pytest

from router.domain.call import Leg
from router.domain.words import CallEventKind as Kind
from router.rules.pickup import with_pickup
from router.testing import MONDAY, moment

MICROSECOND = timedelta(microseconds=1)


def promised(book, wait=None, ending=None, entered=MONDAY, queue="kcc"):
    ended = entered + wait if wait is not None else None
    leg = with_pickup(Leg(call="c1", queue=queue, entered=entered, ended=ended, ending=ending), book)
    return leg.due, leg.state and str(leg.state)


@pytest.mark.parametrize(
    ("seconds", "state"), [(24.999, "kept"), (25, "kept"), (25.000001, "broken"), (25.001, "broken"), (300, "broken")]
)
def test_answered_within_25_seconds(book, seconds, state):
    assert promised(book, timedelta(seconds=seconds), Kind.ANSWERED) == (MONDAY + timedelta(seconds=25), state)


@pytest.mark.parametrize("ending", [Kind.ABANDONED, Kind.TIMED_OUT, Kind.TRANSFERRED])
def test_who_leaves_in_time_was_not_let_down_and_who_leaves_late_was(book, ending):
    assert promised(book, timedelta(seconds=25), ending)[1] == "cancelled"
    assert promised(book, timedelta(seconds=25) + MICROSECOND, ending)[1] == "broken"


def test_a_call_that_waits_and_one_that_was_lost(book):
    assert promised(book)[1] == "open"
    assert promised(book, None, Kind.LOST)[1] == "cancelled"


@pytest.mark.parametrize(
    "words", ["ma 23 nov 2026 08:29", "ma 23 nov 2026 17:00", "za 28 nov 2026 12:00", "vr 25 dec 2026 10:00"]
)
def test_a_call_that_queues_while_the_line_is_closed_carries_none(book, words):
    assert promised(book, timedelta(seconds=5), Kind.ANSWERED, moment(words)) == (None, None)


def test_a_second_before_closing_it_does(book):
    assert promised(book, entered=moment("ma 23 nov 2026 16:59:59"))[1] == "open"


def test_a_leg_without_a_beginning_or_outside_all_calendars_has_none(book):
    leg = Leg(call="c1", queue="kcc", ended=MONDAY, ending=Kind.ANSWERED)
    assert with_pickup(leg, book) == leg
    assert promised(book, entered=MONDAY.replace(year=2345)) == (None, None)
