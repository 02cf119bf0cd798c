"""What is asked at the same moment is done together, and each has an answer of its own."""

import asyncio

import pytest

from router.domain.errors import Stale
from router.store.together import MOST, Together
from router.store.writer import Writer


class Work:
    """Doubles what it is asked, and notes what came together; it goes on when it is told."""

    def __init__(self):
        self.rounds, self.goes_on = [], asyncio.Event()

    async def do(self, asked):
        self.rounds.append(list(asked))
        await self.goes_on.wait()
        return [Stale(frozenset({"odd"})) if each == 3 else 2 * each for each in asked]


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


async def test_what_comes_while_it_is_busy_goes_together():
    work = Work()
    together = Together(work.do)
    asked = [asyncio.create_task(together.ask(1))]
    await settled()
    asked += [asyncio.create_task(together.ask(each)) for each in (2, 3, 4)]
    await settled()
    work.goes_on.set()
    said = await asyncio.gather(*asked, return_exceptions=True)
    assert work.rounds == [[1], [2, 3, 4]]
    assert (said[0], said[1], said[3]) == (2, 4, 8) and isinstance(said[2], Stale)


async def test_what_is_heavy_goes_alone():
    work = Work()
    work.goes_on.set()
    together = Together(work.do, weight=lambda each: each)
    await asyncio.gather(*(together.ask(each) for each in (1, 2, MOST, MOST + 1, 5)))
    assert work.rounds == [[1, 2], [MOST], [MOST + 1], [5]]


async def test_who_is_cancelled_takes_nobody_along():
    work = Work()
    together = Together(work.do)
    first, second = (asyncio.create_task(together.ask(each)) for each in (1, 2))
    await settled()
    first.cancel()
    work.goes_on.set()
    assert await second == 4
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_neither_lane_of_the_writer_waits_for_ever(tmp_path):
    """A person goes before batches that wait, and who never stops asking lets a batch through each time."""
    writer, done = Writer(tmp_path / "store.db"), []
    await writer.open()
    batches = [asyncio.create_task(writer.do(lambda _, n=n: done.append(f"batch {n}"), people=False)) for n in range(5)]

    async def people():
        for number in range(20):
            await writer.do(lambda _, n=number: done.append(f"person {n}"), people=True)

    await asyncio.gather(people(), *batches)
    await writer.close()
    assert done.index("person 0") <= 1
    assert done.index("batch 4") < done.index("person 10")


async def test_what_goes_wrong_for_all_is_told_to_all_and_the_next_are_heard():
    async def breaks(asked):
        raise OSError(str(len(asked)))

    together = Together(breaks)
    said = await asyncio.gather(*(together.ask(each) for each in range(3)), return_exceptions=True)
    assert [str(each) for each in said] == ["3"] * 3
    with pytest.raises(OSError, match="1"):
        await together.ask(9)
    await together.close()
