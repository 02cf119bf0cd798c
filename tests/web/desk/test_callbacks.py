"""The list of callbacks: one press an outcome, and no number that we do not dial behind a link."""

import pytest

from router.domain.words import CallbackOutcome, Channel


async def asks(desk, phone="+31612345678", **more):
    """A complaint is called back."""
    return await desk.writes("Ik heb een klacht over het lawaai.", phone=phone, channel=Channel.EMAIL, **more)


@pytest.fixture(autouse=True)
async def logged_in(desk):
    await desk.logs_in()


async def test_an_empty_list_says_what_comes_here(desk):
    page = await desk.get("/desk/callbacks")
    assert "Niemand wacht op een telefoontje" in page
    assert 'href="/desk/callbacks" data-key="7"' in page


async def test_who_to_ring_and_about_what(desk):
    reference = await asks(desk)
    page = await desk.get("/desk/callbacks?team=all")
    assert f'href="/desk/{reference}"' in page and "An Janssens" in page
    assert 'href="tel:+31612345678" data-key="b"' in page
    assert all(f'name="outcome" value="{outcome}"' in page for outcome in CallbackOutcome)
    assert "nog niet gebeld" in page


@pytest.mark.parametrize("phone", ["14 0475", "0900 1234", "112"])
async def test_a_number_that_costs_or_is_none_is_text(desk, phone):
    reference = await asks(desk, phone)
    for page in (await desk.get("/desk/callbacks?team=all"), await desk.get(f"/desk/{reference}")):
        assert "tel:" not in page and phone in page and "dit nummer bellen wij niet" in page


async def test_one_press_notes_the_call_and_the_list_says_what_comes_next(desk):
    reference = await asks(desk)
    await desk.get("/desk/callbacks?team=all")
    where = await desk.post(f"/desk/callbacks/{reference}?team=all", outcome="busy")
    assert where == f"/desk/callbacks?team=all&done={reference}#list"
    page = await desk.get(where)
    assert "Bel opnieuw" in page and "1 keer" in page
    assert (await desk.case(reference)).promises["callback"].attempts == 1
    await desk.post(f"/desk/callbacks/{reference}?team=all", outcome="reached")
    assert "Niemand wacht op een telefoontje" in await desk.get("/desk/callbacks?team=all")


async def test_the_case_tells_how_it_went(desk):
    reference = await asks(desk)
    await desk.post(f"/desk/{reference}/callback", outcome="wrong-number")
    page = await desk.get(f"/desk/{reference}")
    assert "1 keer gebeld" in page and "het nummer is van iemand anders" in page
    assert "de inwoner is gevraagd hoe het verder moet" in page


async def test_by_team(desk):
    reference = await asks(desk)
    team = (await desk.case(reference)).case.team
    other = next(each for each in desk.site.municipality.teams if each != team)
    assert reference in await desk.get(f"/desk/callbacks?team={team}")
    assert reference not in await desk.get(f"/desk/callbacks?team={other}")


async def test_no_outcome_is_asked_for(desk):
    reference = await asks(desk)
    await desk.get("/desk/callbacks")
    await desk.post(f"/desk/callbacks/{reference}", 409, outcome="maybe")


async def test_a_stranger_logs_in_first(desk):
    desk.client.session.cookie_jar.clear()
    assert "/login" in str((await desk.client.get("/desk/callbacks", allow_redirects=False)).headers["Location"])
