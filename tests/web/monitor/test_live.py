"""An open monitor hears counts and that there is something new; its list stays as it is."""

import json

from tests.web.monitor.test_page import posted


async def test_what_came_after_the_page_was_drawn_is_told(office):
    await office.logs_in("webcare")
    since = int(office.town.clock.now().timestamp() * 1000) - 1
    async with office.client.get(f"/events?view=monitor&show=todo&since={since}") as answer:
        await posted(office, 1)
        await office.site.news.tell(await office.town.store.cursor())
        told = await fragments(answer, 4)
    assert "1 nieuw bericht" in told["monitor-news"] or "1 new message" in told["monitor-news"]
    assert set(told) == {"counts", "gatherings", "usual", "monitor-news"}


async def test_who_has_no_monitor_hears_nothing_of_it(office):
    await office.logs_in("agent")
    async with office.client.get("/events?view=monitor") as answer:
        await posted(office, 1)
        await office.site.news.tell(await office.town.store.cursor())
        text = (await answer.content.readuntil(b"event: moved")).decode()
    assert "monitor-news" not in text


async def fragments(answer, count):
    found = {}
    while len(found) < count:
        line = (await answer.content.readline()).decode()
        if line.startswith("data: ") and '"html"' in line:
            data = json.loads(line.removeprefix("data: "))
            if data["id"] not in ("presence", "offer"):
                found[data["id"]] = data["html"]
    return found
