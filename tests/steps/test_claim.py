import asyncio

import pytest

from router.domain.errors import Refused
from router.steps.claim import HeldBy, claim, release
from router.testing import MONDAY, case_file, promise

HOLDS = {"mail": 1, "all": 1}


async def test_of_many_who_claim_at_once_one_wins(town):
    case = await town.case_of(await town.receive())
    accounts = ("agent", "webcare", "lead", "operations")
    said = await asyncio.gather(
        *(town.acts.claim(case.reference, town.actor(each)) for each in accounts), return_exceptions=True
    )
    won = [account for account, each in zip(accounts, said, strict=True) if not isinstance(each, Exception)]
    lost = [each for each in said if isinstance(each, HeldBy)]
    assert (len(won), len(lost)) == (1, 3)
    assert {each.account for each in lost} == set(won)
    assert (await town.case(case.reference)).assignee == won[0]
    assert [await town.holds(each) for each in accounts] == [int(each in won) for each in accounts]
    assert await town.queues.top("kcc", 9) == []


async def test_nobody_holds_more_than_they_can(town):
    agent = town.actor("agent")
    cases = [await town.case_of(await town.receive()) for _ in range(agent.capacity["other"] + 1)]
    said = await asyncio.gather(*(town.acts.claim(each.reference, agent) for each in cases), return_exceptions=True)
    assert sum(isinstance(each, Refused) for each in said) >= 1
    assert await town.holds("agent") == sum(not isinstance(each, Exception) for each in said) <= agent.capacity["other"]


async def test_released_it_waits_again(town):
    case = await town.case_of(await town.receive())
    agent = town.actor()
    await town.acts.claim(case.reference, agent)
    await town.acts.release(case.reference, agent, "lunch")
    assert ((await town.case(case.reference)).status, await town.holds("agent")) == ("queued", 0)
    assert await town.queues.top("kcc", 9) == [case.reference]


def test_a_second_click_is_no_error(town):
    change = claim(case_file(status="active", assignee="agent"), town.actor(), HOLDS, MONDAY)
    assert (change.loads, change.history) == ((), ())


@pytest.mark.parametrize("status", ["waiting", "closed", "quarantined"])
def test_only_what_waits_in_a_queue_can_be_taken(town, status):
    with pytest.raises(Refused, match=f"This case is {status}"):
        claim(case_file(status=status), town.actor(), {}, MONDAY)


def test_taking_over_keeps_the_promise_that_a_colleague_takes_it(town):
    """D5: "transferred contact taken up"."""
    file = case_file(promises=(promise(kind="transfer"), promise()))
    change = claim(file, town.actor(), {}, MONDAY)
    ((_, kept),) = change.promises
    assert (kept.kind, kept.state) == ("transfer", "kept")


def test_only_the_holder_or_a_lead_lets_go(town):
    held = case_file(status="active", assignee="agent")
    with pytest.raises(HeldBy):
        release(held, town.actor("webcare"), HOLDS, None, MONDAY)
    assert release(held, town.actor("lead"), HOLDS, None, MONDAY).case.assignee is None
    with pytest.raises(Refused, match="Nobody has"):
        release(case_file(), town.actor(), {}, None, MONDAY)
