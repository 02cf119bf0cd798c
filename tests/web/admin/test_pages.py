"""The pages of the administration: who may, what they say, and a rehearsal from beginning to end."""

import asyncio
import csv
import io

import pytest

from router.web.admin.rules import said

PAGES = ("/admin/rules", "/admin/rules/routing", "/admin/rehearsal")


@pytest.mark.parametrize("account", ["agent", "webcare", "operations"])
async def test_only_leads_and_administrators_may(house, account):
    await house.logs_in(account)
    for path in (*PAGES, f"/admin/rules/versions/{house.app.rulebook.version}", "/admin/rehearsal/cases.csv"):
        assert "may not open this page" in await house.get(path, 403)
    for path in ("/admin/rules/reload", "/admin/rehearsal", "/admin/rehearsal/cancel"):
        await house.post(path, 403)
    assert 'href="/admin/rules"' not in await house.get("/desk")


async def test_a_stranger_logs_in_first(house):
    async with house.session.get("/admin/rules", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/admin/rules")


async def test_the_first_page_leads_to_the_rules(house):
    await house.logs_in("admin")
    async with house.session.get("/admin", allow_redirects=False) as answer:
        assert (answer.status, answer.headers["Location"]) == (303, "/admin/rules")
    assert 'href="/admin/rules"' in await house.get("/desk")


@pytest.mark.parametrize(("language", "words"), [("nl", "gelijk aan de bestanden"), ("en", "the same as the files")])
async def test_the_page_tells_what_is_live(house, language, words):
    await house.logs_in("lead")
    page = await house.get("/admin/rules", language=language)
    assert words in page and house.app.rulebook.version in page


async def test_the_page_loads_what_is_newer(house):
    await house.logs_in("lead")
    house.write("promises.yaml", "term: 2 working days", "term: 1 working day")
    assert "the files are newer" in await house.get("/admin/rules")
    assert await house.post("/admin/rules/reload") == "/admin/rules?done=reload"
    assert house.app.rules.loaded.by == "lead"
    assert "The rules are loaded" in await house.get("/admin/rules?done=reload")


async def test_the_page_tells_problems_and_keeps_the_old(house):
    await house.logs_in("lead")
    before = house.app.rulebook
    house.write("rules/routing.yaml", "team: kcc", "team: kkc")
    page = await house.get("/admin/rules")
    assert "the files have problems" in page and "did you mean" in page
    assert "Nothing changed." in await house.post("/admin/rules/reload", 409)
    assert house.app.rulebook is before


async def test_rules_stand_with_their_why(house):
    await house.logs_in("lead")
    rule = house.app.rulebook.rules["routing"][0]
    page = await house.get("/admin/rules/routing")
    assert rule.id in page and rule.why[:30] in page
    for stage in ("recognition", "steering", "promises", "escalation", "routing?page=99", "routing?page=x"):
        await house.get(f"/admin/rules/{stage}")
    await house.get("/admin/rules/nothing", 404)


async def test_a_kept_version_is_readable(house):
    await house.logs_in("lead")
    version = house.app.rulebook.version
    assert "danger-first" in await house.get(f"/admin/rules/versions/{version}")
    assert "Klaverdam" in await house.get(f"/admin/rules/versions/{version}?file=organisation.yaml")
    await house.get(f"/admin/rules/versions/{version}?file=../../etc/passwd", 404)
    await house.get("/admin/rules/versions/0123456789abcdef", 404)


@pytest.mark.parametrize(
    ("value", "words"), [("kcc", "kcc"), (["a", "b"], "a, b"), ({"any": ["a"]}, "any: a"), (True, "yes"), (30, "30")]
)
def test_a_condition_is_said_on_one_line(value, words):
    assert said(value) == words


async def ended(house) -> str:
    async with asyncio.timeout(50):
        while "Rehearsing…" in (page := await house.get("/admin/rehearsal?still=1")):  # noqa: ASYNC110  # somebody else works on it
            await asyncio.sleep(0.2)
    return page


async def contacts(house, count: int) -> None:
    for place in range(count):
        body = {"channel": "webform", "product": "street-lighting", "text": "Stuk.", "sourceId": str(place)}
        status, made = await house.api("POST", "/contacts", body)
        assert status == 202
    async with asyncio.timeout(10):
        while (await house.api("GET", f"/contacts/{made['id']}"))[0] != 200:  # noqa: ASYNC110  # somebody else works on it
            await asyncio.sleep(0.02)


async def test_a_rehearsal_tells_what_would_move(house):
    await house.logs_in("lead")
    await contacts(house, 3)
    live = house.app.rulebook.version
    path = house.town / "rules" / "routing.yaml"
    rule = '- id: trial\n  when: {product: street-lighting}\n  then: {team: kcc}\n  why: "Proef"\n'
    path.write_text(rule + path.read_text("utf-8"), "utf-8")
    assert await house.post("/admin/rehearsal", period="7d", rules="disk") == "/admin/rehearsal"
    assert "under way" in await house.post("/admin/rehearsal", 409, period="7d", rules="disk")
    page = await ended(house)
    assert "3 cases would be handled otherwise" in page and 'href="/desk/' in page
    rows = list(csv.DictReader(io.StringIO((await house.get("/admin/rehearsal/cases.csv")).lstrip("\ufeff"))))
    assert [(row["team before"], row["team after"]) for row in rows] == [("public-space", "kcc")] * 3
    await house.post("/admin/rehearsal", period="7d", rules=live)
    assert "Nothing would change" in await ended(house)
    assert house.app.rulebook.version == live


async def test_a_rehearsal_with_problems_says_them(house):
    await house.logs_in("lead")
    house.write("rules/routing.yaml", "team: kcc", "team: kkc")
    await house.post("/admin/rehearsal", period="1d", rules="disk")
    assert "did you mean" in await ended(house)
    await house.get("/admin/rehearsal/cases.csv", 404)


async def test_a_rehearsal_can_be_cancelled(house):
    await house.logs_in("lead")
    await house.post("/admin/rehearsal", period="1d", rules="disk")
    async with house.session.get("/admin/rehearsal") as answer:
        assert answer.headers["Refresh"] == "2"
    async with house.session.get("/admin/rehearsal?still=1") as answer:
        assert "Refresh" not in answer.headers
    assert await house.post("/admin/rehearsal/cancel") == "/admin/rehearsal?cancelled=1"
    assert house.app.rehearsals.running is None
    assert "is cancelled" in await house.get("/admin/rehearsal?cancelled=1")


async def test_what_was_never_there_is_refused(house):
    await house.logs_in("lead")
    await house.post("/admin/rehearsal", 409, period="7d", rules="0123456789abcdef")
    await house.post("/admin/rehearsal", 409, period="9999d", rules="disk")
