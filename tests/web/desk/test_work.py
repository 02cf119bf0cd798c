"""The work list: who waits, what is mine, and the next one."""

import asyncio

from router.web.auth import actor_of


async def test_a_new_case_waits_in_its_teams_queue(desk):
    reference = await desk.writes("De straatlantaarn brandt niet meer.", subject="Straatlantaarn <blijft> uit")
    await desk.logs_in()
    page = await desk.get("/desk")
    assert f'href="/desk/{reference}"' in page
    assert "Straatlantaarn &lt;blijft&gt; uit" in page and "An Janssens" in page


async def test_next_takes_the_most_pressing_and_then_the_one_behind_it(desk):
    await desk.writes("Ik wil mijn paspoort verlengen.", email="a@voorbeeld.example")
    danger = await desk.writes("Ik ruik gas, er is een gaslek!", subject="Gaslucht", email="b@voorbeeld.example")
    await desk.logs_in()
    assert await desk.post("/desk/next") == f"/desk/{danger}"
    assert (await desk.case(danger)).case.assignee == "agent"
    assert await desk.post("/desk/next") != f"/desk/{danger}"
    page = await desk.post("/desk/next", 200)
    assert "/desk/next" in page


async def test_next_goes_on_when_another_was_first(desk, monkeypatch):
    first = await desk.writes("Ik ruik gas, er is een gaslek!", email="a@voorbeeld.example")
    second = await desk.writes("Ik wil mijn paspoort verlengen.", email="b@voorbeeld.example")
    agents = desk.site.municipality.agents
    tops = desk.site.queues.top
    seen = {team: await tops(team, 10) for team in agents["agent"].teams}
    await desk.site.acts.claim(first, actor_of(agents["lead"]))

    async def as_it_was(team, limit, skip=0):
        return seen[team]

    monkeypatch.setattr(desk.site.queues, "top", as_it_was)
    await desk.logs_in()
    assert await desk.post("/desk/next") == f"/desk/{second}"


async def test_a_queue_can_be_looked_at_alone(desk):
    reference = await desk.writes("De straatlantaarn brandt niet meer.")
    team = (await desk.case(reference)).case.team
    await desk.logs_in()
    assert reference in await desk.get(f"/desk?team={team}")
    assert reference not in await desk.get("/desk?team=taxes")
    assert f'href="/desk?team={team}"' in await desk.get("/desk/queues")


async def test_the_list_is_one_query_whatever_its_length(desk, statements):
    for number in range(5):
        await desk.writes("Ik wil mijn paspoort verlengen.", email=f"{number}@voorbeeld.example")
    await desk.logs_in()
    statements.clear()
    await desk.get("/desk")
    assert len(statements) == 5  # cases with their words, notices, what lies before me, my call, my pad


async def test_the_event_stream_brings_the_list_when_it_moved(desk):
    await desk.logs_in()
    async with desk.client.get("/events?view=desk") as answer:
        assert answer.content_type == "text/event-stream"
        await answer.content.readuntil(b"\n\n")
        reference = await desk.writes("De straatlantaarn brandt niet meer.")
        await desk.site.news.tell(1)
        fragment = await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 5)
        assert b"event: fragment" in fragment and reference.encode() in fragment
        assert b"id: 1\nevent: moved" in await answer.content.readuntil(b"\n\n")


async def test_the_event_stream_says_that_the_open_case_changed(desk):
    reference = await desk.writes("De straatlantaarn brandt niet meer.")
    await desk.logs_in()
    async with desk.client.get(f"/events?view=desk&case={reference}&version=1") as answer:
        await answer.content.readuntil(b"\n\n")
        await desk.site.acts.note(reference, actor_of(desk.site.municipality.agents["lead"]), "Let op")
        await desk.site.news.tell(1)
        await answer.content.readuntil(b"\n\n")
        assert b"case-changed" in await asyncio.wait_for(answer.content.readuntil(b"\n\n"), 5)
