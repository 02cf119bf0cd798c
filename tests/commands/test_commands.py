"""The commands as people and scripts call them."""

import asyncio
import json
import shutil
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest
from click.testing import CliRunner, Result

from router.cli import main
from router.running import running
from router.settings import from_environment

KLAVERDAM = Path(__file__).parents[2] / "examples" / "klaverdam"
MAIL = (
    b"From: Bram <bram@example.org>\r\nTo: info@klaverdam.example\r\n"
    b"Subject: Straatlantaarn stuk\r\n\r\nDe straatlantaarn is stuk.\r\n"
)


def balie(*arguments: object, given: bytes | None = None, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(each) for each in arguments], input=given, env=environment)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(KLAVERDAM, tmp_path / "town"))


def test_a_sound_folder_is_sound() -> None:
    said, listed = balie("check", KLAVERDAM), balie("check", KLAVERDAM, "--json")
    assert (said.exit_code, "is sound" in said.stdout) == (0, True)
    assert (listed.exit_code, json.loads(listed.stdout)) == (0, [])


def test_a_broken_folder_tells_file_line_and_mend(copy: Path) -> None:
    teams = copy / "teams.yaml"
    teams.write_text(teams.read_text() + "- id: new\n  colour: red\n")
    line = len(teams.read_text().splitlines())
    listed = balie("check", copy, "--json")
    assert listed.exit_code == 1
    problems = json.loads(listed.stdout)
    assert all(set(problem) == {"file", "line", "message"} for problem in problems)
    assert [
        problem
        for problem in problems
        if problem["file"] == "teams.yaml" and problem["line"] == line and "colour" in problem["message"]
    ]
    said = balie("check", copy)
    assert (said.exit_code, f'teams.yaml:{line}: unknown key "colour"' in said.stdout) == (1, True)


@pytest.mark.parametrize(
    "text", ["a: [", "a: *b", "[" * 200_000 + "]" * 200_000, "\x00"], ids=["open", "alias", "deep", "nul"]
)
def test_what_is_no_yaml_is_a_problem_and_no_crash(copy: Path, text: str) -> None:
    (copy / "rules" / "routing.yaml").write_text(text)
    listed = balie("check", copy, "--json")
    assert listed.exit_code == 1
    assert [problem for problem in json.loads(listed.stdout) if problem["file"] == "rules/routing.yaml"]


def test_no_folder_is_one_sentence(tmp_path: Path) -> None:
    assert balie("check", tmp_path / "nowhere").exit_code == 1


def explained(raw: bytes) -> dict:
    result = balie("explain", "-", "--dir", KLAVERDAM, "--json", given=raw)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_mail_is_explained() -> None:
    found = explained(MAIL)
    assert set(found) == {"contact", "decision", "walk", "promises"}
    assert set(found["contact"]) == {"from", "to", "subject", "text", "attachments", "inReplyTo", "automatic"}
    assert (found["contact"]["from"], found["contact"]["automatic"]) == ("bram@example.org", False)
    recognised = next(stage for stage in found["decision"]["stages"] if stage["stage"] == "recognise")
    assert {"product", "upl", "kind", "language", "urgency", "sure"} <= set(recognised["outcome"])
    assert recognised["outcome"]["language"] == "nl"
    assert all({"kind", "due", "why"} <= set(promise) for promise in found["promises"])


def test_json_is_explained_as_the_api_would_take_it() -> None:
    found = explained(
        b'{"channel":"phone","text":"Bel mij terug over mijn paspoort","callback":{},"sender":{"phone":"0612345678"}}'
    )
    assert "callback" in [promise["kind"] for promise in found["promises"]]
    assert found["decision"]["stages"][0]["stage"] == "recognise"


def test_explained_for_people_names_every_stage() -> None:
    result = balie("explain", "-", "--dir", KLAVERDAM, given=MAIL)
    assert result.exit_code == 0
    for stage in json.loads(balie("explain", "-", "--dir", KLAVERDAM, "--json", given=MAIL).stdout)["decision"][
        "stages"
    ]:
        assert f"├─ {stage['stage']}" in result.stdout


def test_json_that_does_not_fit_is_one_sentence() -> None:
    result = balie("explain", "-", "--dir", KLAVERDAM, given=b'{"channel":"pigeon"}')
    assert (result.exit_code, "channel" in result.stderr) == (1, True)


