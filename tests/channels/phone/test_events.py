"""Asterisk's words to call events: fixtures of our own for what the recording does not have."""

from datetime import timedelta

import pytest

from router.channels.phone.ami.events import PATIENCE, Translator
from router.channels.phone.ami.framing import Framing
from router.domain.call import key_of, legs, missed_at
from router.domain.contact import CallbackWish, CallEvent, Inbound
from router.testing import MONDAY
from tests.channels.phone.ami import hung_up, said, variable
from tests.channels.phone.listening import switch

NOW = MONDAY + timedelta(minutes=10)


def heard(*parts: bytes, settle: bool = True):
    """What a switch's words become, folded as the register does, a key once: (queue, ending, seconds waited)."""
    events, _ = translated(*parts, settle=settle)
    return [
        (leg.queue, leg.ending, leg.wait and leg.wait.total_seconds())
        for leg in legs({key_of(each): each for each in events}.values())
    ]


def translated(*parts: bytes, settle: bool = True):
    translator, framing = Translator(switch(), "NL"), Framing()
    events = [event for part in parts for message in framing.feed(part) for event in translator.take(message, NOW)]
    return events + (translator.settled(NOW + PATIENCE) if settle else []), translator


def test_an_answered_call():
    story = (
        said("QueueCallerJoin"), said("AgentCalled", 0.1, Interface="PJSIP/101"), said("QueueCallerLeave", 7.25),
        said("AgentConnect", 7.2504, Interface="PJSIP/101", HoldTime="8"), hung_up(60),
    )  # fmt: skip
    assert heard(*story) == [("kcc", "answered", 7.2504)]
    events, _ = translated(*story)
    assert [str(each.event) for each in events] == ["queued", "offered", "answered", "ended"]
    assert {(each.call, each.caller, each.source) for each in events} == {("main:1.0", "+31612345678", "asterisk")}
    assert events[2].agent == "samira"


def test_a_caller_who_hung_up():
    story = said("QueueCallerJoin"), said("QueueCallerAbandon", 12), said("QueueCallerLeave", 12.0003), hung_up(12.0004)
    assert heard(*story) == [("kcc", "abandoned", 12)]


def test_a_queue_whose_time_was_up_says_abandon_too():
    story = (
        said("QueueCallerJoin"), said("QueueCallerAbandon", 60), said("QueueCallerLeave", 60.0002),
        variable("QUEUESTATUS", "TIMEOUT", 60.0003), hung_up(64),
    )  # fmt: skip
    assert heard(*story) == [("kcc", "timed-out", 60)]


def test_a_time_out_into_the_next_queue():
    story = (
        said("QueueCallerJoin"), said("QueueCallerAbandon", 60.0001), said("QueueCallerLeave", 60.0002),
        variable("QUEUESTATUS", "TIMEOUT", 60.0003), said("QueueCallerJoin", 60.0004, queue="permits"),
        said("AgentConnect", 70.0004, queue="permits"), hung_up(90),
    )  # fmt: skip
    assert heard(*story) == [("kcc", "timed-out", 60.0001), ("permits", "answered", 10.0)]


def test_a_time_out_is_told_from_a_hang_up_without_variables_too():
    left = said("QueueCallerAbandon", 60), said("QueueCallerLeave", 60.0002)
    assert heard(said("QueueCallerJoin"), *left, said("QueueCallerJoin", 60.1, queue="permits"))[0] == (
        "kcc", "timed-out", 60,
    )  # fmt: skip
    assert heard(hung_up(0, "0.9"), said("QueueCallerJoin"), *left) == [("kcc", "timed-out", 60)]


def test_a_re_join_of_the_same_queue_while_the_clock_steps_back():
    story = (
        said("QueueCallerJoin"), said("QueueCallerAbandon", 60.0001), said("QueueCallerLeave", 60.0002),
        variable("QUEUESTATUS", "TIMEOUT", 60.0003), said("QueueCallerJoin", 60.0000), said("AgentConnect", 65.0),
    )  # fmt: skip
    assert heard(*story) == [("kcc", "timed-out", 60.0001), ("kcc", "answered", 5.0)]


