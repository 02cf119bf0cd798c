"""A switch that goes away, and the one that stands in for it."""

from router.channels.phone.ami import pair as pairs
from tests.channels.phone.ami import FakeAmi, hung_up, said


async def test_the_second_is_left_alone_while_the_first_is_there(pairing):
    async with FakeAmi() as first, FakeAmi() as second, pairing(first.port, second.port) as both:
        await both.until(lambda: both.pair.first.compared)
        await first.say(said("QueueCallerJoin") + said("AgentConnect", 5))
        await both.until(lambda: both.told("main:1.0") == [("kcc", "answered", 5.0)])
        assert second.connections == 0


async def test_it_takes_over_and_gives_back_and_nothing_is_told_twice(pairing):
    async with FakeAmi() as first, FakeAmi() as second, pairing(first.port, second.port) as both:
        await both.until(lambda: both.pair.first.compared)
        first.hang_up()
        await both.until(lambda: both.logbook.troubles)
        both.may_take_over()
        await both.until(lambda: both.pair.second.compared)
        assert both.logbook.troubles[0] == ("main", "unreachable")
        assert both.pair.session is both.pair.second
        await second.say(said("QueueCallerJoin", 20, "2.0"))
        await both.until(lambda: both.told("main:2.0"))
        both.register = {"main:2.0": "kcc"}
        await first.open_again()
        await both.until(lambda: both.pair.first.compared)
        assert both.told("main:2.0") == [("kcc", None, None)], "who waits at the second is not lost to the first"
        assert both.pair.second.connected, "it is heard to the end"
        story = said("AgentConnect", 31.5, "2.0") + hung_up(60, "2.0")
        await second.say(story)
        await both.until(lambda: not both.pair.second.connected)
        assert both.told("main:2.0") == [("kcc", "answered", 11.5)]
        assert both.pair.session is both.pair.first
        assert both.logbook.sources["main"].trouble is None


async def test_two_doors_of_one_switch_tell_one_call(pairing):
    """The second address leads to the same calls: while both listen, both tell."""
    async with FakeAmi() as first, FakeAmi() as second, pairing(first.port, second.port) as both:
        await both.until(lambda: both.pair.first.compared)
        await first.say(said("QueueCallerJoin"))
        await both.until(lambda: both.told("main:1.0"))
        both.register = {"main:1.0": "kcc"}
        second.waiting = first.waiting = [
            {"Queue": "kcc", "Uniqueid": "1.0", "CallerIDNum": "0612345678", "Wait": "600"}
        ]
        first.hang_up()
        await both.until(lambda: both.logbook.troubles)
        both.may_take_over()
        await both.until(lambda: both.pair.second.compared)
        await first.open_again()
        await both.until(lambda: both.pair.first.compared)
        for each in (first, second):
            await each.say(said("AgentConnect", 7.25) + hung_up(60))
        await both.until(lambda: not both.pair.second.connected)
        assert both.told("main:1.0") == [("kcc", "answered", 7.25)]


async def test_who_waits_at_a_switch_that_stays_away_is_lost_in_the_end(pairing, monkeypatch):
    async with FakeAmi() as first, FakeAmi() as second, pairing(first.port, second.port) as both:
        await both.until(lambda: both.pair.first.compared)
        await first.say(said("QueueCallerJoin"))
        await both.until(lambda: both.told("main:1.0"))
        both.register = {"main:1.0": "kcc"}
        first.hang_up()
        await both.until(lambda: both.logbook.troubles)
        both.may_take_over()
        await both.until(lambda: both.pair.second.compared)
        assert both.told("main:1.0") == [("kcc", None, None)], "it may come back"
        monkeypatch.setattr(pairs, "GIVEN_UP", 0.0)
        await both.until(lambda: both.told("main:1.0") == [("kcc", "lost", None)])


async def test_a_secret_that_is_refused_at_both_is_told_of_both(pairing):
    async with (
        FakeAmi(secret="other") as first,
        FakeAmi(secret="other") as second,
        pairing(first.port, second.port) as both,
    ):
        both.may_take_over()
        await both.until(lambda: {"main", "main.standby"} <= set(both.logbook.sources))
        assert {each.trouble for each in both.logbook.sources.values()} == {"refused"}
