"""balie rebuild-queues: the index in Redis as the register says."""

import pytest

from router.commands.rebuild_queues import rebuild_queues
from router.queues.picked import queues_at
from router.settings import BadSetting, from_environment
from router.testing import KLAVERDAM, FakeClock
from router.testing_town import town_in


def settings(folder, **more):
    return from_environment({"BALIE_DATA_DIR": str(folder), "BALIE_MUNICIPALITY": str(KLAVERDAM), **more})


async def test_builds_what_the_register_has(tmp_path, redis_url):
    async with town_in(tmp_path) as town:
        cases = [(await town.case_of(await town.receive())).reference for _ in range(3)]
    where = settings(tmp_path, BALIE_QUEUES=redis_url)
    done = [await rebuild_queues(where) for _ in range(2)]
    assert [(each.waiting, each.differed) for each in done] == [(3, 3), (3, 0)]
    queues = queues_at(redis_url, "klaverdam", FakeClock())
    assert sorted(await queues.top("kcc", 9)) == sorted(cases)
    await queues.replace([])
    await queues.close()


async def test_in_memory_there_is_nothing_to_build(tmp_path):
    with pytest.raises(BadSetting, match=r"built at every start\. Start Balie\."):
        await rebuild_queues(settings(tmp_path))
