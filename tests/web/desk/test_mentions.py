"""A note that mentions a colleague: they get a word, with a link to a case that they may read."""


async def test_who_is_mentioned_gets_a_word_and_may_read_it(desk):
    reference = await desk.writes("Ik wil een omgevingsvergunning.")
    await desk.logs_in("webcare")
    await desk.logs_in("agent")
    await desk.post(f"/desk/{reference}/note", text="@webcare @agent weet jij dit?")
    assert 'data-name="Marijke Oosterbaan"' in await desk.get(f"/desk/{reference}")
    assert "noemt u" not in await desk.get("/desk")  # nobody tells themselves
    await desk.logs_in("webcare")
    page = await desk.get("/desk")
    assert "Een collega noemt u in een notitie" in page and f'href="/desk/{reference}"' in page
    assert "weet jij dit?" in await desk.get(f"/desk/{reference}")
    await desk.post(f"/desk/{reference}/note", text="Ja, bel de klant.")


async def test_who_is_not_mentioned_may_not(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in("webcare")
    there = await desk.case(reference)
    if "webcare" not in there.case.teams_seen:
        await desk.get(f"/desk/{reference}", 403)
