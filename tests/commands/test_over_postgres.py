"""Commands that read the register, over PostgreSQL as over a file."""

import asyncio
import json

import pytest
from click.testing import CliRunner

from router.cli import main
from router.domain.change import Change, History
from router.domain.contact import Contact, Text
from router.domain.words import Channel
from router.testing import MONDAY, case_file, promise
from router.testing_postgres import empty_store

SECRETS = {"BALIE_API_TOKEN": "t", "BALIE_WEBHOOK_SECRET": "w", "BALIE_DEMO_PASSWORD": "p"}
CASE = case_file(reference="KV-1").case
WRITTEN = Change(
    cases=((None, CASE),),
    promises=((None, promise(case="KV-1")),),
    contacts=(Contact(id="c", channel=Channel.EMAIL, source="email", received_at=MONDAY, digest=b"\x01", case="KV-1"),),
    texts=(Text(id="c", body="Hallo"),),
    history=(History(subject="KV-1", type="opened", at=MONDAY, data={"contact": "c"}),),
)


@pytest.fixture(scope="module")
def balie(postgres_url, tmp_path_factory):
    async def write():
        store = await empty_store(postgres_url, "klaverdam")
        await store.apply([WRITTEN])
        await store.close()

    asyncio.run(write())
    environment = {**SECRETS, "BALIE_STORE": postgres_url, "BALIE_DATA_DIR": str(tmp_path_factory.mktemp("data"))}

    def run(*words):
        result = CliRunner().invoke(main, words, env=environment, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        return result.stdout

    return run


@pytest.mark.parametrize("what", ["cases", "contacts", "promises", "history", "calls", "labels"])
def test_export(balie, what):
    rows = [json.loads(line) for line in balie("export", what).splitlines()]
    assert len(rows) == (0 if what in ("calls", "labels") else 1)
    if what == "contacts":
        assert (rows[0]["text"], rows[0]["receivedAt"], rows[0]["digest"]) == ("Hallo", "2026-11-23T09:00:00Z", "01")


def test_migrate_again_is_nothing(balie):
    assert "up to date" in balie("migrate")


def test_reports_and_rehearsal(balie):
    assert "Nothing was offered" in balie("rules", "report", "--since", "2026-11-01")
    assert balie("rules", "replay", "--since", "2026-11-01")
