"""Callers who hung up unheard: called back once, whatever order the switch tells it in."""

import asyncio
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.contact import CallEvent, Sender
from router.domain.words import CallbackOutcome
from router.domain.words import CallEventKind as Kind
from router.testing import MONDAY, moment
from router.testing_town import town_in

CALLER = "+31612345678"
EVENING = moment("ma 23 nov 2026 19:00")


def said(kind, seconds=0.0, call="c1", queue="kcc", caller=CALLER, start=MONDAY):
    at = start + timedelta(seconds=seconds)
    return CallEvent(call=call, event=Kind(kind), at=at, queue=queue, caller=caller)


def missed(call="c1", start=0.0, **more):
    return [said("queued", start, call, **more), said("abandoned", start + 30, call, **more)]


async def heard(town, *events):
    await town.accept(*events)
    await town.settle()
    return await owed(town)


async def owed(town):
    """Case and due moment of every callback that somebody waits for."""
    files = [await town.file(reference) for reference in await town.cases()]
    return [(file.case.reference, each.due) for file in files for each in file.owed("callback")]


@pytest.fixture(autouse=True)
def later(town):
    town.clock.advance(timedelta(minutes=30))


async def test_an_abandoned_call_with_a_number_is_called_back_within_two_working_days(town):
    ((reference, due),) = await heard(town, *missed())
    assert due == moment("wo 25 nov 2026 17:00")
    case = await town.case(reference)
    assert (case.channel, case.source, case.team, case.status) == ("phone", "phone", "kcc", "queued")


async def test_also_when_the_line_was_closed(town):
    town.clock.set(EVENING + timedelta(minutes=5))
    ((_, due),) = await heard(town, *missed(start=EVENING.timestamp() - MONDAY.timestamp()))
    assert due == moment("wo 25 nov 2026 17:00")


async def test_it_goes_to_the_team_of_the_queue(town):
    ((reference, _),) = await heard(town, *missed(queue="permits"))
    assert (await town.case(reference)).team == "permits"


@pytest.mark.parametrize(
    "caller", [None, "112", "144", "14 020", "+319001234", "+3290312345", "+19005551234", "anonymous"]
)
async def test_no_number_or_one_we_do_not_dial_is_counted_only(town, caller):
    assert await heard(town, *missed(caller=caller)) == []
    assert await town.cases() == []
    assert [line.type for line in await town.history()] == ["call-queued", "call-abandoned"]


async def test_a_number_told_with_one_event_is_the_number_of_the_call(town):
    assert len(await heard(town, said("abandoned", 30, caller=None), said("queued"))) == 1


@pytest.mark.parametrize("ending", ["answered", "timed-out", "transferred", "lost"])
async def test_any_other_ending_asks_for_none(town, ending):
    assert await heard(town, said("queued"), said(ending, 30), said("ended", 90)) == []


async def test_a_time_out_that_first_looked_like_a_hang_up(town):
    assert await heard(town, *missed(), said("timed-out", 30.0002)) == []


async def test_two_calls_make_one_callback(town):
    assert len(await heard(town, *missed(), *missed("c2", 120), *missed("c3", 600))) == 1


async def test_another_caller_has_their_own(town):
    assert len(await heard(town, *missed(), *missed("c2", caller="+31201234567"))) == 2


async def test_who_asked_to_be_called_back_already_is_not_owed_two(town):
    from router.domain.contact import CallbackWish

    await town.receive(sender=Sender(phone=CALLER), callback=CallbackWish())
    assert len(await heard(town, *missed())) == 1
    assert len(await town.cases()) == 1


async def test_called_back_and_hung_up_again_within_four_opening_hours(town):
    ((reference, _),) = await heard(town, *missed())
    await town.acts.call_back(reference, town.actor(), CallbackOutcome.REACHED)
    assert await heard(town, *missed("c2", 3 * 3600)) == []
    town.clock.advance(timedelta(hours=6))
    assert len(await heard(town, *missed("c3", 4.1 * 3600))) == 1


