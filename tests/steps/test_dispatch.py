"""The dispatcher: offers by turn to who waits longest, within what they can hold; nothing is lost when somebody goes."""

import asyncio
from contextlib import suppress
from datetime import timedelta
from random import Random

import pytest

from router.domain.errors import Refused
from router.domain.presence import MISSES, PresenceState
from router.domain.seeker import room_for, seeker_of
from router.steps.claim import HeldBy
from router.testing import inbound
from router.testing_town import Town


@pytest.fixture
async def pushing(town: Town):
    """A town whose service centre pushes its work, with two who could take it."""
    teams = town.book.municipality.teams
    town.push("kcc")
    assert teams is not town.book.municipality.teams
    for account in ("agent", "webcare"):
        await town.attendance.choose(account, PresenceState.AVAILABLE)
        town.clock.advance(timedelta(seconds=1))
    return town


async def offers(town):
    return {case.reference: case.offered_to for case in await town.store.offers()}


async def test_the_longest_idle_gets_the_earliest_turn(pushing):
    first, second = [await pushing.case_of(await pushing.receive()) for _ in range(2)]
    assert await pushing.dispatcher.look() == 2
    assert await offers(pushing) == {first.reference: "agent", second.reference: "webcare"}


async def test_one_offer_at_a_time(pushing):
    for _ in range(5):
        await pushing.receive()
    assert [await pushing.dispatcher.look() for _ in range(3)] == [2, 0, 0]


async def test_who_is_away_is_offered_nothing(pushing):
    await pushing.attendance.choose("agent", PresenceState.AWAY)
    case = await pushing.case_of(await pushing.receive())
    await pushing.dispatcher.look()
    assert await offers(pushing) == {case.reference: "webcare"}


async def test_a_team_that_pulls_is_offered_nothing(town):
    await town.attendance.choose("agent", PresenceState.AVAILABLE)
    await town.receive()
    assert await town.dispatcher.look() == 0


async def test_rung_out_it_goes_to_another_and_after_some_misses_they_are_away(pushing):
    case = await pushing.case_of(await pushing.receive())
    await pushing.dispatcher.look()
    await ring_out(pushing)
    assert await offers(pushing) == {case.reference: "webcare"}
    assert (await pushing.attendance.presences.all())["agent"].misses == 1


async def test_ring_no_answer_puts_away(pushing):
    await pushing.attendance.choose("webcare", PresenceState.AWAY)
    for _ in range(MISSES):
        await pushing.receive()
        await pushing.dispatcher.look()
        await ring_out(pushing)
    assert await pushing.attendance.state_of("agent") == PresenceState.AWAY
    assert await offers(pushing) == {}


@pytest.mark.parametrize("first", ["claim", "ring out", "both at once"])
async def test_taken_in_the_moment_it_rings_out(pushing, first):
    """One of the two happens. Who comes second is refused by name, also with the version of their own page."""
    town = pushing
    case = await town.case_of(await town.receive())
    await town.dispatcher.look()
    shown = (await town.case(case.reference)).version
    town.clock.advance(timedelta(seconds=30))
    for account in ("agent", "webcare"):
        await town.attendance.heard(account)
    claim = town.acts.claim(case.reference, town.actor("agent"), shown)
    if first == "both at once":
        said = (await asyncio.gather(claim, town.dispatcher.look(), return_exceptions=True))[0]
    else:
        if first == "ring out":
            await town.dispatcher.look()
        (said,) = await asyncio.gather(claim, return_exceptions=True)
        await town.dispatcher.look()
    after = await town.case(case.reference)
    if isinstance(said, Refused):
        assert isinstance(said, HeldBy) and said.account == "webcare"
        assert (after.status, after.offered_to, await town.holds("agent")) == ("offered", "webcare", 0)
    else:
        assert (after.status, after.assignee, await town.holds("agent")) == ("active", "agent", 1)
        assert await offers(town) == {}
    assert isinstance(said, Refused) == (first == "ring out") or first == "both at once"


async def ring_out(town):
    """Half a minute in which somebody is there and does not answer."""
    town.clock.advance(timedelta(seconds=30))
    for account in await town.attendance.presences.all():
        await town.attendance.heard(account)
    await town.dispatcher.look()


async def test_work_of_who_went_offline_goes_back(pushing):
    case = await pushing.case_of(await pushing.receive())
    await pushing.acts.claim(case.reference, pushing.actor("agent"))
    pushing.clock.advance(timedelta(minutes=6))
    await pushing.dispatcher.look()
    after = await pushing.case(case.reference)
    assert (after.status, after.assignee, await pushing.holds("agent")) == ("queued", None, 0)


async def test_nobody_is_offered_more_than_they_can_hold(pushing):
    await pushing.attendance.choose("webcare", PresenceState.AWAY)
    agent = pushing.book.municipality.agents["agent"]
    for _ in range(agent.capacity["other"]):
        case = await pushing.case_of(await pushing.receive())
        await pushing.acts.claim(case.reference, pushing.actor("agent"))
    await pushing.receive()
    assert await pushing.dispatcher.look() == 0


async def test_fifty_agents_and_a_queue(each_town):
    """Whatever they do at once, and whoever drops out half way, every case has one owner and nobody holds too much."""
    town = each_town
    rng, crowd = Random(3), town.crowd(50)
    cases = 300
    for _ in range(cases):
        await town.accept(inbound(received_at=town.clock.now()))
    await town.settle()

    async def work(agent, times=8):
        actor, seeker = town.actor(agent.account), seeker_of(agent, agent.teams)
        for _ in range(times):
            change = None
            with suppress(Refused):
                change = await town.acts.take_next(actor, seeker)
            if change is not None and rng.random() < 0.3:
                await town.acts.release(change.case.reference, actor, "left")
            await asyncio.sleep(0)

    async def until_cut_off(agent):
        """Now and then the wire breaks, at whatever step it was; they come back and go on."""
        for _ in range(2):
            with suppress(TimeoutError):
                async with asyncio.timeout(rng.random() * 0.5):
                    await work(agent)
        await work(agent, times=3)

    await asyncio.gather(*(until_cut_off(agent) for agent in crowd))
    await town.reconciler.look()  # who was cut off between writing and telling told nobody
    held = [reference for agent in crowd for reference in await town.store.held_by(agent.account)]
    assert len(held) == len(set(held))
    waiting = await town.queues.top("kcc", cases)
    assert len(set(held) | set(waiting)) == cases
    assert not set(held) & set(waiting)
    for agent in crowd:
        holds = await town.store.loads_of(agent.account)
        assert holds.get("all", 0) == len(await town.store.held_by(agent.account))
        assert room_for("mail", agent.capacity, holds) >= 0
