"""What router.queues.base.Repairs promises, for every implementation."""

from router.queues.base import no_place
from tests.queues.test_contract import place


async def tops(queues, team="kcc"):
    return await queues.top(team, 99)


class TestLost:
    async def test_a_new_one_is_not_whole(self, queues):
        assert await queues.lost(0)

    async def test_a_built_one_is(self, queues):
        await queues.replace([])
        assert not await queues.lost(0)
        assert await queues.finish(await queues.mark()) == 0
        assert not await queues.lost(0)


class TestDiffering:
    async def test_names_what_stands_otherwise(self, queues):
        await queues.update([place("same"), place("older"), place("gone", waits=False), place("more")])
        mark = await queues.mark()
        truth = [place("same"), place("older", version=2, priority=9), place("gone", version=2), place("unknown")]
        assert sorted(await queues.differing(truth, mark)) == ["gone", "older", "unknown"]

    async def test_what_was_told_after_the_mark_is_newer(self, queues):
        await queues.update([place("a"), place("b")])
        mark = await queues.mark()
        await queues.update([place("a", version=2, waits=False), place("b", version=2, team="permits")])
        assert await queues.differing([place("a"), place("b")], mark) == []

    async def test_the_same_version_that_says_something_else(self, queues):
        await queues.update([place("a", priority=1)])
        assert await queues.differing([place("a", priority=2)], await queues.mark()) == ["a"]


class TestSurplus:
    async def test_what_was_not_looked_at_nor_told_since(self, queues):
        await queues.update([place("looked"), place("told"), place("left", waits=False), place("more")])
        mark = await queues.mark()
        await queues.differing([place("looked")], mark)
        await queues.update([place("told", version=2), place("new")])
        assert await queues.surplus(mark) == ["more"]

    async def test_of_very_many(self, queues):
        await queues.update([place(f"c-{each}") for each in range(3000)])
        mark = await queues.mark()
        await queues.differing([place(f"c-{each}") for each in range(0, 3000, 2)], mark)
        assert sorted(await queues.surplus(mark)) == sorted(f"c-{each}" for each in range(1, 3000, 2))


class TestMend:
    async def test_makes_them_as_given(self, queues):
        await queues.update([place("same"), place("other", version=9, received=5), place("more"), place("untouched")])
        truth = [place("same"), place("other", version=2, received=1), place("new", received=2), no_place("more")]
        assert await queues.mend(truth, await queues.mark()) == 3
        assert await tops(queues) == ["same", "untouched", "other", "new"]

    async def test_leaves_what_was_told_since(self, queues):
        """It was read before somebody took the case, and comes after that was told."""
        await queues.update([place("a"), place("b")])
        mark = await queues.mark()
        await queues.update([place("a", version=2, waits=False), place("b", version=2, team="permits")])
        assert await queues.mend([place("a"), place("b")], mark) == 0
        assert (await tops(queues), await tops(queues, "permits")) == ([], ["b"])

    async def test_goes_on_by_version(self, queues):
        await queues.mend([place("a", version=4)], await queues.mark())
        await queues.update([place("a", version=4, waits=False)])
        assert await tops(queues) == ["a"]
        await queues.update([place("a", version=5, waits=False)])
        assert await tops(queues) == []


class TestFinish:
    async def test_takes_out_what_nobody_spoke_of(self, queues):
        await queues.update(
            [place("looked"), place("mended"), place("told"), place("more"), place("gone", waits=False)]
        )
        mark = await queues.mark()
        await queues.differing([place("looked")], mark)
        await queues.mend([place("mended", version=2)], mark)
        await queues.update([place("told", version=2), place("new")])
        assert await queues.finish(mark) == 1
        assert sorted(await tops(queues)) == ["looked", "mended", "new", "told"]
        assert not await queues.lost(0)

    async def test_of_very_many(self, queues):
        await queues.replace([place(f"c-{each}") for each in range(3000)])
        assert await queues.replace([place(f"c-{each}") for each in range(0, 3000, 3)]) == 2000
        assert (await queues.depths())["kcc"].waiting == 1000
