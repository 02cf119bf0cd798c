"""Backup and restore, as docs/how-to/back-up.md tells it: the scripts in deploy/backup, on a Balie that runs and on a real server."""

import asyncio
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import aiohttp
import asyncpg
import pytest

from router.domain.change import Change, History
from router.domain.contact import Contact, Text
from router.domain.words import Channel
from router.originals import Originals
from router.store.postgres import PostgresStore
from router.store.postgres_migrate import migrate_postgres
from router.store.postgres_secret import shared_secret
from router.testing import MONDAY, case_file, promise
from scripts.servers.postgres import BINARIES
from tests.browser.served import served
from tests.faults.balie import TOKEN
from tests.faults.scaled import Town

SCRIPTS = Path(__file__).parents[2] / "deploy" / "backup"
SCHEMA = "backed-up"


def typed(name, *words, **environment):
    return subprocess.run(
        [sys.executable, SCRIPTS / f"{name}.py", *words],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip


class TestSqlite:
    """Case numbers are drawn anew for what was decided after the copy; a contact keeps its id."""

    @pytest.fixture
    def steps(self):
        spec = importlib.util.spec_from_file_location("backup_sqlite", SCRIPTS / "sqlite.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    @pytest.mark.timeout(120)
    async def test_a_copy_of_a_running_balie_goes_on_where_it_was(self, tmp_path):
        (data := tmp_path / "data").mkdir()
        with served(data) as town:
            reference = town.send(channel="webform", text="De straatlantaarn is stuk.")
            link = town.case(reference)["statusUrl"].rpartition("/")[2]
            sha256 = await Originals(data / "originals").keep(b"x" * 70_000)
            done = typed("sqlite", data, tmp_path / "copy")
            assert (done.returncode, done.stderr) == (0, "")
            town.send(channel="webform", text="Na de kopie.")
        assert (tmp_path / "copy").stat().st_mode & 0o077 == 0
        assert await Originals(tmp_path / "copy" / "originals").read(sha256) == b"x" * 70_000
        with served(tmp_path / "copy") as town:
            assert town.case(reference)["statusUrl"].rpartition("/")[2] == link
            assert [each["reference"] for each in town.call("/api/v1/cases")["items"]] == [reference]
            assert town.send(channel="webform", text="En verder gaat het.") != reference

    @pytest.mark.timeout(120)
    def test_what_came_between_the_two_files_is_decided_from_the_stream(self, tmp_path, steps):
        (data := tmp_path / "data").mkdir()
        (copy := tmp_path / "copy").mkdir()
        with served(data) as town:
            town.send(channel="webform", text="De straatlantaarn is stuk.")
            steps.database(data / "store.db", copy / "store.db")
            between = str(town.call("/api/v1/contacts", {"channel": "webform", "text": "Er tussenin."})["id"])
            town.reference(between)
            steps.database(data / "stream.db", copy / "stream.db")
        with served(copy) as town:
            assert town.reference(between).startswith("KV-")
            assert len(town.call("/api/v1/cases")["items"]) == 2

    def test_not_over_an_earlier_copy(self, tmp_path):
        done = typed("sqlite", tmp_path, tmp_path)
        assert (done.returncode, "name another folder" in done.stderr) == (1, True)

    def test_a_folder_without_a_register_leaves_no_copy(self, tmp_path):
        done = typed("sqlite", tmp_path, tmp_path / "copy")
        assert (done.returncode, "No copy was made" in done.stderr) == (1, True)
        assert not (tmp_path / "copy").exists()


@pytest.fixture
def environment(postgres_url):
    newest = max(BINARIES.glob("*/bin"), key=lambda path: int(path.parent.name))
    return {"BALIE_STORE": postgres_url, "PATH": f"{newest}{os.pathsep}{os.environ['PATH']}"}


WRITTEN = Change(
    cases=((None, case_file(reference="KV-1").case),),
    promises=((None, promise(case="KV-1")),),
    contacts=(Contact(id="c", channel=Channel.EMAIL, source="email", received_at=MONDAY, digest=b"\x01", case="KV-1"),),
    texts=(Text(id="c", body="Hallo, met een é en een ☎"),),
    history=(History(subject="KV-1", type="opened", at=MONDAY, data={"contact": "c"}),),
)


class TestPostgres:
    @pytest.fixture
    async def driver(self, postgres_url):
        connection = await asyncpg.connect(postgres_url)
        yield connection
        await connection.execute(f'DROP SCHEMA IF EXISTS "{SCHEMA}" CASCADE')
        await connection.close()

    async def test_what_was_saved_comes_back_row_by_row_and_is_worked_on(
        self, postgres_url, environment, driver, tmp_path
    ):
        await migrate_postgres(postgres_url, SCHEMA)
        store = PostgresStore(postgres_url, SCHEMA)
        await store.open()
        await store.apply([WRITTEN], (await store.take(0))._replace(offset=41))
        await store.close()
        secret, before = await shared_secret(postgres_url, SCHEMA), await rows(driver)
        saved = typed("postgres", "save", SCHEMA, tmp_path / "register.dump", **environment)
        assert (saved.returncode, saved.stderr) == (0, "")
        assert (tmp_path / "register.dump").stat().st_mode & 0o077 == 0

        await driver.execute(f'DROP SCHEMA "{SCHEMA}" CASCADE')
        restored = typed("postgres", "restore", SCHEMA, tmp_path / "register.dump", **environment)
        assert (restored.returncode, restored.stderr) == (0, "")
        assert await rows(driver) == before
        assert await shared_secret(postgres_url, SCHEMA) == secret

        await migrate_postgres(postgres_url, SCHEMA)
        store = PostgresStore(postgres_url, SCHEMA)
        await store.open()
        try:
            assert (await store.take(0)).offset == 41  # from there the stream is read again
            cursor = await store.cursor()
            await store.apply([Change(history=(History(subject="KV-1", type="noted", at=MONDAY),))])
            assert await store.cursor() > cursor
        finally:
            await store.close()

    async def test_not_over_a_register_that_is_there(self, environment, driver, tmp_path):
        await driver.execute(f'CREATE SCHEMA "{SCHEMA}"; CREATE TABLE "{SCHEMA}".cases AS SELECT 1 AS reference')
        assert typed("postgres", "save", SCHEMA, tmp_path / "a", **environment).returncode == 0
        before = await rows(driver)
        done = typed("postgres", "restore", SCHEMA, tmp_path / "a", **environment)
        assert (done.returncode, "nothing changed" in done.stderr) == (1, True)
        assert await rows(driver) == before

    async def test_a_damaged_file_leaves_nothing_behind(self, environment, driver, tmp_path):
        (tmp_path / "a").write_bytes(b"PGDMP no more")
        assert typed("postgres", "restore", SCHEMA, tmp_path / "a", **environment).returncode == 1
        assert await driver.fetch("SELECT 1 FROM pg_namespace WHERE nspname = $1", SCHEMA) == []

    def test_no_password_is_shown(self, environment, tmp_path):
        done = typed("postgres", "save", SCHEMA, tmp_path / "none" / "a", **environment)
        password = environment["BALIE_STORE"].partition("@")[0].rpartition(":")[2]
        assert (done.returncode, "Traceback" in done.stderr) == (1, False)
        assert password not in done.stdout + done.stderr


class TestScaled:
    @pytest.fixture
    def town(self, tmp_path, kafka_url, redis_url, postgres_url):
        town = Town(tmp_path, kafka_url, redis_url, postgres_url, partitions=2)
        yield town
        town.end()

    @pytest.mark.slow
    @pytest.mark.timeout(180)
    async def test_what_came_after_the_copy_is_read_again_from_kafka(self, town, environment, postgres_url, tmp_path):
        balie, file = town.balie("one", "all"), tmp_path / "register.dump"
        await balie.start()
        early = await decided(balie, await posted(balie, 5))
        assert typed("postgres", "save", town.namespace, file, **environment).returncode == 0
        late = await decided(balie, await posted(balie, 5))
        assert balie.stop() == 0

        driver = await asyncpg.connect(postgres_url)
        await driver.execute(f'DROP SCHEMA "{town.namespace}" CASCADE')
        await driver.close()
        assert typed("postgres", "restore", town.namespace, file, **environment).returncode == 0
        await balie.start()
        again = await decided(balie, [*early, *late])
        assert {each: again[each] for each in early} == early
        assert len(set(again.values())) == 10
        assert balie.stop() == 0


async def posted(balie, number):
    """The ids of so many contacts, each from another sender."""
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        contacts = [{"channel": "webform", "text": f"Vraag van {uuid4()}."} for _ in range(number)]
        answers = [await client.post(f"{balie.url}/api/v1/contacts", json=each) for each in contacts]
        return [(await each.json())["id"] for each in answers]


async def decided(balie, ids):
    """Contact to case, once all have one."""
    found = {}
    async with asyncio.timeout(60), aiohttp.ClientSession(headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        while left := [each for each in ids if each not in found]:
            for each in left:
                async with client.get(f"{balie.url}/api/v1/contacts/{each}") as answer:
                    if answer.status == 200:
                        found[each] = (await answer.json())["caseReference"]
            await asyncio.sleep(0.1)
    return found


async def rows(driver):
    """Every row of every table, as text."""
    names = await driver.fetch("SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY 1", SCHEMA)
    found = {}
    for (name,) in names:
        read = await driver.fetch(f'SELECT t::text FROM "{SCHEMA}"."{name}" t ORDER BY 1')
        found[name] = [row[0] for row in read]
    assert sum(map(len, found.values())) > 0
    return found