def test_a_callback_over_christmas_falls_due_after_it() -> None:
    result = balie("due", "callback", "--received", "2026-12-24T15:00+01:00", "--dir", KLAVERDAM, "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, set(found)) == (0, {"kind", "due", "why"})
    assert datetime.fromisoformat(found["due"]) == datetime.fromisoformat("2026-12-29T17:00+01:00")
    assert found["due"].startswith("2026-12-29T17:00")


@pytest.mark.parametrize(
    ("kind", "received"),
    [("callback", "2026-12-24T15:00"), ("callback", "gisteren"), ("gebakje", "2026-12-24T15:00+01:00")],
)
def test_what_cannot_be_due_is_one_sentence(kind: str, received: str) -> None:
    result = balie("due", kind, "--received", received, "--dir", KLAVERDAM)
    assert (result.exit_code, len(result.stderr.strip().splitlines())) == (1, 1)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a register with a case, an answer and a call in it."""
    folder = tmp_path_factory.mktemp("export")
    environment = {
        "BALIE_DATA_DIR": str(folder),
        "BALIE_HTTP_PORT": "0",
        "BALIE_SMTP_PORT": "0",
        "BALIE_MUNICIPALITY": str(KLAVERDAM),
    }
    asyncio.run(filled(environment))
    return environment


async def filled(environment: dict[str, str]) -> None:
    settings = from_environment(environment)
    headers = {"Authorization": f"Bearer {settings.api_token}"}
    async with (
        running(settings) as app,
        aiohttp.ClientSession(f"http://127.0.0.1:{app.http_port}", headers=headers) as session,
    ):
        body = {
            "channel": "webform",
            "sourceId": "export-1",
            "text": "De lantaarn is stuk",
            "sender": {"email": "a@example.org"},
            "place": "Plein",
        }
        async with session.post("/api/v1/contacts", json=body) as response:
            id_ = (await response.json())["id"]
        async with asyncio.timeout(10):
            while (reference := await case_of(session, id_)) is None:  # noqa: ASYNC110  # the worker writes it
                await asyncio.sleep(0.01)
        async with session.post(f"/api/v1/cases/{reference}/replies", json={"text": "Wij komen eraan"}) as response:
            assert response.status == 200


async def case_of(session: aiohttp.ClientSession, id_: str) -> str | None:
    async with session.get(f"/api/v1/contacts/{id_}") as response:
        return (await response.json()).get("caseReference")


EXPECTED = {
    "contacts": {
        "id",
        "sourceId",
        "direction",
        "channel",
        "caseReference",
        "receivedAt",
        "status",
        "source",
        "text",
        "subject",
        "email",
    },
    "cases": {"reference", "version", "status", "channel", "product", "team", "receivedAt", "teamsSeen", "nextBreach"},
    "promises": {"id", "caseReference", "kind", "due", "state", "why", "fulfilledAt", "endedAt", "reason"},
    "history": {"seq", "subject", "type", "at", "by", "data"},
}


@pytest.mark.parametrize(("what", "fields"), EXPECTED.items())
def test_export_is_a_json_object_a_line_with_all_fields(register: dict[str, str], what: str, fields: set[str]) -> None:
    result = balie("export", what, **register)
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert rows
    assert all(fields <= set(row) for row in rows)
    assert not [name for row in rows for name in row if "_" in name]


def test_export_tells_what_came_in_and_what_went_out(register: dict[str, str]) -> None:
    rows = [json.loads(line) for line in balie("export", "contacts", **register).stdout.splitlines()]
    assert {row["direction"] for row in rows} == {"in", "out"}
    assert len({row["caseReference"] for row in rows}) == 1


def test_export_of_calls_and_of_what_is_newer_may_be_empty(register: dict[str, str]) -> None:
    assert balie("export", "calls", **register).stdout == ""
    assert balie("export", "cases", "--since", "2999-01-01T00:00+01:00", **register).stdout == ""


def test_export_without_a_register_is_one_sentence(tmp_path: Path) -> None:
    result = balie("export", "cases", BALIE_DATA_DIR=str(tmp_path))
    assert (result.exit_code, "no register" in result.stderr) == (1, True)


def test_a_command_that_needs_a_server_says_so(tmp_path: Path) -> None:
    result = balie("quarantine", "list", BALIE_DATA_DIR=str(tmp_path))
    assert (result.exit_code, "No Balie runs" in result.stderr) == (1, True)
