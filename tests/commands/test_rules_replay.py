"""`balie rules replay`, over a register of simulated contacts."""

import asyncio
import csv
import json
import shutil
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import aiohttp
import msgspec
import pytest
from click.testing import CliRunner, Result

from router.cli import main
from router.commands.rules_replay import _guarded, beginning
from router.running import running
from router.settings import BadSetting, from_environment
from router.simulate.corpus import records
from router.testing import KLAVERDAM

COUNT = 2_000
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def environment(folder: Path) -> dict[str, str]:
    return {
        "BALIE_DATA_DIR": str(folder),
        "BALIE_HTTP_PORT": "0",
        "BALIE_SMTP_PORT": "0",
        "BALIE_API_TOKEN": "token",
        "BALIE_MUNICIPALITY": str(KLAVERDAM),
    }


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a month of contacts, and no server."""
    folder = tmp_path_factory.mktemp("month")
    asyncio.run(_fill(folder))
    return folder


async def _fill(folder: Path) -> None:
    headers = {"Authorization": "Bearer token", "Content-Type": "application/x-ndjson", "X-Balie-Backlog": "true"}
    async with running(from_environment(environment(folder))) as app:
        made = records(11, COUNT, until=app.clock.now())
        async with aiohttp.ClientSession(f"http://127.0.0.1:{app.http_port}", headers=headers) as session:
            while batch := list(islice(made, 500)):
                lines = b"\n".join(msgspec.json.encode(each) for each in batch)
                async with session.post("/api/v1/contacts/batch", data=lines) as answer:
                    assert answer.status == 202
        while await app.stream.read(0, app.crew.position(0).offset, 1):  # noqa: ASYNC110  # the worker reads
            await asyncio.sleep(0.01)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KLAVERDAM, tmp_path / "town"))


def replay(register: Path, *arguments: object) -> Result:
    given = ["rules", "replay", "--since", "40d", *(str(each) for each in arguments)]
    return CliRunner().invoke(main, given, env=environment(register))


def test_the_same_rules_move_nothing(register: Path) -> None:
    found = replay(register, "--json")
    assert found.exit_code == 0, found.output
    report = json.loads(found.stdout)
    assert (report["contacts"], report["moved"], report["failed"], report["blanked"]) == (COUNT, 0, 0, 0)


def test_one_changed_rule_is_told_and_nothing_is_touched(register: Path, copy: Path, tmp_path: Path) -> None:
    path = copy / "rules" / "routing.yaml"
    rule = '- id: trial\n  when: {product: street-lighting, channel: webform}\n  then: {team: kcc}\n  why: "Proef"\n'
    path.write_text(rule + path.read_text("utf-8"), "utf-8")
    before, table = (register / "store.db").read_bytes(), tmp_path / "cases.csv"
    report = json.loads(replay(register, "--rules", copy, "--json", "--csv", table, "--list", "3").stdout)
    assert 0 < report["moved"] < COUNT
    assert len(report["cases"]) == 3
    teams = {each["name"]: each["after"] - each["before"] for each in report["teams"]}
    assert teams["kcc"] == -teams["public-space"] > 0
    rows = list(csv.DictReader(table.read_text("utf-8-sig").splitlines()))
    assert len(rows) == report["moved"]
    assert {row["team after"] for row in rows} == {"kcc"}
    assert all(row["team before"] == "public-space" or row["moved"] == "priority" for row in rows)  # danger was there
    assert (register / "store.db").read_bytes() == before
    said = replay(register, "--rules", copy, "--list", "2").stdout
    assert f"{report['moved']:,} would move" in said and "team public-space -> kcc" in said


def test_progress_is_told_to_a_program(register: Path) -> None:
    assert replay(register, "--progress").stderr.splitlines()[-1] == f"{COUNT}/{COUNT}"


def test_blanked_contacts_are_counted(register: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(register, tmp_path / "blanked"))
    with sqlite3.connect(folder / "store.db") as connection:
        emptied = connection.execute("UPDATE texts SET subject = '', body = '' WHERE subject || body <> ''").rowcount
    connection.close()
    assert json.loads(replay(folder, "--json").stdout)["blanked"] == emptied > 0


def test_rules_with_problems_and_no_register_are_one_sentence(register: Path, copy: Path, tmp_path: Path) -> None:
    (copy / "teams.yaml").unlink()
    assert replay(register, "--rules", copy).exit_code == 1
    missing = replay(tmp_path / "nowhere")
    assert (missing.exit_code, "There is no register" in missing.output) == (1, True)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("30d", NOW - timedelta(days=30)),
        ("12h", NOW - timedelta(hours=12)),
        ("2w", NOW - timedelta(weeks=2)),
        ("2026-11-01", datetime(2026, 11, 1, tzinfo=AMSTERDAM)),
        ("2026-11-01T08:00+01:00", datetime(2026, 11, 1, 7, tzinfo=UTC)),
    ],
)
def test_a_period_has_a_beginning(text: str, moment: datetime) -> None:
    assert beginning(text, NOW, AMSTERDAM) == moment


@pytest.mark.parametrize("text", ["", "30", "d30", "soon", "2026-13-01", "99999d"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(BadSetting):
        beginning(text, NOW, AMSTERDAM)


@pytest.mark.parametrize(("cell", "guarded"), [("=1+1", "'=1+1"), ("-5", "'-5"), ("kcc", "kcc"), ("@x", "'@x")])
def test_a_cell_is_no_formula(cell: str, guarded: str) -> None:
    assert _guarded(cell) == guarded
