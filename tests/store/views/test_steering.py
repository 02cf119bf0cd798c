"""Offers recounted from history, and the wait of callers from their legs."""

from datetime import timedelta

import pytest

from router.domain.contact import CallEvent, Sender
from router.domain.words import CallEventKind, Result, SteerOutcome, SteerReason
from router.steps.answer_offer import CITIZEN
from router.store.views.steering import offers_since
from router.store.views.waits import current_wait
from router.testing import MONDAY

MOVING = "Ik wil mijn verhuizing doorgeven."


@pytest.fixture
def counted(opens):
    def count(since=MONDAY - timedelta(days=1)):
        rows = opens.register.read(lambda connection: offers_since(connection, since))
        return {each.product: each for each in rows}

    return count


async def offered(town, number, text=MOVING):
    """A new case of somebody else, with an offer."""
    return (await town.case_of(await town.receive(text=text, sender=Sender(email=f"{number}@example.org")))).reference


async def test_the_last_word_counts_and_history_is_all_it_takes(town, counted):
    references = [await offered(town, number) for number in range(4)]
    acts = town.acts
    await acts.answer_offer(references[0], CITIZEN, SteerOutcome.TAKEN)
    await acts.answer_offer(references[0], CITIZEN, SteerOutcome.REFUSED, SteerReason.DID_NOT_WORK)
    await acts.answer_offer(references[1], town.actor(), SteerOutcome.REFUSED, SteerReason.NO_COMPUTER)
    await acts.answer_offer(references[1], town.actor(), SteerOutcome.TAKEN)
    await acts.close(references[2], town.actor(), Result.DONE)
    (row,) = counted().values()
    assert (row.steer, row.offered, row.taken, row.refused, row.ignored, row.share) == ("click", 4, 1, 1, 1, 0.5)
    assert (row.reasons, row.rules) == ({"did-not-work": 1}, {"simple": 4})
    case = await town.case(references[0])
    assert (row.product, case.steer_outcome) == (case.product, "refused")


async def test_what_was_never_offered_is_not_counted(town, counted):
    await town.receive(text="Gevaar! De straatlantaarn hangt los en is gevaarlijk.")
    assert counted() == {}


async def test_only_of_the_period(town, counted):
    await offered(town, 1)
    assert counted(MONDAY + timedelta(seconds=1)) == {}


async def calls(town, call, *events):
    for event, seconds in events:
        at = MONDAY + timedelta(seconds=seconds)
        await town.accept(CallEvent(call=call, event=CallEventKind(event), at=at, queue="kcc"))
    await town.settle()


async def test_the_wait_is_that_of_recent_calls(town):
    now = MONDAY + timedelta(minutes=10)
    assert await current_wait(town.store.engine, "kcc", now) is None
    await calls(town, "a", ("queued", 0), ("answered", 20))
    await calls(town, "b", ("queued", 60), ("answered", 100))
    assert await current_wait(town.store.engine, "kcc", now) == timedelta(seconds=30)
    assert await current_wait(town.store.engine, "taxes", now) is None
    await calls(town, "c", ("queued", 500))
    assert await current_wait(town.store.engine, "kcc", now) == timedelta(seconds=100)
    assert await current_wait(town.store.engine, "kcc", now + timedelta(hours=1)) is None
