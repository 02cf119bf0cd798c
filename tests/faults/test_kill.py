"""Killed at random points under load, fifty times: what was acknowledged is there, once (DESIGN.md, I1-I8)."""

import asyncio
import random
import sqlite3
from pathlib import Path

import aiohttp
import pytest

from router.app import App
from router.rules.load import load
from router.running import running
from router.settings import from_environment
from tests.faults.balie import ROOT, TOKEN, Balie
from tests.faults.invariants import check_folder, index_differences
from tests.faults.load import Load

KILLS = 50
SEED = 20261122
KLAVERDAM = ROOT / "examples" / "klaverdam"


@pytest.mark.slow
@pytest.mark.timeout(900)
async def test_fifty_kills_lose_and_double_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder, luck, client = tmp_path / "data", random.Random(SEED), Load(SEED)
    folder.mkdir()
    server = Balie(folder)
    try:
        for number in range(KILLS):
            await server.start()
            await under_load_for(luck.uniform(0.02, 0.4), client, server, quiet=number % 3 == 2)
        await server.start()
        await drained(folder)
        await queues_are_what_the_rows_say(server.url, folder)
        assert server.stop() == 0
    finally:
        server.end()
    await index_follows_the_store(folder, client)
    agents = load(KLAVERDAM).municipality.agents
    capacities = {account: sum(agent.capacity.values()) for account, agent in agents.items()}  # of all lanes together
    register = check_folder(folder, client.ledger, capacities)
    with capsys.disabled():
        again = sum(1 for row in register.outgoing if row["attempts"] > 1)
        print(
            f"\n{KILLS} kills: {client.ledger.summary()}; "
            f"{len(register.outgoing)} letters, {again} sent again after a kill; "
            f"{sum(1 for line, _ in register.history if line['type'] == 'broken')} promises broke meanwhile"
        )
    assert len(client.ledger.contacts) > KILLS
    assert client.ledger.mails, "no mail was acknowledged: the load is not what it says"
    assert client.ledger.acts, "no act was acknowledged: the load is not what it says"


async def under_load_for(seconds: float, client: Load, server: Balie, quiet: bool) -> None:
    """Kill it in the middle of whatever it does then."""
    never = asyncio.Event()
    sending = asyncio.create_task(client.run(server.url, server.smtp_port, never, quiet))
    await asyncio.wait([sending], timeout=seconds)
    await asyncio.to_thread(server.kill)
    async with asyncio.timeout(30):
        await sending


async def drained(folder: Path) -> None:
    """Everything on the stream applied, every letter out, nothing due."""
    async with asyncio.timeout(120):
        while _left(folder):  # noqa: ASYNC110  # another process does it
            await asyncio.sleep(0.1)


def _left(folder: Path) -> bool:
    with sqlite3.connect(folder / "stream.db") as stream, sqlite3.connect(folder / "store.db") as store:
        (last,) = stream.execute("SELECT max(off) FROM log").fetchone()
        (position,) = store.execute('SELECT "offset" FROM partitions').fetchone()
        (letters,) = store.execute("SELECT count(*) FROM outgoing WHERE state IN ('pending', 'started')").fetchone()
        (due,) = store.execute(
            "SELECT count(*) FROM promises WHERE state = 'open' "
            "AND next_at <= (julianday('now') - 2440587.5) * 86400000000.0"
        ).fetchone()
    stream.close()
    store.close()
    return bool(last != position or letters or due)


async def queues_are_what_the_rows_say(url: str, folder: Path) -> None:
    async with (
        aiohttp.ClientSession(url, headers={"Authorization": f"Bearer {TOKEN}"}) as session,
        session.get("/api/v1/queues") as response,
    ):
        told = {each["queue"]: (each["waiting"], each["active"]) for each in (await response.json())["items"]}
    store = sqlite3.connect(folder / "store.db")
    rows = store.execute(
        "SELECT team, sum(status IN ('queued', 'offered')), sum(status = 'active') FROM cases GROUP BY team"
    ).fetchall()
    store.close()
    assert {team: counts for team, counts in told.items() if any(counts)} == {
        team: (waiting, active) for team, waiting, active in rows if waiting or active
    }


async def index_follows_the_store(folder: Path, client: Load) -> None:
    """I3, in this process: the live index after a second of load is what the store says."""
    settings = from_environment(
        {
            "BALIE_DATA_DIR": str(folder),
            "BALIE_HTTP_PORT": "0",
            "BALIE_SMTP_PORT": "0",
            "BALIE_MUNICIPALITY": str(KLAVERDAM),
            "BALIE_API_TOKEN": TOKEN,
            "BALIE_WEBHOOK_SECRET": "fault-secret",
            "BALIE_DEMO_PASSWORD": "fault-password",
        }
    )
    async with running(settings) as app:
        enough = asyncio.Event()
        asyncio.get_running_loop().call_later(1.0, enough.set)
        async with asyncio.timeout(60):
            await client.run(f"http://127.0.0.1:{app.http_port}", app.smtp.port, enough)
        await drained(folder)
        await settled(app)
        assert await index_differences(app.store, app.queues) == 0, "I3: the index differs from the store"


async def settled(app: App) -> None:
    """The index is told after the commit: wait until both stand still."""
    async with asyncio.timeout(10):
        before = -1
        while (now := await app.store.cursor()) != before:
            before = now
            await asyncio.sleep(0.3)
