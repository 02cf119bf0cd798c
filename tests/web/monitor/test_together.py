"""Bursts on the page: one card, one answer, and how far it has come."""

from router.domain.words import Urgency
from router.steps.correct import Correction
from tests.web.monitor.test_page import posted


async def burst(office, count=6):
    await office.logs_in("webcare")
    made = [await posted(office, number, product="waste-container") for number in range(count)]
    return [(await office.town.case_of(each)).reference for each in made]


async def test_one_answer_is_made_beside_it(office):
    office.town.neighbours.most["mastodon"] = 468
    head = (await burst(office))[0]
    page = await office.get(f"/monitor?burst={head}")
    assert "Eén antwoord voor 6 berichten" in page and 'data-most="468"' in page and "Plaatsen bij 6" in page


async def test_it_goes_to_all_and_the_page_says_how_far_it_is(office):
    head, *others = await burst(office)
    status, to = await office.post(f"/monitor/together/{head}", text="De wagen komt vandaag.")
    assert (status, to) == (303, "/monitor?done=together")
    await office.town.gatherer.round()
    page = office.words(await office.get("/monitor"))
    assert "0 van 6 geplaatst" in page and "6 berichten" not in page
    await office.town.deliver()
    assert "6 van 6 geplaatst" in office.words(await office.get("/monitor"))
    assert {(await office.town.case(each)).merged_into for each in others} == {head}


async def test_a_refusal_keeps_the_text(office):
    office.town.neighbours.most["mastodon"] = 5
    head = (await burst(office))[0]
    status, page = await office.post(f"/monitor/together/{head}", text="De wagen komt vandaag.")
    assert status == 409 and "De wagen komt vandaag." in page and "17 te veel" in page


async def test_danger_keeps_a_card_of_its_own(office):
    found = await burst(office)
    await office.town.acts.correct(found[2], office.town.actor("lead"), Correction(urgency=Urgency.DANGER))
    page = await office.get(f"/monitor?burst={found[0]}")
    assert f"post-{found[2]}" in page and f"post-{found[3]}" not in page
    assert "gevaar: niet in dit antwoord, lees het zelf" in page


async def test_history_says_that_it_went_to_all(office):
    head = (await burst(office))[0]
    await office.post(f"/monitor/together/{head}", text="De wagen komt vandaag.")
    await office.post("/logout")
    await office.logs_in("operations")
    assert "gaf dit antwoord aan iedereen die erover schreef" in await office.get(f"/desk/{head}")
