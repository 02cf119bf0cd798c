"""The citizen is spoken to before we rang them."""

from datetime import timedelta

import pytest

from router.domain.contact import CallbackWish, CallEvent, Sender
from router.domain.words import CallEventKind, Channel
from router.steps.context import context_for
from router.steps.merge_callback import merged_by_call, merged_by_contact, merged_callbacks
from router.testing import MONDAY, case_file, inbound, moment, promise

CALLER = "+31612345678"
LATER = MONDAY + timedelta(hours=1)


def callback(**changes):
    return promise(kind="callback", **changes)


def call(kind="answered", at=LATER, **more):
    plain = {"call": "c1", "event": CallEventKind(kind), "at": at, "queue": "kcc", "caller": CALLER, "agent": "agent"}
    return CallEvent(**{**plain, **more})


def test_who_answers_them_keeps_the_callback():
    change = merged_by_call(case_file(promises=(callback(), promise())), call(), LATER)
    ((_, after),) = change.promises
    assert (after.kind, after.state, after.ended) == ("callback", "kept", LATER)
    (line,) = change.history
    assert (line.type, line.by, line.data["call"]) == ("callback-merged", "agent", "c1")
    assert change.case.next_breach == promise().due  # the answer is owed still


@pytest.mark.parametrize("kind", [each for each in CallEventKind if each != CallEventKind.ANSWERED])
def test_nothing_but_an_answer_does(kind):
    assert not merged_by_call(case_file(promises=(callback(),)), call(kind), LATER).cases


def test_a_talk_before_it_was_promised_is_another():
    earlier = call(at=MONDAY - timedelta(minutes=1))
    assert not merged_by_call(case_file(promises=(callback(),)), earlier, LATER).cases


def test_what_has_ended_stays_as_it_ended():
    kept = callback().keep(LATER)
    assert not merged_by_call(case_file(promises=(kept,)), call(), LATER).cases


def test_late_it_is_broken_and_done_after_all():
    late = moment("do 26 nov 2026 9:00")
    change = merged_by_call(case_file(promises=(callback().break_(),)), call(at=late), late)
    ((_, after),) = change.promises
    assert (after.state, after.fulfilled) == ("broken", late)


def test_a_call_that_an_agent_wrote_down_does_as_well():
    file = case_file(promises=(callback(),))
    talk = inbound(channel=Channel.PHONE, received_at=LATER, sender=Sender(phone=CALLER))
    assert merged_by_contact(file, talk, "agent", LATER).history[0].data["contact"] == talk.id
    for other in (talk.with_(channel=Channel.EMAIL), talk.with_(callback=CallbackWish()), talk.with_(automatic=True)):
        assert not merged_by_contact(file, other, "agent", LATER).cases


async def test_every_case_of_the_caller_but_what_the_event_changed_already(town):
    asked = [await town.receive(callback=CallbackWish(), sender=Sender(phone=CALLER)) for _ in range(2)]
    first, second = [(await town.case_of(each)).reference for each in asked]
    town.clock.advance(timedelta(hours=1))
    answered = call(at=town.clock.now())
    context = await context_for([], [answered], store=town.store, loads={}, reference=lambda _: "KV-2611-9999")
    change = merged_callbacks(answered, context, frozenset({first}), town.clock.now())
    await town.store.apply([change])
    assert [(await town.promise(each, "callback")).state for each in (first, second)] == ["open", "kept"]


async def test_they_rang_us_first_and_were_answered(town):
    case = await town.case_of(await town.receive(callback=CallbackWish(), sender=Sender(phone=CALLER)))
    town.clock.advance(timedelta(hours=1))
    await town.accept(call("queued", at=town.clock.now()), call(at=town.clock.now(), caller=None))
    await town.settle()
    kept = await town.promise(case.reference, "callback")
    assert (kept.state, kept.ended) == ("kept", town.clock.now())
    assert [line.subject for line in await town.history("callback-merged")] == [case.reference]


async def test_an_agent_writes_down_that_they_rang(town):
    case = await town.case_of(await town.receive(callback=CallbackWish(), sender=Sender(phone=CALLER)))
    town.clock.advance(timedelta(hours=1))
    await town.receive(channel=Channel.PHONE, sender=Sender(phone=CALLER), reference=case.reference, text="Belde zelf")
    file = await town.file(case.reference)
    assert (await town.promise(case.reference, "callback")).state == "kept"
    assert file.case.next_breach == min((each.due for each in file.promises if each.is_open), default=None)