class TestAnsweredAfterAll:
    async def test_an_answer_that_arrives_late_withdraws_it_with_the_reason(self, town):
        ((reference, _),) = await heard(town, *missed())
        assert await heard(town, said("answered", 12)) == []
        case, promise = await town.case(reference), await town.promise(reference, "callback")
        assert (case.status, case.result) == ("closed", "withdrawn")
        assert (promise.state, promise.reason) == ("cancelled", "answered by phone")

    async def test_who_calls_again_and_is_answered_needs_no_callback(self, town):
        assert await heard(town, *missed(), said("queued", 60, "c2"), said("answered", 70, "c2")) == []

    async def test_who_was_answered_before_they_hung_up_does(self, town):
        assert len(await heard(town, said("queued", -90, "c0"), said("answered", -80, "c0"), *missed())) == 1

    async def test_an_agent_who_has_it_in_hand_keeps_the_case(self, town):
        ((reference, _),) = await heard(town, *missed())
        await town.acts.claim(reference, town.actor())
        assert await heard(town, said("queued", 60, "c2"), said("answered", 70, "c2")) == []
        assert (await town.case(reference)).status == "active"

    async def test_a_broken_one_stays_broken_and_is_fulfilled(self, town):
        ((reference, _),) = await heard(town, *missed())
        town.at("do 26 nov 2026 09:00")
        await town.clock_ticks()
        await town.clock_ticks()
        await heard(town, said("queued", 3 * 86400, "c2"), said("answered", 3 * 86400 + 9, "c2"))
        promise = await town.promise(reference, "callback")
        assert promise.state == "broken"
        assert promise.fulfilled is not None

    async def test_missed_after_all_is_promised_again(self, town):
        await heard(town, *missed(), said("answered", 40))
        ((reference, due),) = await heard(town, said("queued", 60), said("abandoned", 90))
        assert (await town.case(reference)).status == "queued"
        assert due == moment("wo 25 nov 2026 17:00")
        assert len(await town.cases()) == 1


STORIES = {
    "missed": missed(),
    "hung up": [said("queued"), said("offered", 4), said("ended", 8)],
    "answered": [said("queued"), said("offered", 4), said("answered", 8), said("ended", 90)],
    "timed out": [said("queued"), said("abandoned", 60), said("timed-out", 60.0002), said("ended", 60.1)],
    "moved on": [
        said("queued"),
        said("timed-out", 60),
        said("queued", 60, queue="permits"),
        said("answered", 70, queue="permits"),
        said("queued", 100, queue="taxes"),
        said("abandoned", 130, queue="taxes"),
        said("ended", 130.1, queue=None),
    ],
    "twice": [*missed(), *missed("c2", 100)],
    "twice, then heard": [*missed(), *missed("c2", 100), said("queued", 200, "c3"), said("answered", 210, "c3")],
    "heard, then missed": [said("queued", -99, "c0"), said("answered", -90, "c0"), *missed()],
}
CALLBACKS = {"missed": 1, "hung up": 1, "moved on": 1, "twice": 1, "heard, then missed": 1}


async def _lived(events):
    with tempfile.TemporaryDirectory() as folder:
        async with town_in(Path(folder)) as town:
            town.clock.advance(timedelta(minutes=30))
            for event in events:
                await town.accept(event)
            await town.settle()
            assert await town.quarantine() == {}
            async with town.store.engine.connect() as connection:
                legs = (await connection.exec_driver_sql('SELECT * FROM legs ORDER BY "call", place')).all()
            return len(await owed(town)), legs


@cache
def _in_order(name):
    return asyncio.run(_lived(STORIES[name]))[1]


@settings(max_examples=15, deadline=None, database=None)
@given(st.sampled_from(sorted(STORIES)), st.randoms(use_true_random=False))
def test_no_order_and_no_repeat_matters(name, chance):
    events = [*STORIES[name], *chance.choices(STORIES[name], k=3)]
    chance.shuffle(events)
    callbacks, legs = asyncio.run(_lived(events))
    assert callbacks == CALLBACKS.get(name, 0)
    assert legs == _in_order(name)
