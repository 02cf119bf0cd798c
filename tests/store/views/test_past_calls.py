"""Past calls: how long each waited, and how long an agent was busy with it."""

from datetime import timedelta

import pytest

from router.domain.call import legs
from router.domain.change import Change
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind as Kind
from router.store.views.past_calls import past_calls
from router.testing import MONDAY

HOUR = timedelta(hours=1)


@pytest.fixture
async def seen(opens, store):
    """Store calls, each a list of (event, seconds after Monday ten o'clock, queue), and read the line kcc of that hour."""

    async def read(*calls):
        for number, told in enumerate(calls):
            events = tuple(
                CallEvent(call=f"c{number}", event=event, queue=queue, at=MONDAY + timedelta(seconds=after))
                for event, after, queue in told
            )
            await store.apply([Change(call_events=events, legs=((f"c{number}", legs(events)),))])
        rows = opens.register.read(lambda connection: sorted(past_calls(connection, "kcc", MONDAY, MONDAY + HOUR)))
        return [
            (wait.total_seconds(), str(ending), handled and handled.total_seconds())
            for _, wait, ending, handled in rows
        ]

    return read


async def test_answered_and_ended(seen):
    assert await seen([(Kind.QUEUED, 0, "kcc"), (Kind.ANSWERED, 20, "kcc"), (Kind.ENDED, 260, None)]) == [
        (20, "answered", 240)
    ]


async def test_answered_and_talking_still(seen):
    assert await seen([(Kind.QUEUED, 0, "kcc"), (Kind.ANSWERED, 20, "kcc")]) == [(20, "answered", None)]


async def test_an_agent_who_passes_the_call_on_is_free_from_then(seen):
    told = [(Kind.QUEUED, 0, "kcc"), (Kind.ANSWERED, 20, "kcc"), (Kind.QUEUED, 80, "taxes"), (Kind.ANSWERED, 90, "taxes"),
            (Kind.ENDED, 500, None)]  # fmt: skip
    assert await seen(told) == [(20, "answered", 60)]


async def test_hung_up_and_timed_out_were_not_handled(seen):
    lost = [(Kind.QUEUED, 0, "kcc"), (Kind.ABANDONED, 30, "kcc"), (Kind.ENDED, 31, None)]
    out = [(Kind.QUEUED, 1, "kcc"), (Kind.TIMED_OUT, 61, "kcc"), (Kind.ENDED, 62, None)]
    assert await seen(lost, out) == [(30, "abandoned", None), (60, "timed-out", None)]


async def test_only_this_line_in_this_period_and_no_longer_waiting(seen):
    other = [(Kind.QUEUED, 0, "taxes"), (Kind.ANSWERED, 20, "taxes")]
    late = [(Kind.QUEUED, 3600, "kcc"), (Kind.ANSWERED, 3620, "kcc")]
    waiting = [(Kind.QUEUED, 3599, "kcc")]
    assert await seen(other, late, waiting) == []
