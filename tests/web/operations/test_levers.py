"""The levers' page: set, seen by everybody, lifted; a closed day shows what it moves first."""

import re

from router.store.views.levers import levers_on
from router.web.operations.levers import OF_A_TEAM

LINE_OPEN, LINE_CLOSED = "Bellen 14 0475 Nu open tot", "Bellen 14 0475 De telefoonlijn is nu dicht."


async def pull(office, kind, subject="*", value="", reason="Storing bij de provider", **more):
    return await office.post("/operations/levers", kind=kind, subject=subject, value=value, reason=reason, **more)


async def test_a_line_is_closed_seen_by_citizens_and_agents_and_lifted(office):
    await office.logs_in("operations")
    assert "Er is niets met de hand ingesteld" in office.words(await office.get("/operations/levers"))
    before = office.words(await office.get("/product/passport"))
    assert await pull(office, "line") == (303, "/operations/levers?done=pulled")
    page = office.words(await office.get("/product/passport"))
    assert LINE_OPEN in before and LINE_CLOSED in page and LINE_OPEN not in page
    await office.logs_in("agent")
    assert "De telefoonlijn is met de hand gesloten. Storing bij de provider" in office.words(await office.get("/desk"))
    await office.logs_in("operations")
    page = await office.get("/operations/levers")
    status, leads = await office.post(re.search(r'action="(/operations/levers/[^"]+/lift)"', page)[1])
    assert (status, leads) == (303, "/operations/levers?done=lifted")
    assert LINE_OPEN in office.words(await office.get("/product/passport"))
    log = office.words(await office.get("/operations/levers"))
    assert "Telefoonlijn gesloten · overal Storing bij de provider" in log and "Daan Willemsen" in log


async def test_a_closed_day_is_shown_with_its_effect_and_only_then_set(office):
    contact = await office.town.receive()
    case = await office.town.case_of(contact)
    due = {each.kind: each.due for each in (await office.town.file(case.reference)).promises}
    await office.logs_in("operations")
    status, page = await pull(office, "day", value="2026-11-24")
    moved = int(re.search(r'id="effect" data-moved="(\d+)"', page)[1])
    assert status == 200 and moved >= 1 and not await levers_on(office.site.reads, office.town.clock.now())
    assert (await pull(office, "day", value="2026-11-24", sure="1"))[0] == 303
    assert office.site.book().municipality.calendar_of(case.team).closed_reason(office.site.rules.levers[0].day) == {
        "nl": "Storing bij de provider"
    }
    assert due["answer"]


async def test_a_mistake_is_said_and_what_was_written_stays(office):
    await office.logs_in("operations")
    status, page = await pull(office, "overflow", "kcc", "civil-affairs", reason=" ")
    assert status == 422 and "Schrijf waarom" in office.words(page) and 'value="civil-affairs" selected' in page
    status, page = await pull(office, "nothing")
    assert status == 422 and "Kies er een uit de lijst" in office.words(page)
    status, page = await pull(office, "notice", until="gisteren")
    assert status == 422 and "datum en een tijd" in office.words(page)


async def test_a_lead_pulls_for_their_own_teams(office):
    mine = office.town.book.municipality.agents["lead"].teams[0]
    await office.logs_in("lead")
    assert (await pull(office, "notice", mine))[0] == 303
    for kind, subject in (("line", "*"), ("notice", "*"), ("day", "*"), ("steer", "*")):
        status, page = await pull(office, kind, subject, "2026-11-24")
        assert status == 422 and "alleen voor uw eigen teams" in office.words(page), kind
    assert len(OF_A_TEAM) == 3


async def test_a_notice_stands_above_the_pages_of_its_team_only(office):
    town = office.town.book.municipality
    mine = town.agents["agent"].teams[0]
    other = next(each for each in town.teams if each not in town.agents["agent"].teams)
    await office.logs_in("operations")
    await pull(office, "notice", other, reason="Niet voor jullie")
    await pull(office, "notice", mine, reason="<b>Teamoverleg</b> om vier uur")
    await office.logs_in("agent")
    page = await office.get("/desk")
    assert "&lt;b&gt;Teamoverleg&lt;/b&gt; om vier uur" in page and "Niet voor jullie" not in page
