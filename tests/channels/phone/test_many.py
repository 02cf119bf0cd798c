"""Several switches at once, several of us at one switch, a busy one, and what is noted of each."""

from contextlib import AsyncExitStack

from router.channels.phone.ami.receive import Switchboard
from router.domain.call import key_of, legs
from router.domain.switch import Telephony
from router.testing import MONDAY, FakeClock
from router.testing_room import Stage
from tests.channels.phone.ami import FakeAmi, hung_up, said
from tests.channels.phone.listening import Until, switch


def folded(events):
    """Call -> its legs, each key once."""
    calls: dict[str, dict] = {}
    for each in events:
        calls.setdefault(each.call, {})[key_of(each)] = each
    return {
        call: [(leg.queue, leg.ending, leg.wait and leg.wait.total_seconds()) for leg in legs(told.values())]
        for call, told in calls.items()
    }


class TestSeveralSwitches(Until):
    async def test_the_same_number_at_two_switches_is_two_calls_and_one_that_fails_leaves_the_other_alone(self, quick):
        events, logbook = [], Stage(FakeClock())

        async def accept(found):
            events.extend(found)

        async def none(_):
            return {}

        async with AsyncExitStack() as stack:
            one, two = [await stack.enter_async_context(FakeAmi(secret=each)) for each in ("s3cret", "zwei")]
            gone = await stack.enter_async_context(FakeAmi())
            strict = await stack.enter_async_context(FakeAmi(secret="drei"))
            gone.hang_up()
            switches = tuple(
                switch(port, name=name, secret=secret)
                for name, port, secret in (
                    ("main", one.port, "A"), ("library", two.port, "B"), ("depot", gone.port, "A"), ("wrong", strict.port, "B"),
                )
            )  # fmt: skip
            board = Switchboard(
                Telephony(switches=switches), {"A": "s3cret", "B": "zwei"}, "NL",
                accept=accept, open_calls=none, logbook=logbook, now=lambda: MONDAY,
            )  # fmt: skip
            await board.start()
            await self.until(lambda: [pair.first.compared for pair in board.pairs][:2] == [True, True])
            for each, wait in ((one, 4), (two, 9)):
                await each.say(said("QueueCallerJoin") + said("AgentConnect", wait))
            await self.until(lambda: len(events) == 4)
            await self.until(lambda: len(logbook.sources) == 4)
            await board.stop()
        assert folded(events) == {"main:1.0": [("kcc", "answered", 4.0)], "library:1.0": [("kcc", "answered", 9.0)]}
        troubles = {name: source.trouble for name, source in logbook.sources.items()}
        assert troubles == {"main": None, "library": None, "depot": "unreachable", "wrong": "refused"}


class TestTwoOfUs:
    STORY = (
        said("QueueCallerJoin") + said("QueueCallerAbandon", 60) + said("QueueCallerLeave", 60.0002)
        + said("QueueCallerJoin", 60.1, queue="permits") + said("AgentConnect", 70, queue="permits") + hung_up(90)
    )  # fmt: skip

    async def test_two_that_listen_to_one_switch_tell_each_call_once(self, heard):
        async with FakeAmi() as server, heard(server.port) as one, heard(server.port) as other:
            await one.until(lambda: one.session.compared and other.session.compared)
            await server.say_all(self.STORY)
            await one.until(lambda: one.told()[-1:] == other.told()[-1:] == ["ended"])
        assert folded(one.events + other.events) == folded(one.events)
        assert folded(other.events) == {"main:1.0": [("kcc", "timed-out", 60.0), ("permits", "answered", 9.9)]}

    async def test_also_without_moments_of_the_switch_and_when_both_work_out_a_wait(self, heard):
        """`timestampevents` is off: each goes by its own clock, and they differ."""
        waiting = [{"Queue": "kcc", "Uniqueid": "7.0", "CallerIDNum": "0201234567", "Wait": "16"}]
        async with FakeAmi(waiting=waiting) as server, heard(server.port) as one, heard(server.port) as other:
            other.now = one.now.replace(microsecond=900_000)
            await one.until(lambda: one.session.compared and other.session.compared)
            bare = (said("AgentConnect", 20, "7.0") + hung_up(60, "7.0")).replace(b"Timestamp: ", b"Other: ")
            await server.say_all(bare)
            await one.until(lambda: one.told()[-1:] == other.told()[-1:] == ["ended"])
        (legs_of,) = folded(one.events + other.events).values()
        assert [(queue, ending) for queue, ending, _ in legs_of] == [("kcc", "answered")]


class TestABusySwitch:
    CALLS = 1_500

    def minute(self):
        """100 events a second for a minute: a call joins, is offered, leaves and is taken up, every 40 ms."""
        for number in range(self.CALLS):
            at, unique = number * 0.04, f"{number}.0"
            yield said("QueueCallerJoin", at, unique) + said("AgentCalled", at + 0.01, unique, Interface="PJSIP/101")
            yield said("AgentConnect", at + 0.02, unique) + hung_up(at + 0.03, unique)

    async def test_a_minute_of_a_hundred_events_a_second(self, heard):
        async with FakeAmi(list(self.minute())) as server, heard(server.port) as listening:
            most = []
            take = listening.session._accept

            async def accept(events):
                most.append((len(events), len(listening.session.translator.stays)))
                await take(events)

            listening.session._accept = accept
            await listening.until(lambda: len(listening.events) == 4 * self.CALLS)
            calls = folded(listening.events)
            assert len(calls) == self.CALLS
            assert {tuple(each) for each in calls.values()} == {(("kcc", "answered", 0.02),)}
            assert max(size for size, _ in most) <= 64 * 1024 // len(said("Hangup")) + 4, "no more than one read"
            assert max(stays for _, stays in most) <= 1, "who hung up is forgotten"


class TestWhatIsNoted:
    async def test_a_line_that_drops_is_trouble_until_it_is_back(self, heard):
        async with FakeAmi() as server, heard(server.port) as listening:
            await listening.until(lambda: listening.session.compared)
            await server.say(said("QueueCallerJoin"))
            await listening.until(lambda: listening.source.spoke_at)
            server.hang_up()
            await listening.until(lambda: listening.source.trouble == "unreachable")
            server.waiting = [{"Queue": "kcc", "Uniqueid": "1.0", "CallerIDNum": "0612345678", "Wait": "3"}]
            await server.open_again()
            await listening.until(lambda: listening.session.compared and not listening.source.trouble)
            await server.say(said("AgentConnect", 9.5))
            await listening.until(lambda: "answered" in listening.told())
            assert folded(listening.events) == {"main:1.0": [("kcc", "answered", 9.5)]}

    async def test_a_register_that_does_not_answer_does_not_stop_the_listening(self, heard):
        async with FakeAmi() as server, heard(server.port) as listening:

            async def away(*_, **__):
                raise RuntimeError("no such table")

            listening.logbook.heard = listening.logbook.trouble = listening.session._open_calls = away
            await listening.until(lambda: listening.session.compared)
            await server.say(said("QueueCallerJoin") + said("AgentConnect", 5))
            await listening.until(lambda: folded(listening.events) == {"main:1.0": [("kcc", "answered", 5.0)]})
