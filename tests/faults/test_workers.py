"""Workers on Kafka that come, go, freeze and die under load: nothing is lost, nothing doubled (DESIGN.md, I1-I8)."""

import asyncio
import os
import time
from collections import Counter
from contextlib import suppress
from itertools import count, islice

import aiohttp
import msgspec
import pytest

from router.rules.load import load
from tests.faults.balie import ROOT, TOKEN
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
        assert time.monotonic() - began < 40
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


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_one_of_two_is_killed_every_five_seconds(town, capsys):
    """BALIE_FAULT_SECONDS=120 for as long as issue 6 asks; the rate is what the sender tries for."""
    front = town.balie("front", FRONT)
    workers = [town.balie("one", "worker"), town.balie("two", "worker")]
    await asyncio.gather(front.start(), *(each.start() for each in workers))
    enough, ledger = asyncio.Event(), {}
    sending = asyncio.create_task(at_a_rate(front.url, ledger, enough))
    moves, before = [], 0
    for number in range(int(os.environ.get("BALIE_FAULT_SECONDS", "10")) // 5):
        victim = workers[number % 2]
        victim.kill()
        starting = asyncio.create_task(victim.start())
        await asyncio.sleep(5)
        await starting
        written = await town.written()
        moves.append(written - before)
        before = written
    enough.set()
    await sending
    async with asyncio.timeout(120):
        while await town.written() < len(ledger):  # noqa: ASYNC110  # other processes do it
            await asyncio.sleep(0.5)
    assert all(each.stop() == 0 for each in (*workers, front))
    register = await town.register()
    assert set(ledger) <= set(register.contacts)
    opened = Counter(data["contact"] for line, data in register.history if line["type"] in ("opened", "joined"))
    assert all(opened[contact] == 1 for contact in ledger)
    assert all(moves), f"nothing was written in one of these spans of five seconds: {moves}"
    with capsys.disabled():
        print(f"\n{len(ledger)} contacts acknowledged and written once; in each five seconds {moves}")


async def at_a_rate(url, ledger, enough, rate=500, lines=50):
    """NDJSON posts; what is refused is sent again under the same source id."""
    numbers, loop = count(), asyncio.get_running_loop()
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/x-ndjson"}
    async with aiohttp.ClientSession(url, headers=headers) as session:
        while not enough.is_set():
            began = loop.time()
            bodies = [
                {"channel": "webform", "text": f"Vraag {number} over mijn paspoort", "sourceId": f"rate-{number}"}
                for number in islice(numbers, lines)
            ]
            while bodies:
                data = b"\n".join(map(msgspec.json.encode, bodies))
                async with session.post("/api/v1/contacts/batch", data=data) as answer:
                    if answer.status == 202:
                        answers = [msgspec.json.decode(line) for line in (await answer.read()).splitlines()]
                        ledger.update({each["id"]: each["sourceId"] for each in answers})
                        break
                    assert answer.status in (429, 503), await answer.text()
                await asyncio.sleep(0.2)
            await asyncio.sleep(max(0.0, lines / rate - (loop.time() - began)))
