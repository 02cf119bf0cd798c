"""Several questions in one contact, and the time to finish off."""

from datetime import timedelta

from router.domain.presence import PresenceState


async def test_another_question_becomes_a_case_of_its_own(desk):
    first = await desk.writes("De straatlantaarn brandt niet. En mijn paspoort?", subject="Lantaarn")
    await desk.logs_in()
    assert f'action="/desk/{first}/question"' in await desk.get(f"/desk/{first}")
    path = await desk.post(f"/desk/{first}/question", text="Wil een <paspoort>", product="passport", kind="question")
    second = path.removeprefix("/desk/").partition("?")[0]
    assert second != first and (await desk.case(second)).case.product == "passport"
    page = await desk.get(path)
    assert "Wil een &lt;paspoort&gt;" in page and f'href="/desk/{first}"' in page
    assert f'href="/desk/{second}"' in await desk.get(f"/desk/{first}")


async def test_a_refused_question_keeps_what_was_typed(desk):
    first = await desk.writes("De straatlantaarn brandt niet.")
    await desk.logs_in()
    page = await desk.post(f"/desk/{first}/question", 409, text=" ", product="passport")
    assert '<option value="passport" selected>' in page and "Schrijf op wat de inwoner vraagt." in page
    await desk.post(f"/desk/{first}/question", 409, text="Iets", kind="sang")
    await desk.post(f"/desk/{first}/question", 404, text="Iets", product="unicorn")


async def test_finishing_off_shows_its_seconds_and_one_key_ends_it(desk):
    await desk.logs_in()
    await desk.post("/desk/presence", state="available", next="/desk")
    await desk.site.acts.attendance.wrap_up("agent", timedelta(seconds=90))
    page = await desk.get("/desk")
    chip = page[page.index('id="presence"') :]
    assert "data-due=" in chip[: chip.index("</form>")] and "data-due-text" in chip[: chip.index("</form>")]
    button = chip[chip.index('value="available"') :]
    assert 'data-key="a"' in button[: button.index("</button>")]
    await desk.post("/desk/presence", state="available", next="/desk")
    assert await desk.site.acts.attendance.state_of("agent") == PresenceState.AVAILABLE
