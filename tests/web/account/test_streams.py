"""An event stream lasts; what its reader may see can change meanwhile. Then it ends, and has told nothing more."""

import asyncio

import pytest

from router.web.desk import events as desk_events
from router.web.operations import events as operations_events

LOST = {
    "role": lambda agent: agent.with_(role="agent"),
    "team": lambda agent: agent.with_(teams=("permits",)),
    "account": lambda agent: None,
}
STREAMS = ("/operations/events?seen=0", "/events?view=desk", "/events?view=monitor")


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    monkeypatch.setattr(desk_events, "SLOWLY", 0.0)
    monkeypatch.setattr(desk_events, "PACE", 0.0)
    monkeypatch.setattr(operations_events, "PACE", 0.0)


def becomes(town, account, change):
    agents = dict(town.book.municipality.agents)
    after = change(agents.pop(account))
    town.became(agents={**agents, account: after} if after else agents)


async def opened(office, path, account="lead"):
    """A stream that has told its first words."""
    browser = office.browser()
    await browser.logs_in(account)
    answer = await browser.session.get(browser.url + path)
    assert (answer.status, answer.content_type) == (200, "text/event-stream")
    await answer.content.readuntil(b"\n\n")
    return answer


async def rest_of(office, answer):
    """What it says once the register moved, up to its end."""
    await office.town.receive(text="Mijn paspoort is kwijt.", product="passport")
    await office.site.news.tell(await office.town.store.cursor())
    async with asyncio.timeout(20):
        return (await answer.content.read()).decode()


@pytest.mark.parametrize("path", STREAMS)
@pytest.mark.parametrize("lost", LOST)
async def test_who_lost_a_role_a_team_or_the_account_hears_nothing_more(office, path, lost):
    answer = await opened(office, path)
    becomes(office.town, "lead", LOST[lost])
    said = await rest_of(office, answer)
    assert "KV-" not in said and "fragment" not in said


async def test_another_name_is_no_reason_to_end(office):
    answer = await opened(office, "/events?view=desk")
    becomes(office.town, "lead", lambda agent: agent.with_(name="Lea de Vries"))
    contact = await office.town.receive(text="Mijn paspoort is kwijt.", product="passport")
    reference = (await office.town.case_of(contact)).reference
    await office.site.news.tell(await office.town.store.cursor())
    async with asyncio.timeout(20):
        while reference.encode() not in await answer.content.readuntil(b"\n\n"):
            pass
    answer.close()
    await office.site.news.close()


async def test_who_logged_out_elsewhere_is_told_no_figures_any_more(office):
    answer = await opened(office, "/operations/events?seen=0")
    await office.site.sessions.end_all("lead", "lead")
    assert "fragment" not in await rest_of(office, answer)
