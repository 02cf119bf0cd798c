"""A recording of AMI, told again at any speed."""

import asyncio
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.channels.phone.ami.framing import Framing
from router.commands.phone_replay import NotPlayed, replay
from router.domain.call import key_of, legs
from router.simulate.recording import moved, said, told
from router.simulate.switch import PlayedSwitch
from router.testing import MONDAY
from tests.channels.phone import ami
from tests.channels.phone.conftest import heard, quick  # noqa: F401  # fixtures

STORY = b"".join((
    b"Asterisk Call Manager/13.0.0\r\n", ami.block({"Response": "Success", "ActionID": "x"}),
    ami.block({"Event": "FullyBooted", "Uptime": "5"}),
    ami.said("QueueCallerJoin", 0, "1795424400.7"), ami.block({"Event": "QueueEntry", "ActionID": "s", "Wait": "3"}),
    ami.said("AgentCalled", 3, "1795424400.7", Interface="PJSIP/101"), ami.said("AgentConnect", 7.25, "1795424400.7"),
    ami.hung_up(600, "1795424400.7"),
))  # fmt: skip


def test_only_its_events_are_told_and_each_has_a_moment():
    events = told(STORY)
    assert [each.lines["Event"] for each in events] == [
        "FullyBooted", "QueueCallerJoin", "AgentCalled", "AgentConnect", "Hangup",
    ]  # fmt: skip
    assert {each.at - MONDAY for each in events[:2]} == {timedelta()}


@pytest.mark.parametrize("raw", [b"", b"\n\n\n", b"hello", b"Response: Success\r\n\r\n", b"\x00" * 90_000])
def test_what_is_no_recording_has_no_events(raw):
    assert told(raw) == []
    assert list(moved([], MONDAY, 1.0)) == []


@settings(max_examples=50, deadline=None, database=None)
@given(st.floats(0.01, 1e6))
def test_whatever_the_speed_the_waits_are_the_same_and_nothing_lies_ahead(speed):
    now = MONDAY + timedelta(days=3, microseconds=123)
    played = list(moved(told(STORY), now, speed))
    (first, *_), *_, (last, end) = played
    assert (first, last) == (0.0, 600 / speed)
    assert end.at - played[1][1].at == timedelta(seconds=600)
    assert all(event.at <= now + timedelta(seconds=after, milliseconds=1) for after, event in played)
    assert [after for after, _ in played] == sorted(after for after, _ in played)


def test_a_call_has_one_new_number_in_all_that_is_said_of_it():
    played = [event.lines for _, event in moved(told(STORY), MONDAY + timedelta(seconds=100), 1e6)]
    assert {each["Uniqueid"] for each in played[1:]} == {each["Linkedid"] for each in played[1:]}
    assert played[1]["Uniqueid"] == "1795423900.7"
    assert played[1]["Timestamp"] == "1795423900.000600"


def test_what_is_said_is_read_again():
    (_, event) = next(iter(moved(told(STORY)[1:2], MONDAY, 1.0)))
    assert list(Framing().feed(said(event))) == [event.lines]


async def test_a_session_that_listens_has_its_calls(heard):  # noqa: F811
    async def none(_):
        pass

    switch, played = PlayedSwitch(lambda: MONDAY), list(moved(told(STORY), MONDAY, 1000.0))
    async with switch.serving(0) as port, heard(port) as listening:
        await switch.listening.wait()
        await switch.play(played[:2], none)
        await listening.until(lambda: listening.told() == ["queued"])
        listening.session._writer.close()  # in mid-call: it comes back, and the switch says who waits
        switch.listening.clear()
        await switch.listening.wait()
        await switch.play(played[2:], none)
        await listening.until(lambda: listening.told()[-1:] == ["ended"])
    once = {key_of(each): each for each in listening.events}
    assert [leg.ending for leg in legs(once.values())] == ["answered"]


async def test_nobody_who_listens_and_a_port_that_is_taken_are_told_with_the_mend():
    with pytest.raises(NotPlayed, match=r"Does channels\.yaml name this switch"):
        await replay(STORY, 1.0, 0, 0.01)
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0)
    with pytest.raises(NotPlayed, match="--port"):
        await replay(STORY, 1.0, server.sockets[0].getsockname()[1], 0.01)
    server.close()
    with pytest.raises(NotPlayed, match="no events"):
        await replay(b"", 1.0, 0, 0.01)
