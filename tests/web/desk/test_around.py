"""Quarantine, the demo's mailbox and the problem page."""

from router.domain.change import Change, Quarantined


async def test_quarantine_says_what_to_expect_when_empty_and_why_when_not(desk):
    await desk.logs_in()
    assert "/replay" not in await desk.get("/quarantine")
    held = Quarantined(id="c-1", stage="route", reason="route: KeyError: <x>", at=desk.site.clock.now(), record=b"{}")
    await desk.store.apply([Change(quarantined=(held,))])
    page = await desk.get("/quarantine")
    assert "route: KeyError: &lt;x&gt;" in page and "/quarantine/c-1/replay" in page
    assert "failed again" in await desk.post("/quarantine/c-1/replay", 409)


async def test_the_mailbox_shows_what_a_citizen_gets(desk):
    assert "Ontvangen &lt;b&gt;" in await desk.get("/mailbox")
    async with desk.client.get("/mailbox?format=json") as answer:
        (letter,) = (await answer.json())["items"]
    assert letter.keys() == {"to", "subject", "text", "headers"}


async def test_an_unknown_page_is_a_page(desk):
    assert "404" in await desk.get("/nergens", 404)
    await desk.logs_in()
    assert 'href="/desk"' in await desk.get("/nergens", 404)
