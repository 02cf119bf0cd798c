"""Muted sources and kept lists."""

from datetime import timedelta

from router.domain.change import Change
from router.domain.source import Source
from router.store.views.monitoring import lists_of
from tests.web.monitor.test_page import PUBLIC, posted

MAIN = "mastodon/main"


async def heard(office):
    await office.town.store.apply([Change(sources=(Source(name=MAIN, heard_at=office.town.clock.now()),))])
    await posted(office, 1, wire={**PUBLIC, "account": "main"})
    await office.logs_in("webcare")


async def test_a_muted_source_is_not_to_do_and_says_who_and_until_when(office):
    await heard(office)
    assert await office.post("/monitor/sources", source=MAIN, hours="4") == (303, "/monitor?done=muted")
    page = office.words(await office.get("/monitor"))
    assert "Kerkstraat" not in page and "gedempt tot" in page and "door Joris Claessens" in page
    assert "Kerkstraat" in await office.get("/monitor?show=all")
    (line,) = await office.town.history("muted")
    assert (line.subject, line.by) == (MAIN, "webcare")


async def test_it_speaks_again_by_itself_or_when_told(office):
    await heard(office)
    await office.post("/monitor/sources", source=MAIN, hours="1")
    office.town.clock.advance(timedelta(hours=2))
    assert "Kerkstraat" in await office.get("/monitor")
    await office.post("/monitor/sources", source=MAIN, hours="1")
    await office.post("/monitor/sources", source=MAIN)
    assert "Kerkstraat" in await office.get("/monitor")


async def test_what_cannot_be_chosen_is_refused(office):
    await heard(office)
    assert (await office.post("/monitor/sources", source="x/y", hours="4"))[0] == 409
    assert (await office.post("/monitor/sources", source=MAIN, hours="999"))[0] == 409


async def test_a_list_is_kept_for_oneself_and_thrown_away(office):
    await heard(office)
    await office.post("/monitor/lists", name="Alles van de site", next=f"/monitor?show=all&source={MAIN}")
    page = await office.get("/monitor")
    assert "Alles van de site" in page and f"show=all&amp;source={MAIN}" in page
    (kept,) = await lists(office, "webcare")
    await office.post("/logout")
    await office.logs_in("lead")
    assert "Alles van de site" not in await office.get("/monitor")
    assert (await office.post(f"/monitor/lists/{kept.id}/drop"))[0] == 404
    await office.post("/logout")
    await office.logs_in("webcare")
    await office.post(f"/monitor/lists/{kept.id}/drop")
    assert await lists(office, "webcare") == []


async def test_a_list_has_a_name_and_there_are_twelve(office):
    await office.logs_in("webcare")
    assert (await office.post("/monitor/lists", name=" ", next="/monitor?show=all"))[0] == 409
    for number in range(13):
        status, _ = await office.post("/monitor/lists", name=f"Lijst {number}", next="/monitor?show=all")
    assert status == 409 and len(await lists(office, "webcare")) == 12


async def lists(office, account):
    return list(await lists_of(office.site.reads, account))
