"""Service levels, checked by hand (CONTRACT.md, Service levels)."""

from datetime import timedelta

import pytest

from router.domain.call import Leg
from router.domain.change import Change
from router.domain.words import CallEventKind
from router.store.views.service_levels import service_levels
from router.testing import MONDAY

START, END = MONDAY, MONDAY + timedelta(minutes=15)
MICROSECOND = timedelta(microseconds=1)


def call(name, wait=None, ending=None, *, queue="kcc", entered=START):
    """A call that waited `wait` in a queue; without an ending it waits still."""
    ended = entered + wait if wait is not None else None
    return name, (Leg(call=name, queue=queue, entered=entered, ended=ended, ending=ending),)


def seconds(number):
    return timedelta(seconds=number)


ANSWERED, ABANDONED, TIMED_OUT = CallEventKind.ANSWERED, CallEventKind.ABANDONED, CallEventKind.TIMED_OUT


async def levels(store, *calls, queue=None, start=START, end=END):
    await store.apply([Change(legs=calls)])
    return await service_levels(store.engine, start, end, 25, queue)


class TestWithin:
    @pytest.mark.parametrize(("wait", "within"), [(seconds(25), 1), (seconds(25) + MICROSECOND, 0), (seconds(0), 1)])
    async def test_exactly_the_threshold_is_within_and_a_microsecond_more_is_not(self, store, wait, within):
        (level,) = await levels(store, call("a", wait, ANSWERED), call("b", wait, ABANDONED))
        assert (level["answeredWithin"], level["abandonedWithin"]) == (within, within)
        assert (level["sl"], level["sl2"]) == (within, within)

    async def test_abandoned_before_and_after_count_in_sl2_only(self, store):
        (level,) = await levels(
            store,
            call("a", seconds(10), ANSWERED),
            call("b", seconds(20), ANSWERED),
            call("c", seconds(30), ANSWERED),
            call("d", seconds(5), ABANDONED),
            call("e", seconds(60), ABANDONED),
        )
        assert (level["answered"], level["answeredWithin"]) == (3, 2)
        assert (level["abandoned"], level["abandonedWithin"]) == (2, 1)
        assert level["sl"] == 2 / 3
        assert level["sl2"] == (2 + 1) / (3 + 2)
        assert level["meanWaitSeconds"] == 20.0

    async def test_timed_out_and_waiting_are_offered_but_in_no_fraction(self, store):
        calls = call("a", seconds(5), ANSWERED), call("b", seconds(90), TIMED_OUT), call("c")
        (level,) = await levels(store, *calls)
        assert (level["offered"], level["timedOut"], level["waiting"], level["sl"], level["sl2"]) == (3, 1, 1, 1.0, 1.0)

    async def test_a_mean_is_truncated_to_the_millisecond(self, store):
        (level,) = await levels(store, call("a", timedelta(microseconds=1_999_999), ANSWERED))
        assert level["meanWaitSeconds"] == 1.999


class TestPeriod:
    async def test_a_call_counts_where_it_entered_from_the_start_up_to_the_end(self, store):
        (level,) = await levels(
            store,
            call("before", seconds(5), ANSWERED, entered=START - MICROSECOND),
            call("first", seconds(5), ANSWERED),
            call("last", seconds(5), ANSWERED, entered=END - MICROSECOND),
            call("after", seconds(5), ANSWERED, entered=END),
        )
        assert level["offered"] == 2

    async def test_nothing_is_null_and_not_nought(self, store):
        (level,) = await levels(store, queue="kcc")
        assert (level["offered"], level["sl"], level["sl2"], level["meanWaitSeconds"]) == (0, None, None, None)

    async def test_only_abandoned_has_sl2_and_no_sl(self, store):
        (level,) = await levels(store, call("a", seconds(40), ABANDONED))
        assert (level["sl"], level["sl2"]) == (None, 0.0)

    async def test_a_moved_call_counts_in_both_queues_with_its_own_waits(self, store):
        moved = START + seconds(40)
        legs = (
            Leg(call="a", queue="kcc", entered=START, ended=moved, ending=CallEventKind.TRANSFERRED),
            Leg(call="a", queue="taxes", entered=moved, ended=moved + seconds(10), ending=ANSWERED),
        )
        kcc, taxes = await levels(store, ("a", legs))
        assert (kcc["queue"], kcc["offered"], kcc["sl"]) == ("kcc", 1, None)
        assert (taxes["queue"], taxes["answeredWithin"], taxes["sl"]) == ("taxes", 1, 1.0)
