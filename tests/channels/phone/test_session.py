"""A switch that answers, goes away and comes back."""

from datetime import timedelta

import pytest

from router.channels.phone.ami.originate import dial
from router.domain.call import legs
from router.domain.errors import Refused, StreamFull
from router.testing import MONDAY
from tests.channels.phone.ami import FakeAmi, hung_up, said


def folded(listening, call="main:1.0"):
    told = [each for each in listening.events if each.call == call]
    return [(leg.queue, leg.ending, leg.wait and leg.wait.total_seconds()) for leg in legs(told)]


def entry(unique, seconds, queue="kcc"):
    return {"Queue": queue, "Uniqueid": unique, "CallerIDNum": "0201234567", "Wait": str(seconds)}


class TestLogIn:
    async def test_name_secret_and_what_is_asked_first(self, heard):
        async with FakeAmi() as server, heard(server.port) as listening:
            await listening.until(lambda: len(server.asked) == 3)
            first = server.asked[0]
            assert (first["Username"], first["Secret"], first["Events"]) == ("balie", "s3cret", "on")
            assert [each["Action"] for each in server.asked[1:]] == ["QueueStatus", "CoreShowChannels"]
            assert listening.session.connected

    async def test_a_wrong_secret_is_not_tried_over_and_over(self, heard, capsys):
        async with FakeAmi() as server, heard(server.port, secret="wrong") as listening:
            await listening.until(lambda: server.connections >= 2)
            assert not listening.session.connected
            assert "wrong" not in capsys.readouterr().out

    async def test_nobody_there(self, heard):
        async with FakeAmi() as server:
            port = server.port
        async with heard(port) as listening:
            assert not listening.session.connected


class TestComparing:
    async def test_a_call_that_waits_and_that_we_do_not_know(self, heard):
        async with FakeAmi(waiting=[entry("7.0", 16)]) as server, heard(server.port) as listening:
            await listening.until(lambda: listening.events)
            (event,) = listening.events
            assert (str(event.event), event.call, event.at) == (
                "queued",
                "main:7.0",
                listening.now - timedelta(seconds=16),
            )
            assert event.caller == "+31201234567"

    async def test_a_call_that_the_register_knows_is_not_queued_again(self, heard):
        waiting = [entry("7.0", 16)]
        async with FakeAmi(waiting=waiting) as server, heard(server.port, register={"main:7.0": "kcc"}) as listening:
            await listening.until(lambda: listening.session.translator.stays)
            await server.say(said("AgentConnect", 20, "7.0"))
            await listening.until(lambda: listening.events)
            assert listening.told() == ["answered"]

    async def test_a_call_that_ended_while_we_were_away_has_no_wait(self, heard):
        async with (
            FakeAmi([said("QueueCallerJoin"), None], []) as server,
            heard(server.port, register={"main:0.5": "permits"}) as listening,
        ):
            await listening.until(lambda: "lost" in listening.told("main:1.0"))
            assert folded(listening) == [("kcc", "lost", None)]
            assert listening.told("main:0.5") == ["lost"]

    async def test_a_call_that_goes_on_waiting_over_a_drop_keeps_its_beginning(self, heard):
        waiting = [entry("1.0", 3)]
        script = [said("QueueCallerJoin"), None]
        async with FakeAmi(script, waiting=waiting) as server, heard(server.port) as listening:
            await listening.until(lambda: server.connections == 2 and listening.session.compared)
            await server.say(said("AgentConnect", 9.5))
            await listening.until(lambda: "answered" in listening.told())
            assert folded(listening) == [("kcc", "answered", 9.5)]

    async def test_an_answer_that_comes_later_after_all_gives_the_true_wait(self, heard):
        async with FakeAmi([said("QueueCallerJoin"), None], []) as server, heard(server.port) as listening:
            await listening.until(lambda: "lost" in listening.told())
            await server.say(said("AgentConnect", 9.5))
            await listening.until(lambda: "answered" in listening.told())
            assert folded(listening) == [("kcc", "answered", 9.5)]

    async def test_a_hang_up_in_the_gap_is_no_time_out(self, heard):
        story = [hung_up(0, "0.1"), said("QueueCallerJoin"), said("QueueCallerAbandon", 12), None]
        async with FakeAmi(story, []) as server, heard(server.port) as listening:
            await listening.until(lambda: server.connections == 2 and listening.session.connected)
            listening.now += timedelta(seconds=5)
            await listening.until(lambda: "abandoned" in listening.told())
            assert folded(listening)[0][1:] == ("abandoned", 12.0)


async def test_a_full_stream_is_waited_for_and_nothing_is_lost(heard, monkeypatch):
    async with FakeAmi([said("QueueCallerJoin"), said("AgentConnect", 5)]) as server, heard(server.port) as listening:
        taken, refusals = listening._accept, [StreamFull("full")]

        async def sometimes(events):
            if refusals:
                raise refusals.pop()
            await taken(events)

        monkeypatch.setattr(listening.session, "_accept", sometimes)
        await listening.until(lambda: folded(listening) == [("kcc", "answered", 5.0)])


class TestDialling:
    async def test_the_agents_own_phone_rings_first(self, heard):
        async with FakeAmi() as server, heard(server.port) as listening:
            await listening.until(lambda: listening.session.connected)
            await dial(listening.session, "samira", "06 12345678")
            (asked,) = [each for each in server.asked if each["Action"] == "Originate"]
            assert (asked["Channel"], asked["Exten"], asked["Async"]) == ("PJSIP/101", "+31612345678", "true")

    @pytest.mark.parametrize("number", ["112", "144", "14 020", "1850", "0900 0101", "0906 0101", "+32 903 12345",
                                        "+33 899 123456", "+1 900 555 1234", "+8816 12345678", "0612345678\r\nAction: X"])  # fmt: skip
    async def test_a_number_that_costs_or_is_none_is_never_dialled(self, heard, number):
        async with FakeAmi() as server, heard(server.port) as listening:
            await listening.until(lambda: listening.session.connected)
            with pytest.raises(Refused, match="not dialled"):
                await dial(listening.session, "samira", number)
            assert "Originate" not in [each["Action"] for each in server.asked]

    async def test_a_stranger_and_a_silent_switch_are_told_so(self, heard):
        async with FakeAmi() as server, heard(server.port) as listening:
            with pytest.raises(Refused, match=r"devices in channels\.yaml"):
                await dial(listening.session, "noor", "0612345678")
        listening.session.drop()
        with pytest.raises(Refused, match="Dial the number yourself"):
            await dial(listening.session, "samira", "0612345678")


def test_the_start_of_the_stories_is_the_start_of_the_tests():
    from tests.channels.phone.ami import START

    assert MONDAY.timestamp() == START
