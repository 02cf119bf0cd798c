"""Calls: folded from what the switch tells, in any order and any number of times."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.call import ENDINGS, key_of, legs, missed_at
from router.domain.contact import CallEvent, caller_party
from router.domain.words import CallEventKind as Kind
from router.testing import MONDAY


def said(kind, seconds=0.0, queue="kcc", agent=None, micros=0):
    return CallEvent(
        call="c1",
        event=Kind(kind),
        at=MONDAY + timedelta(seconds=seconds, microseconds=micros),
        queue=queue,
        agent=agent,
    )


def told(*events):
    """Each leg as (queue, ending, seconds waited)."""
    return [(leg.queue, leg.ending, leg.wait and leg.wait.total_seconds()) for leg in legs(events)]


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_wait_ends_in_one_way(ending):
    assert told(said("queued"), said("offered", 3), said(ending, 12.5)) == [("kcc", ending, 12.5)]


def test_a_wait_is_exact_to_the_microsecond():
    (leg,) = legs([said("queued", micros=1), said("answered", 25, micros=2, agent="samira")])
    assert (leg.wait, leg.agent) == (timedelta(seconds=25, microseconds=1), "samira")


def test_a_call_that_still_waits():
    assert told(said("queued")) == [("kcc", None, None)]


def test_hanging_up_while_waiting_is_abandoning():
    assert told(said("queued"), said("ended", 8)) == [("kcc", "abandoned", 8)]


def test_hanging_up_after_an_answer_changes_nothing():
    assert told(said("queued"), said("answered", 5), said("ended", 90)) == [("kcc", "answered", 5)]


def test_a_transferred_call_has_a_leg_in_each_queue():
    events = [
        said("queued"),
        said("answered", 5),
        said("queued", 60, "permits"),
        said("answered", 70, "permits"),
        said("ended", 99, None),
    ]
    assert told(*events) == [("kcc", "answered", 5), ("permits", "answered", 10)]


def test_the_same_queue_again_is_a_new_leg():
    assert told(said("queued"), said("timed-out", 60), said("queued", 60), said("answered", 75)) == [
        ("kcc", "timed-out", 60),
        ("kcc", "answered", 15),
    ]


def test_moved_on_in_the_same_moment():
    events = [
        said("queued"),
        said("transferred", 60, queue=None),
        said("queued", 60, "permits"),
        said("answered", 75, "permits"),
    ]
    assert told(*events) == [("kcc", "transferred", 60), ("permits", "answered", 15)]


def test_an_answer_without_a_beginning_counts_but_has_no_wait():
    assert told(said("answered", 5)) == [("kcc", "answered", None)]


def test_an_ending_without_a_queue_ends_what_waits():
    assert told(said("queued"), said("answered", 5, queue=None)) == [("kcc", "answered", 5)]


EVENTS = st.lists(
    st.builds(said, st.sampled_from(list(Kind)), st.integers(0, 5), st.sampled_from(["kcc", "permits", None])),
    max_size=7,
    unique_by=key_of,
)


@settings(max_examples=150, deadline=None, database=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_order_and_repeats_do_not_matter(events, chance):
    """As the register holds them: one row a key."""
    again = [*events, *events[:3]]
    chance.shuffle(again)
    assert legs({key_of(event): event for event in again}.values()) == legs(events)


def test_a_time_out_that_was_first_called_abandoned():
    assert told(said("queued"), said("abandoned", 60), said("timed-out", 60.0002)) == [("kcc", "timed-out", 60)]
    assert told(said("queued"), said("abandoned", 60), said("timed-out", 90)) == [("kcc", "abandoned", 60)]


def test_a_lost_call_has_no_wait_until_somebody_says_how_it_was():
    assert told(said("queued"), said("lost", 300)) == [("kcc", "lost", None)]
    assert told(said("queued"), said("lost", 300), said("answered", 8)) == [("kcc", "answered", 8)]
    assert told(said("queued"), said("lost", 300), said("answered", 400)) == [("kcc", "answered", 400)]


def test_a_call_waits_in_one_queue_at_a_time():
    events = [said("queued"), said("queued", 60, "permits"), said("ended", 70, None)]
    assert told(*events) == [("kcc", "transferred", 60), ("permits", "abandoned", 10)]
    assert told(said("queued"), said("answered", 70, "permits")) == [
        ("kcc", "lost", None),
        ("permits", "answered", None),
    ]


def test_when_a_call_was_missed():
    assert missed_at([said("queued"), said("ended", 8)]) == MONDAY + timedelta(seconds=8)
    assert missed_at([said("queued"), said("abandoned", 8), said("answered", 9)]) is None
    assert missed_at([said("queued"), said("answered", 8), said("ended", 90)]) is None
    assert missed_at([said("queued")]) is None


def test_what_makes_an_event_the_same():
    assert key_of(said("queued", agent="a")) == key_of(said("queued", agent="b"))
    assert (
        len({key_of(each) for each in (said("queued"), said("queued", 1), said("queued", queue=None), said("ended"))})
        == 4
    )


def test_a_callers_number_becomes_a_party():
    numbered = said("queued").with_(caller="+31612345678")
    assert caller_party(numbered) == caller_party(numbered.with_(call="c2"))
    assert caller_party(said("queued")) is None


class TestToldTwiceOfOneBeginning:
    """Two processes, or one that was away, work out since when a call waits; the switch itself says it to the microsecond."""

    def test_what_was_worked_out_gives_way_to_what_the_switch_said(self):
        events = said("queued", micros=400_000), said("queued", 1), said("queued", -1), said("answered", 9)
        assert told(*events) == [("kcc", "answered", 8.6)]

    def test_two_that_were_worked_out_are_the_first(self):
        assert told(said("queued"), said("queued", 1), said("answered", 9)) == [("kcc", "answered", 9)]

    def test_later_or_elsewhere_it_is_another_wait(self):
        assert len(told(said("queued"), said("queued", 4))) == 2
        assert len(told(said("queued"), said("queued", 1, "permits"))) == 2
        assert len(told(said("queued"), said("abandoned", 0.5), said("queued", 1))) == 2
