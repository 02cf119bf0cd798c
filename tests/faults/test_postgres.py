"""PostgreSQL killed and started under a whole Balie at work: it waits and goes on, and nothing is lost or doubled (I1-I8)."""

import asyncio
import random
import tempfile
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import create_engine, select

from router.rules.load import load
from router.store.migrate import migrate
from router.store.reads import Register
from router.store.tables import metadata
from scripts.servers import postgres
from tests.faults.balie import ROOT, Balie
from tests.faults.invariants import check_folder
from tests.faults.load import Load
from tests.servers import needs

KILLS, SEED = 4, 20261123
KLAVERDAM = ROOT / "examples" / "klaverdam"
LEFT = """
SELECT (SELECT "offset" FROM partitions) AS position,
  (SELECT count(*) FROM outgoing WHERE state IN ('pending', 'started')) AS letters,
  (SELECT count(*) FROM promises WHERE state = 'open' AND next_at <= extract(epoch FROM now()) * 1000000) AS due
"""


@pytest.fixture
def server():
    needs(postgres)
    with tempfile.TemporaryDirectory(prefix="balie-postgres-") as folder:
        server = postgres.Server(Path(folder))
        server.start()
        yield server
        server.stop()


@pytest.mark.slow
@pytest.mark.timeout(240)
async def test_postgres_killed_under_load(tmp_path, server, capsys):
    folder, luck, client = tmp_path / "data", random.Random(SEED), Load(SEED)
    folder.mkdir()
    balie = Balie(folder, {"BALIE_STORE": server.url})
    try:
        await balie.start()
        enough = asyncio.Event()
        sending = asyncio.create_task(client.run(balie.url, balie.smtp_port, enough, quiet=True))
        for _ in range(KILLS):
            await asyncio.sleep(luck.uniform(0.5, 1.5))
            await asyncio.to_thread(server.kill)
            await asyncio.sleep(luck.uniform(0, 1.5))
            await asyncio.to_thread(server.start)
        await asyncio.sleep(1)
        enough.set()
        async with asyncio.timeout(60):
            await sending
        await drained(server.url, folder)
        assert balie.stop() == 0, "it was the same process all along"
    finally:
        balie.end()
    await copied(server.url, folder)
    agents = load(KLAVERDAM).municipality.agents
    capacities = {account: sum(agent.capacity.values()) for account, agent in agents.items()}  # of all lanes together
    check_folder(folder, client.ledger, capacities)
    with capsys.disabled():
        print(f"\nPostgreSQL killed {KILLS} times: {client.ledger.summary()}")
    assert len(client.ledger.contacts) > KILLS and client.ledger.acts


async def drained(url, folder):
    """Everything on the stream applied, every letter out, nothing due."""
    driver = await asyncpg.connect(url, server_settings={"search_path": "klaverdam"})
    engine = create_engine(f"sqlite:///{folder / 'stream.db'}")
    with engine.connect() as stream:
        last = stream.exec_driver_sql("SELECT max(off) FROM log").scalar_one()
    engine.dispose()
    try:
        async with asyncio.timeout(90):
            while tuple(await driver.fetchrow(LEFT)) != (last, 0, 0):  # noqa: ASYNC110  # another process does it
                await asyncio.sleep(0.1)
    except TimeoutError:
        said = (folder / "errors.log").read_text()[-2000:]
        pytest.fail(f"not drained: {tuple(await driver.fetchrow(LEFT))}, the stream ends at {last}\n{said}")
    await driver.close()


async def copied(url, folder):
    """The register as a file, for the checks that every fault test ends with."""
    await migrate(folder / "store.db")
    tables = metadata.sorted_tables
    found = Register(url, "klaverdam").read(
        lambda reads: {table: [dict(row) for row in reads.execute(select(table)).mappings()] for table in tables}
    )
    engine = create_engine(f"sqlite:///{folder / 'store.db'}")
    with engine.begin() as connection:
        for table, rows in found.items():
            if rows:
                connection.execute(table.insert(), rows)
    engine.dispose()