def test_a_hand_over_after_the_answer_has_a_leg_of_its_own():
    story = (
        said("QueueCallerJoin"), said("QueueCallerLeave", 5), said("AgentConnect", 5.0001),
        said("BlindTransfer", 40, "", None, TransfereeUniqueid="1.0"), said("QueueCallerJoin", 39.9999, queue="permits"),
        said("QueueCallerLeave", 52), said("AgentConnect", 52.0001, queue="permits"),
    )  # fmt: skip
    assert heard(*story) == [("kcc", "answered", 5.0001), ("permits", "answered", 12.0002)]
    assert "transferred" in [str(each.event) for each in translated(*story)[0]]


def test_taken_out_of_the_queue_while_waiting():
    story = said("QueueCallerJoin"), said("QueueCallerLeave", 9), said("QueueCallerJoin", 9.5, queue="permits")
    assert heard(*story) == [("kcc", "transferred", 9), ("permits", None, None)]
    withdrawn = said("QueueCallerJoin"), said("QueueCallerLeave", 9), variable("QUEUESTATUS", "WITHDRAW", 9.1)
    assert heard(*withdrawn) == [("kcc", "transferred", 9)]


def test_hanging_up_between_leaving_the_queue_and_the_agent():
    story = said("QueueCallerJoin"), said("QueueCallerLeave", 9), hung_up(11)
    assert heard(*story) == [("kcc", "abandoned", 11)]


def test_a_call_that_still_waits():
    assert heard(said("QueueCallerJoin"), said("AgentCalled", 1), said("AgentRingNoAnswer", 6)) == [("kcc", None, None)]


def asked_by_key(at, digits="", **more):
    return said("UserEvent", at, queue=None, UserEvent="BalieCallback", Digits=digits, **more)


def test_a_key_to_be_called_back_is_a_wish_and_no_missed_call():
    story = said("QueueCallerJoin"), asked_by_key(20, "0687654321#"), said("QueueCallerAbandon", 21), hung_up(21.1)
    events, _ = translated(*story)
    (wish,) = [each for each in events if isinstance(each, Inbound)]
    assert (wish.sender.phone, wish.entrance, wish.source, wish.callback) == (
        "+31687654321",
        "kcc",
        "asterisk",
        CallbackWish(),
    )
    (leg,) = legs(each for each in events if isinstance(each, CallEvent))
    assert (leg.ending, leg.wait.total_seconds()) == ("transferred", 20)
    assert missed_at([each for each in events if isinstance(each, CallEvent)]) is None


def test_a_key_without_a_number_to_dial_is_nothing():
    assert translated(asked_by_key(1, "0900 8844", CallerIDNum="anonymous"))[0] == []
    assert translated(said("UserEvent", 1, UserEvent="Else"))[0] == []
    (wish,) = translated(asked_by_key(1, "14020", Linkedid="9.0"), asked_by_key(2, "14020", Linkedid="9.0"))[0][:1]
    assert wish.sender.phone == "+31612345678"


def test_everything_twice_is_everything_once():
    story = (
        said("QueueCallerJoin"), said("QueueCallerAbandon", 60), said("QueueCallerLeave", 60.0002),
        variable("QUEUESTATUS", "TIMEOUT", 60.0003), said("QueueCallerJoin", 60.1, queue="permits"),
        said("AgentConnect", 70, queue="permits"), hung_up(90),
    )  # fmt: skip
    assert heard(*story, *story) == heard(*story)


@pytest.mark.parametrize("number", ["<unknown>", "unknown", "", "anonymous"])
def test_a_caller_without_a_number(number):
    events, _ = translated(said("QueueCallerJoin", CallerIDNum=number))
    assert events[0].caller is None


def test_a_queue_that_is_not_followed_is_named_once_and_no_more():
    events, translator = translated(said("QueueCallerJoin", queue="sales"), said("AgentConnect", 2, queue="sales"))
    assert (events, translator.unfollowed) == ([], {"sales"})


def test_a_moment_comes_from_the_event_and_else_from_the_clock():
    without = said("QueueCallerJoin").replace(b"Timestamp: ", b"Other: ")
    assert translated(without)[0][0].at == NOW
    written = without.replace(b"Uniqueid: ", b"EventTV: 2026-11-23T09:00:01.250+0000\r\nUniqueid: ", 1)
    assert translated(written)[0][0].at == MONDAY + timedelta(seconds=1.25)
    for odd in (b"nan", b"1e99", b"-5", b"99999999999999999999", b"\xd9\xa1"):
        assert translated(without.replace(b"Other: ", b"Timestamp: " + odd + b"\r\nOther: ", 1))[0][0].at == NOW
