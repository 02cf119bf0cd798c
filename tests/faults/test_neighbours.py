"""Two municipalities on the same Kafka, Redis and PostgreSQL do not reach each other, though both name everything alike."""

import asyncio
import re

import aiohttp
import msgspec
import pytest
from aiokafka import TopicPartition
from redis.asyncio import Redis

from router.stream.kafka_member import consumer_of
from router.stream.kafka_url import Address
from tests.faults.balie import TOKEN
from tests.faults.scaled import Town

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]
SIZES = (40, 15)  #: contacts of each town
HEADERS = {"Authorization": f"Bearer {TOKEN}"}


@pytest.fixture
def towns(tmp_path, kafka_url, redis_url, postgres_url):
    towns = []
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        towns.append(Town(tmp_path / name, kafka_url, redis_url, postgres_url))
    yield towns
    for each in towns:
        each.end()


async def test_two_towns_on_the_same_servers(towns, kafka_url, redis_url):
    first, second = processes = [town.balie("all", "all") for town in towns]
    await asyncio.gather(*(each.start() for each in processes))
    await asyncio.gather(*(_send(each, size, f"town {size}") for each, size in zip(processes, SIZES, strict=True)))
    await asyncio.gather(*(_written(town, size) for town, size in zip(towns, SIZES, strict=True)))

    await _ask(first, "POST", "/api/v1/presence", {"state": "available"})
    assert [await _present(each) for each in processes] == [{"agent"}, set()]

    for town, size in zip(towns, SIZES, strict=True):  # the same ids and references in both, each with its own words
        register = await town.register()
        assert {text["body"] for text in register.texts.values() if text["body"].startswith("Vraag")} == {
            f"Vraag {number} van town {size} over mijn paspoort" for number in range(size)
        }
        assert len(register.cases) == size

    before = await _waiting(second)
    assert (sum((await _waiting(first)).values()), sum(before.values())) == SIZES
    taken = await _ask(first, "POST", f"/api/v1/queues/{max(before, key=lambda team: before[team])}/next", {})
    assert sum((await _waiting(first)).values()) == SIZES[0] - 1
    assert await _waiting(second) == before
    assert (await _ask(second, "GET", f"/api/v1/cases/{taken['reference']}"))["status"] == "queued"

    for each, size in zip(processes, (SIZES[0] - 1, SIZES[1]), strict=True):
        figures = await _figures(each)
        assert sum(figures["balie_waiting"]) == size
        assert sum(figures["balie_agents"]) > 0
    assert await _available(first) == 1
    assert await _available(second) == 0

    await _events_are_their_own(towns, kafka_url)
    await _keys_are_their_own(towns, redis_url)

    first.kill()
    assert (await _ask(second, "GET", "/readyz"))["ready"]
    await _send(second, 5, "afterwards", first=100)
    await _written(towns[1], SIZES[1] + 5)


async def _send(balie, size, said, first=0):
    bodies = [
        {"channel": "webform", "text": f"Vraag {number} van {said} over mijn paspoort", "sourceId": f"same-{number}"}
        for number in range(first, first + size)
    ]
    headers = {**HEADERS, "Content-Type": "application/x-ndjson"}
    async with aiohttp.ClientSession(balie.url, headers=headers) as session:
        answer = await session.post("/api/v1/contacts/batch", data=b"\n".join(map(msgspec.json.encode, bodies)))
        assert answer.status == 202


async def _written(town, size):
    async with asyncio.timeout(120):
        while await town.written() < size:  # noqa: ASYNC110  # another process does it
            await asyncio.sleep(0.1)
    assert await town.written() == size


async def _ask(balie, method, path, body=None):
    async with (
        aiohttp.ClientSession(balie.url, headers=HEADERS) as session,
        session.request(method, path, json=body) as answer,
    ):
        assert answer.status == 200, await answer.text()
        return await answer.json()


async def _waiting(balie):
    return {each["team"]: each["waiting"] for each in (await _ask(balie, "GET", "/api/v1/queues"))["items"]}


async def _present(balie):
    items = (await _ask(balie, "GET", "/api/v1/presence"))["items"]
    return {each["account"] for each in items if each["state"] != "offline"}


async def _figures(balie):
    async with aiohttp.ClientSession(balie.url) as session, session.get("/metrics") as answer:
        text = await answer.text()
    found = {}
    for name, figure in re.findall(r"^(\w+)(?:\{.*\})? (\S+)$", text, re.MULTILINE):
        found.setdefault(name, []).append(float(figure))
    return found


async def _available(balie):
    async with aiohttp.ClientSession(balie.url) as session, session.get("/metrics") as answer:
        return float(re.search(r'^balie_agents\{state="available"\} (\S+)$', await answer.text(), re.MULTILINE)[1])


async def _events_are_their_own(towns, kafka_url):
    consumer = consumer_of(Address.parse(kafka_url))
    await consumer.start()
    try:
        for town, size in zip(towns, SIZES, strict=True):
            events = await _events(consumer, f"{town.namespace}.cases", size)
            assert {each["source"] for each in events} == {f"urn:nld:{town.namespace}:systeem:balie"}
            assert sum(each["type"].endswith(".case-opened.v1") for each in events) == size
    finally:
        await consumer.stop()


async def _events(consumer, topic, opened):
    """All of a topic, once so many cases were told of; then nothing more may come."""
    await consumer._client.set_topics([topic])
    partitions = [TopicPartition(topic, each) for each in consumer.partitions_for_topic(topic)]
    consumer.assign(partitions)
    await consumer.seek_to_beginning(*partitions)
    found, quiet = [], 0
    async with asyncio.timeout(120):
        while quiet < 3 or sum(each["type"].endswith(".case-opened.v1") for each in found) < opened:
            records = await consumer.getmany(timeout_ms=300)
            quiet = 0 if records else quiet + 1
            found += [msgspec.json.decode(each.value) for some in records.values() for each in some]
    return found


async def _keys_are_their_own(towns, redis_url):
    redis = Redis.from_url(redis_url)
    try:
        keys = [key async for key in redis.scan_iter(count=1000)]
    finally:
        await redis.aclose()
    for town in towns:
        assert any(key.startswith(f"{{{town.namespace}}}:".encode()) for key in keys)
    ours = [key for key in keys if any(town.namespace.encode() in key for town in towns)]
    assert all(key.startswith(b"{t") for key in ours), ours
