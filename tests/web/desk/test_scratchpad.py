"""The scratchpad: an agent's own, from page to page, until it is a note."""

from router.steps.scratch import MOST


async def test_it_is_kept_from_page_to_page_and_for_its_owner_alone(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    assert (
        await desk.post("/desk/scratch", text="Mevrouw <belt>\r\nterug", next=f"/desk/{reference}")
        == f"/desk/{reference}"
    )
    for path in ("/desk", f"/desk/{reference}"):
        assert "Mevrouw &lt;belt&gt;\nterug</textarea>" in await desk.get(path)
    assert await desk.post("/desk/scratch", 204, text="Anders", quiet="1") == ""
    assert "Anders</textarea>" in await desk.get("/desk")
    await desk.logs_in("lead")
    assert "Anders" not in await desk.get("/desk")


async def test_one_key_makes_it_a_note_and_empties_it(desk):
    reference = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    await desk.post("/desk/scratch", 204, text="Oud", quiet="1")
    assert "done=scratch" in await desk.post(f"/desk/{reference}/scratch", text="Belt morgen terug")
    page = await desk.get(f"/desk/{reference}?done=scratch")
    assert "Belt morgen terug" in page and "Oud" not in page and "De notitie is bewaard." in page
    assert page.count("Belt morgen terug") == 1  # in the timeline, and on the pad no more
    await desk.post(f"/desk/{reference}/scratch", 409, text=" ")


async def test_a_full_one_is_refused(desk):
    await desk.logs_in()
    await desk.post("/desk/scratch", 409, text="x" * (MOST + 1), next="/desk")
