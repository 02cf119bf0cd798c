"""PostgreSQL that goes away, comes back, and answers that are lost on the way."""

import asyncio
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import select

from router.domain.change import Change, History, Outgoing
from router.domain.errors import Stale, StoreDown
from router.store import tables as t
from router.store.postgres import PostgresStore
from router.testing import MONDAY, case_file, inbound
from router.testing_postgres import SCHEMA, emptied
from router.testing_town import town_in
from scripts.servers import postgres
from tests.store.proxy import Proxy


@pytest.fixture(scope="module")
def server(postgres_url):
    """One of these tests' own, which they may kill."""
    with tempfile.TemporaryDirectory(prefix="balie-postgres-") as folder:
        server = postgres.Server(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.fixture
async def store(server):
    store = PostgresStore(server.url, await emptied(server.url))
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def wire(server, store):
    async with Proxy(server.port) as proxy:
        yield proxy


@pytest.fixture
async def over(wire, server):
    """A store at the other end of the wire."""
    store = PostgresStore(server.url.replace(f":{server.port}/", f":{wire.port}/"), SCHEMA, patience=2.0)
    await store.open()
    yield store
    wire.held.set()
    await store.close()


def opened(number=1):
    case = case_file(reference=f"KV-{number}", contact=f"contact-{number}").case
    return Change(cases=((None, case),), history=(History(subject=case.reference, type="opened", at=MONDAY),))


async def references(store):
    async with store.engine.connect() as connection:
        return sorted((await connection.execute(select(t.cases.c.reference))).scalars())


class TestRestart:
    @pytest.mark.parametrize("how", ["stop", "kill"])
    async def test_reads_and_writes_go_on(self, server, store, how):
        await store.apply([opened(1)])
        getattr(server, how)()
        server.start()
        assert await store.cursor() == 1
        await store.apply([opened(2)])
        assert await references(store) == ["KV-1", "KV-2"]

    async def test_a_write_is_the_first_to_notice(self, server, store):
        await store.apply([opened(1)])
        server.kill()
        server.start()
        with suppress(StoreDown):  # what it had open was cut; nothing of it was written
            await store.apply([opened(2)])
        if await references(store) == ["KV-1"]:
            await store.apply([opened(2)])
        assert await references(store) == ["KV-1", "KV-2"]

    async def test_away_is_store_down_for_everybody(self, server, store):
        server.stop()
        try:
            for asked in (store.cursor(), store.apply([opened()]), store.draw("KV", 1), store.due(MONDAY, 9)):
                with pytest.raises(StoreDown):
                    await asked
            with pytest.raises(StoreDown):
                await references(store)
        finally:
            server.start()
        assert await store.cursor() == 0
        await store.apply([opened()])


class TestFate:
    """A commit whose answer is lost is looked up, never sent again."""

    CHANGES = {
        "history": opened(),
        "no history": Change(outgoing=((None, Outgoing(id="o", case="KV-1", purpose="reply", channel="email")),)),
    }

    @pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
    async def test_what_was_committed_counts(self, wire, over, change):
        wire.cut_after = b"COMMIT"
        assert await over.apply([change]) == len(change.history)
        assert wire.cut_after is None
        with suppress(Stale):
            await over.apply([Change()])

    async def test_what_was_not_committed_is_down(self, wire, over, store):
        wire.cut_before = b"COMMIT"
        with pytest.raises(StoreDown):
            await over.apply([opened()])
        assert wire.cut_before is None and await references(store) == []
        await over.apply([opened()])

    async def test_with_an_offset(self, wire, over, store):
        position = await over.take(0)
        wire.cut_after = b"COMMIT"
        await over.apply([], position._replace(offset=7))
        wire.cut_before = b"COMMIT"
        with pytest.raises(StoreDown):
            await over.apply([], position._replace(offset=9))
        assert (await store.take(0)).offset == 7

    async def test_a_server_that_crashes_at_that_moment(self, server, wire, over, store):
        """It comes up again with the row or without; the store says which."""
        wire.cut_after = b"COMMIT"
        write = asyncio.create_task(over.apply([opened()]))
        await wire.happened.wait()
        await asyncio.to_thread(server.kill)
        await asyncio.to_thread(server.start)
        try:
            said = [await write]
        except StoreDown:
            said = []
        assert len(await references(store)) == len(said)


class TestCut:
    async def test_a_cut_in_the_middle_of_a_read(self, wire, over):
        await over.cursor()
        wire.cut()
        assert await over.cursor() == 0

    async def test_who_never_answers_is_given_up(self, wire, over):
        began = time.monotonic()
        wire.held.clear()
        with pytest.raises(StoreDown):
            await over.apply([opened()])
        assert time.monotonic() - began < 40
        wire.held.set()
        await asyncio.sleep(0.1)
        for _ in range(3):  # connections that were held are found out one after the other
            with suppress(StoreDown):
                await over.apply([opened()])
                break
        assert await references(over) == ["KV-1"]


@pytest.mark.slow
async def test_a_worker_waits_and_goes_on(server, store, tmp_path):
    """PostgreSQL is killed and started three times under a worker: nothing is lost, nothing doubled."""
    count = 600
    async with town_in(tmp_path, store=PostgresStore(server.url, SCHEMA)) as town:
        work = asyncio.create_task(town.worker.run(0))
        sent = []
        for number in range(count):
            sent.append(inbound(source_id=f"m-{number}", text=f"Vraag {number} over mijn paspoort"))
            await town.accept(sent[-1])
            if number % 200 == 100:
                await asyncio.to_thread(server.kill)
                await asyncio.to_thread(server.start)
        last = len(sent) - 1
        async with asyncio.timeout(40):
            while town.worker.position.offset < last:
                assert not work.done(), work.exception()
                await asyncio.sleep(0.05)
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
        assert sorted(await town.contacts()) == sorted(each.id for each in sent)
        lines = Counter(str(line.data.get("contact")) for line in await town.history("opened", "contact-added"))
        assert set(lines.values()) <= {1}
        assert (await town.store.take(0)).offset >= last
