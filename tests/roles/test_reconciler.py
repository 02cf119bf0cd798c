"""The reconciler: the live index as the store says, whatever became of it, and no repair where there was nothing wrong."""

import asyncio
from contextlib import suppress

import pytest

from router.domain.errors import QueuesDown
from router.queues.base import place_of
from router.roles.reconciler import Reconciler
from router.testing import inbound


async def equal(town):
    """Nothing of the index differs from the store (I3)."""
    return await town.queues.replace([place_of(case) for case in await town.store.waiting()]) == 0


@pytest.fixture
async def cases(town):
    return [await town.case_of(await town.receive()) for _ in range(6)]


async def test_nothing_to_repair(town, cases):
    assert await town.reconciler.look() == 0


async def test_repairs_what_was_never_told_and_counts_it(town, cases):
    """Taken, moved and put back by a process that ended before it told."""
    missed, moved, doubled = (case.reference for case in cases[:3])
    for reference in (missed, doubled):
        await town.queues.mend([(await place(town, reference))._replace(waits=False)], await town.queues.mark())
    await town.queues.mend([(await place(town, moved))._replace(team="permits")], await town.queues.mark())
    await town.acts.claim(doubled, town.actor())
    await town.queues.mend([(await place(town, doubled))._replace(waits=True)], await town.queues.mark())
    assert await town.reconciler.look() == 3
    assert town.reconciler.measures.queue_repairs == 3
    assert await equal(town)


async def test_what_the_store_does_not_know_goes(town, cases):
    """A register put back from a backup."""
    await town.queues.update([(await place(town, cases[0].reference))._replace(reference="KV-0000")])
    assert await town.reconciler.look() == 1
    assert await equal(town)


async def test_what_is_told_meanwhile_is_no_repair(town, cases):
    """Everybody at work during the comparison: what differs for a moment only is left alone."""
    done = asyncio.Event()
    rounds = 0

    async def work():
        actor = town.actor()
        while not done.is_set():
            for case in cases:
                await town.acts.claim(case.reference, actor)
                await town.acts.release(case.reference, actor)

    async def compare():
        nonlocal rounds
        reconciler = Reconciler(town.store, town.queues, town.clock, settle=0.05)
        for _ in range(5):
            assert await reconciler.look() == 0
            rounds += 1
        done.set()

    async with asyncio.timeout(50):
        await asyncio.gather(work(), compare())
    assert await equal(town)


async def test_rebuilt_while_work_goes_on(town, cases):
    async def work():
        actor = town.actor()
        for case in cases:
            await town.acts.claim(case.reference, actor)
            await town.accept(inbound(received_at=town.clock.now()))
            await town.settle()

    await asyncio.gather(work(), *(town.reconciler.rebuild() for _ in range(3)))
    assert await equal(town)


async def test_a_lost_index_is_built_at_once(town, cases):
    """A new process in memory; in Redis whatever emptied it."""
    if hasattr(town.queues, "server"):
        await town.queues.server._ask("FLUSHALL")
    else:
        town.queues.__init__()
    task = asyncio.create_task(town.reconciler.run())
    async with asyncio.timeout(10):
        while len(await town.queues.top("kcc", 99)) < len(cases) or await town.queues.lost(0):  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert town.reconciler.measures.queue_rebuilds == 1
    assert await equal(town)


async def test_a_store_or_index_that_is_away_is_waited_for(town, cases, monkeypatch):
    monkeypatch.setattr("router.roles.reconciler.AGAIN", 0.01)
    lost, times = town.queues.lost, []

    async def away(within):
        times.append(within)
        if len(times) < 3:
            raise QueuesDown("away")
        return await lost(within)

    monkeypatch.setattr(town.queues, "lost", away)
    task = asyncio.create_task(town.reconciler.run())
    async with asyncio.timeout(10):
        while len(times) < 4:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert times[:3] == [0.0, 0.0, 0.0]


async def place(town, reference):
    """As the store has it, to be told wrongly."""
    return place_of(await town.case(reference))
