"""Workers on Kafka that come, go, freeze and die under load: nothing is lost, nothing doubled (DESIGN.md, I1-I8)."""

import asyncio
import time
from contextlib import suppress

import pytest

from router.rules.load import load
from tests.faults.balie import ROOT
from tests.faults.invariants import check
from tests.faults.load import Load
from tests.faults.scaled import FRONT, Town

SEED = 20261123
KLAVERDAM = ROOT / "examples" / "klaverdam"


@pytest.fixture
def town(tmp_path, kafka_url, redis_url, postgres_url):
    town = Town(tmp_path, kafka_url, redis_url, postgres_url)
    yield town
    town.end()


@pytest.mark.slow
@pytest.mark.timeout(300)
async def test_workers_come_and_go(town, capsys):
    front, one, two = town.balie("front", FRONT), town.balie("one", "worker"), town.balie("two", "worker")
    client, enough = Load(SEED), asyncio.Event()
    await asyncio.gather(front.start(), one.start())
    sending = asyncio.create_task(client.run(front.url, front.smtp_port, enough, quiet=True))
    await asyncio.sleep(2)
    await two.start()  # a second member joins while batches are under way
    await asyncio.sleep(2)
    one.freeze()  # longer than its session: its partitions go to the other
    await asyncio.sleep(6)
    one.thaw()  # it goes on with what it had in hand, and is fenced
    await asyncio.sleep(3)
    two.kill()
    await asyncio.sleep(1)
    await two.start()
    await asyncio.sleep(1)
    assert one.stop() == 0  # in order, the batch in hand finished
    await one.start()
    one.kill()  # both, and between poll and commit as luck has it
    two.kill()
    await asyncio.gather(one.start(), two.start())
    await asyncio.sleep(1)
    enough.set()
    await sending
    await drained(town)
    for each in (one, two, front):
        began = time.monotonic()
        assert each.stop() == 0
        assert time.monotonic() - began < 15
    register = await town.register()
    capacities = {name: sum(agent.capacity.values()) for name, agent in load(KLAVERDAM).municipality.agents.items()}
    check(register, client.ledger, capacities)
    said = "".join((each.folder / "errors.log").read_text() for each in (one, two))
    with capsys.disabled():
        print(f"\n{client.ledger.summary()}; fenced {said.count('worker.fenced')} times, {len(register.log)} records")
    assert len(client.ledger.contacts) > 100


async def drained(town):
    left = ""
    with suppress(TimeoutError):
        async with asyncio.timeout(120):
            while left := await town.left():  # noqa: ASYNC110  # other processes do it
                await asyncio.sleep(0.5)
    assert not left, f"still to do after two minutes: {left}"
