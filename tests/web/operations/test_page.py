"""Operations: the figures of each team, on the page, in the API and live."""

import json
import re
from datetime import timedelta

import pytest

from router.domain.contact import CallEvent
from router.domain.presence import PresenceState
from router.domain.words import CallEventKind


async def line(office, team="kcc"):
    return next(each for each in (await office.api("/teams"))["items"] if each["team"] == team)


def figure(page, name):
    return " ".join(re.sub(r"<[^>]+>", " ", re.search(rf'id="{name}"[^>]*>(.*?)</td>', page).group(1)).split())


async def test_waiting_oldest_and_at_risk(office):
    contact = await office.town.receive()
    team = (await office.town.case_of(contact)).team
    due = min(each.due for each in (await office.town.file((await office.town.cases())[0])).promises)
    office.town.clock.set(due - timedelta(minutes=12))
    found = await line(office, team)
    assert (found["waiting"], found["late"]) == (1, 0)
    assert (found["atRisk5"], found["atRisk15"], found["atRisk60"]) == (0, 1, 1)
    assert found["oldestSeconds"] == (office.town.clock.now() - contact.received_at).total_seconds()


async def test_who_is_there_and_what_was_done_today(office):
    town = office.town
    reference = (await town.case_of(await town.receive())).reference
    team = (await town.case(reference)).team
    await office.is_there("agent")
    await office.is_there("lead", PresenceState.BUSY)
    await town.acts.claim(reference, town.actor("lead"))
    town.clock.advance(timedelta(seconds=40))
    await town.acts.transfer(reference, town.actor("lead"), "taxes", "Graag overnemen.")
    found = await line(office, team)
    assert (found["transfersToday"], found["handledToday"], found["handleSecondsMedian"]) == (1, 1, 40)
    mine = {each.account for each in town.book.municipality.agents.values() if team in each.teams} & {"agent", "lead"}
    assert found["atWork"] == len(mine) and found["available"] == len(mine & {"agent"})
    (taxes,) = [each for each in (await office.api(f"/cases/{reference}"))["timePerTeam"] if each["team"] == team]
    assert taxes["seconds"] == 40


@pytest.mark.parametrize(("answered", "there", "expected"), [(10, True, 60), (9, True, None), (10, False, None)])
async def test_an_expected_wait_only_where_it_means_something(office, answered, there, expected):
    town = office.town
    said = []
    for number in range(answered):
        said += [
            CallEvent(
                call=f"c{number}", event=CallEventKind(kind), at=town.clock.now() + timedelta(seconds=at), queue="kcc"
            )
            for kind, at in (("queued", 0), ("answered", 5), ("ended", 65))
        ]
    waits = CallEvent(call="w", event=CallEventKind.QUEUED, at=town.clock.now() + timedelta(seconds=66), queue="kcc")
    town.clock.advance(timedelta(seconds=70))
    await town.accept(*said, waits)
    await town.settle()
    if there:
        await office.is_there("agent", PresenceState.BUSY)
    found = await line(office)
    assert (found["callsWaiting"], found["expectedWaitSeconds"]) == (1, expected)


@pytest.mark.parametrize(("account", "status"), [("lead", 200), ("operations", 200), ("admin", 200), ("agent", 403)])
async def test_for_leads_and_who_watches(office, account, status):
    await office.logs_in(account)
    page = await office.get("/operations", status)
    assert status == 403 or figure(page, "team-waiting-kcc") == "0"


async def test_a_stranger_is_sent_to_log_in(office):
    await office.get("/operations", 303)
    await office.get("/operations/events", 303)


async def test_the_stream_tells_what_changed(office):
    await office.logs_in("operations")
    async with office.client.get("/operations/events?lang=nl") as answer:
        first = json.loads((await answer.content.readuntil(b"\n\n")).split(b"data: ")[1])
        assert first["id"] == "teams" and figure(first["html"], "team-waiting-kcc") == "0"
        await answer.content.readuntil(b"\n\n")  # the ping
        contact = await office.town.receive()
        team = (await office.town.case_of(contact)).team
        office.town.clock.advance(timedelta(seconds=2))
        await office.site.news.tell(await office.town.store.cursor())
        told = b""
        while b"fragment" not in told:
            told = await answer.content.readuntil(b"\n\n")
        assert figure(json.loads(told.split(b"data: ")[1])["html"], f"team-waiting-{team}") == "1"
