"""Other rules become live whole, or not at all."""

import asyncio
import os
import signal
from dataclasses import replace

import pytest
from sqlalchemy import select

from router.commands import reload as reloading
from router.commands import serve
from router.commands.serve import serve_until_stopped
from router.rules.content import unpacked
from router.store import tables as t
from router.store.views.rulebooks import kept, versions

OLD, NEW = "term: 2 working days", "term: 1 working day"
BROKEN = ("rules/routing.yaml", "team: kcc", "team: kkc")


async def told(app) -> list[tuple[str, str]]:
    async with app.store.engine.connect() as connection:
        rows = await connection.execute(select(t.history).where(t.history.c.type == "rulebook-loaded"))
        return [(row.subject, row.by) for row in rows]


async def metric(house) -> dict[str, float]:
    lines = (await house.get("/metrics")).splitlines()
    return {
        name.partition("{")[0]: float(value)
        for name, value in (line.rsplit(" ", 1) for line in lines if "#" not in line)
    }


async def test_what_is_live_is_kept_from_the_start(house):
    version = house.app.rulebook.version
    found = await kept(house.app.store.engine, version)
    assert unpacked(found.files)["teams.yaml"] == (house.town / "teams.yaml").read_bytes()
    assert await told(house.app) == [(version, "balie")]


async def test_new_rules_are_swapped_in_and_the_old_stay_readable(house):
    before = house.app.rulebook
    house.write("promises.yaml", OLD, NEW)
    status, body = await house.api("POST", "/rulebook/reload", **{"X-Balie-Agent": "lead"})
    assert (status, body) == (200, {"version": house.app.rulebook.version})
    assert house.app.rulebook is not before
    assert {each.version for each in await versions(house.app.store.engine)} == {before.version, body["version"]}
    assert (await told(house.app))[-1] == (body["version"], "lead")
    _, live = await house.api("GET", "/rulebook")
    assert (live["version"], live["problems"]) == (body["version"], [])
    status, made = await house.api("POST", "/contacts", {"channel": "webform", "text": "Ik heb een vraag."})
    async with asyncio.timeout(10):
        while (found := await house.api("GET", f"/contacts/{made['id']}"))[0] != 200:  # noqa: ASYNC110  # somebody else works on it
            await asyncio.sleep(0.02)
    _, case = await house.api("GET", f"/cases/{found[1]['caseReference']}")
    assert case["decision"]["rulebook"] == body["version"]


async def test_everything_that_looks_sees_the_new_municipality(house):
    house.write("organisation.yaml", "name: ", "name: Nieuw ")
    house.write("organisation.yaml", "entrances:", "entrances:\n  - post@klaverdam.example")
    entrances = house.app.smtp.receiver.entrances()
    await house.app.rules.reload("lead")
    assert "Nieuw " in await house.get("/")
    assert house.app.smtp.receiver.entrances() != entrances


async def test_broken_rules_change_nothing_and_are_told(house):
    before = house.app.rulebook
    house.write(*BROKEN)
    status, body = await house.api("POST", "/rulebook/reload")
    assert (status, house.app.rulebook, body["version"]) == (422, before, before.version)
    (error,) = body["errors"]
    assert (error["file"], "did you mean" in error["message"], error["line"] > 0) == ("rules/routing.yaml", True, True)
    found = await metric(house)
    assert (found["balie_rulebook_load_failures_total"], found["balie_rulebook_loaded"]) == (1, 0)
    assert (await house.api("GET", "/rulebook"))[1]["problems"][0]["file"] == "rules/routing.yaml"
    house.write(BROKEN[0], BROKEN[2], BROKEN[1])
    await house.api("POST", "/rulebook/reload")
    assert (await metric(house))["balie_rulebook_loaded"] == 1


async def test_the_api_asks_for_the_token(house):
    for method, path in (("GET", "/rulebook"), ("POST", "/rulebook/reload")):
        assert (await house.api(method, path, Authorization="Bearer wrong"))[0] == 401


async def test_a_team_with_work_cannot_leave(house):
    async def at_work():
        return {"kcc": 1, "gone-team": 3}

    house.app.rules._teams_at_work = at_work
    outcome = await house.app.rules.reload("lead")
    assert ['team "gone-team" is gone' in each.message for each in outcome.problems] == [True]


async def test_the_command_tells_what_came_of_it(house):
    serve._leave_word(house.app)
    assert (await reloading.reload(house.settings)).problems == ()
    house.write(*BROKEN)
    outcome = await reloading.reload(house.settings)
    assert (outcome.version, len(outcome.problems)) == (house.app.rulebook.version, 1)
    assert outcome.problems[0].startswith("rules/routing.yaml:")


@pytest.fixture
def served(tmp_path, monkeypatch):
    """The app that `serve` runs, caught as it comes up."""
    caught = asyncio.Queue()
    monkeypatch.setattr(serve, "_log_as_events", lambda: None)
    monkeypatch.setattr(serve, "_leave_word", caught.put_nowait)
    return caught


async def test_a_hang_up_signal_reloads(house, served, tmp_path):
    settings = replace(
        house.settings,
        data_dir=tmp_path / "other",
        store=f"sqlite:///{tmp_path}/other/store.db",
        stream=f"sqlite:///{tmp_path}/other/stream.db",
    )
    task = asyncio.create_task(serve_until_stopped(settings))
    app = await asyncio.wait_for(served.get(), 20)
    before = app.rulebook.version
    house.write("promises.yaml", OLD, NEW)
    await asyncio.sleep(0)
    os.kill(os.getpid(), signal.SIGHUP)
    async with asyncio.timeout(20):
        while app.rulebook.version == before:  # noqa: ASYNC110  # somebody else works on it
            await asyncio.sleep(0.02)
    os.kill(os.getpid(), signal.SIGTERM)
    await asyncio.wait_for(task, 20)
