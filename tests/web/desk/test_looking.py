"""Presence in list and case: who looks, who types; to colleagues alone."""


async def test_the_list_and_the_case_tell_who_else_is_there(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    looking, now = desk.site.looking, desk.site.clock.now()
    looking.seen(reference, "lead", now)
    page = await desk.get(f"/desk/{reference}")
    assert page.count("Marijke Oosterbaan kijkt mee") == 2  # in the list and in the head
    looking.typed(reference, "lead", now)
    assert "Marijke Oosterbaan typt" in await desk.get("/desk")
    looking.left(reference, "lead")
    assert "kijkt mee" not in await desk.get(f"/desk/{reference}")


async def test_the_open_page_tells_it_and_is_told(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    address = f"/events?view=desk&case={reference}&version=1&lastEventId=1"
    async with desk.client.get(address) as answer:
        await anext(answer.content.iter_any())
        desk.site.looking.seen(reference, "lead", desk.site.clock.now())
        await desk.site.news.tell(1)
        said = b""
        async for part in answer.content.iter_any():
            said += part
            if b"kijkt mee" in said or b"looks at it" in said:
                break
        assert "agent" in {each.account for each in desk.site.looking.others("lead", desk.site.clock.now())[reference]}
        assert await desk.post("/desk/typing", 204, case=reference) == ""
        (me,) = desk.site.looking.others("lead", desk.site.clock.now())[reference]
        assert me.types


async def test_citizens_are_told_nothing(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    desk.site.looking.seen(reference, "lead", desk.site.clock.now())
    path = desk.site.links.status(reference).removeprefix("http://localhost")
    page = await desk.get(path)
    assert "kijkt mee" not in page and "Oosterbaan" not in page
