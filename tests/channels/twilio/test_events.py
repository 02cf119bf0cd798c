"""Twilio's words to call events: TaskRouter, and calls without it."""

from datetime import timedelta
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.channels.twilio import taskrouter, voice
from router.channels.twilio.told import caller_of, moment_of
from router.domain.call import key_of, legs
from router.testing import MONDAY
from tests.channels.twilio.bodies import CALL, QUEUE, SETTING, START, TASK, call, task

TEAMS = SETTING["queues"]
ANSWERED = (
    task("task.created", 0), task("task-queue.entered", 0.25), task("reservation.created", 4, WorkerName="samira"),
    task("reservation.timeout", 14, WorkerName="samira"), task("reservation.created", 14.5, WorkerName="noor"),
    task("reservation.accepted", 19.5, WorkerName="noor"), task("task.wrapup", 200), task("task.completed", 230),
)  # fmt: skip
MOVED = (
    task("task-queue.entered", 0), task("task-queue.timeout", 60), task("task-queue.entered", 60.01, "Vergunningen"),
    task("task.canceled", 75, "Vergunningen", TaskCanceledReason="hangup"),
)  # fmt: skip


def folded(events):
    once = {key_of(each): each for each in events}
    return [(leg.queue, leg.ending, leg.wait and leg.wait.total_seconds()) for leg in legs(once.values())]


def routed(*bodies):
    return [each for body in bodies for each in taskrouter.events_of(body, TEAMS, "NL", MONDAY)]


class TestTaskRouter:
    def test_an_answered_call(self):
        events = routed(*ANSWERED)
        assert folded(events) == [("kcc", "answered", 19.25)]
        assert {(each.call, each.caller, each.source) for each in events} == {(CALL, "+31612345678", "twilio")}
        assert [each.agent for each in events if each.agent] == ["samira", "noor", "noor"]

    def test_a_queue_that_gave_up_and_a_caller_who_did(self):
        assert folded(routed(*MOVED)) == [("kcc", "timed-out", 60.0), ("permits", "abandoned", 14.99)]

    @pytest.mark.parametrize("reason", ["Task TTL Exceeded", "workflow timeout", "Task canceled: timed out"])
    def test_a_task_that_was_cancelled_for_its_time(self, reason):
        story = task("task-queue.entered", 0), task("task.canceled", 60, TaskCanceledReason=reason)
        assert folded(routed(*story)) == [("kcc", "timed-out", 60.0)]

    @settings(max_examples=60, deadline=None, database=None)
    @given(st.integers(0, 10**6), st.sampled_from([ANSWERED, MOVED]))
    def test_any_order_and_repeats_do_not_matter(self, seed, story):
        bodies = [*story, *story]
        Random(seed).shuffle(bodies)
        assert folded(routed(*bodies)) == folded(routed(*story))

    def test_what_is_no_call_or_not_followed_says_nothing(self):
        chat = task("task-queue.entered", 0, TaskChannelUniqueName="chat", TaskAttributes='{"from": "x"}')
        assert routed(chat, task("task-queue.entered", 0, "Sales"), task("worker.activity.update", 0)) == []
        assert taskrouter.unfollowed(task("task-queue.entered", 0, "Sales"), TEAMS) == "Sales"

    def test_a_task_of_voice_without_a_call_is_known_by_itself(self):
        (event,) = routed(task("task-queue.entered", 0, TaskAttributes="{}"))
        assert (event.call, event.caller) == (TASK, None)

    @settings(max_examples=100, deadline=None, database=None)
    @given(
        st.dictionaries(
            st.sampled_from(["EventType", "TaskAttributes", "TaskSid", "TaskQueueName", "Timestamp", "TimestampMs", "TaskChannelUniqueName"]),
            st.text(max_size=40) | st.sampled_from(["reservation.accepted", "KCC", "voice", TASK, "null", '{"call_sid": 5}', "9" * 13]),
        )
    )  # fmt: skip
    def test_anything_may_come(self, fields):
        for each in routed(fields):
            assert each.queue in (None, "kcc")


class Line:
    """Requests one after another, each so many seconds after the start."""

    def __init__(self):
        self.waits, self.events = voice.Waits(), []

    def told(self, after, fields, **asked):
        arrived = MONDAY + timedelta(seconds=after)
        self.events += voice.events_of(fields, asked, TEAMS, "NL", arrived, self.waits)
        return self


class TestWithoutTaskRouter:
    def test_a_wait_that_is_fetched_by_somebody(self):
        line = Line().told(0.4, call(QueueSid=QUEUE, QueueTime="0", QueuePosition="1"))
        line.told(20.9, call(QueueSid=QUEUE, QueueTime="20", QueuePosition="1"))
        line.told(31.2, call(QueueSid=QUEUE, QueueTime="31", DequeingCallSid="CA" + "9" * 32))
        line.told(300, call(QueueSid=QUEUE, QueueTime="31", QueueResult="bridged"))
        line.told(301, call(CallStatus="completed", Timestamp="Mon, 23 Nov 2026 09:05:00 +0000"))
        assert folded(line.events) == [("permits", "answered", 31.0)]

    @pytest.mark.parametrize(
        ("result", "ending"),
        [
            ("hangup", "abandoned"),
            ("leave", "timed-out"),
            ("error", "timed-out"),
            ("redirected", "transferred"),
            ("bridged", "answered"),
        ],
    )
    def test_the_action_alone_tells_how_long_it_was(self, result, ending):
        line = Line().told(45, call(QueueTime="12", QueueResult=result), queue="KCC")
        assert folded(line.events) == [("kcc", ending, 12.0)]

    def test_a_queue_that_was_full_was_never_entered(self):
        assert Line().told(5, call(QueueTime="0", QueueResult="queue-full", QueueSid=QUEUE)).events == []

    def test_the_same_queue_a_second_time_is_a_second_wait(self):
        line = Line().told(30, call(QueueTime="30", QueueResult="leave"), queue="KCC")
        line.told(90, call(QueueTime="0", QueuePosition="2"), queue="KCC")
        line.told(100, call(QueueTime="10", QueueResult="hangup"), queue="KCC")
        assert folded(line.events) == [("kcc", "timed-out", 30.0), ("kcc", "abandoned", 10.0)]

    def test_phones_that_ring_for_a_caller(self):
        def at(seconds):
            return f"Mon, 23 Nov 2026 09:00:{seconds:02d} +0000"

        phone = {"ParentCallSid": CALL, "Direction": "outbound-dial", "To": "client:samira"}
        line = Line().told(0, call(CallStatus="ringing", Timestamp=at(0)), queue="KCC")
        line.told(1, call(CallStatus="initiated", Timestamp=at(0)), queue="KCC")
        line.told(5, call(CallSid="CA" + "5" * 32, CallStatus="ringing", Timestamp=at(4), **phone), queue="KCC")
        line.told(9, call(CallSid="CA" + "5" * 32, CallStatus="in-progress", Timestamp=at(9), **phone), queue="KCC")
        line.told(50, call(CallSid="CA" + "5" * 32, CallStatus="completed", Timestamp=at(50), **phone), queue="KCC")
        line.told(51, call(CallStatus="completed", Timestamp=at(51)), queue="KCC")
        assert [str(each.event) for each in line.events] == ["queued", "queued", "offered", "answered", "ended"]
        assert folded(line.events) == [("kcc", "answered", 9.0)]

    @pytest.mark.parametrize("status", ["busy", "no-answer", "failed", "canceled", "completed"])
    def test_a_call_that_nobody_took_was_given_up(self, status):
        line = Line().told(0, call(CallStatus="ringing"), queue="KCC").told(20, call(CallStatus=status), queue="KCC")
        assert folded(line.events) == [("kcc", "abandoned", 20.0)]

    def test_what_we_dial_ourselves_is_no_wait(self):
        assert Line().told(0, call(CallStatus="completed", Direction="outbound-api")).events == []

    @settings(max_examples=100, deadline=None, database=None)
    @given(
        st.dictionaries(
            st.sampled_from(["CallSid", "ParentCallSid", "QueueTime", "QueueResult", "QueueSid", "CallStatus", "Timestamp", "From"]),
            st.text(max_size=40) | st.sampled_from([CALL, QUEUE, "completed", "hangup", "7", "99999999", "anonymous"]),
        )
    )  # fmt: skip
    def test_anything_may_come(self, fields):
        for each in Line().told(3, fields, queue="KCC").events:
            assert each.queue in (None, "kcc", "permits")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("+31612345678", "+31612345678"),
        ("anonymous", None),
        ("+266696687", None),
        ("client:jan", None),
        ("sip:a@b", None),
        ("", None),
        ("14020", "14020"),
    ],
)
def test_a_caller(given, kept):
    assert caller_of(given, "NL") == kept


def test_moments():
    stamp = {"Timestamp": str(START + 1)}
    assert moment_of(stamp, MONDAY) == MONDAY + timedelta(seconds=1)
    assert moment_of({**stamp, "TimestampMs": f"{START}250"}, MONDAY) == MONDAY + timedelta(seconds=0.25)
    assert moment_of({"Timestamp": "Mon, 23 Nov 2026 10:00:02 +0100"}, MONDAY) == MONDAY + timedelta(seconds=2)
    for odd in ("", "soon", "-5", "9" * 30, "0", "Mon, 99 Nov 2026", "١٢٣", "Mon, 23 Nov 2026 10:00:02 -0000"):
        assert moment_of({"Timestamp": odd}, MONDAY) == MONDAY
