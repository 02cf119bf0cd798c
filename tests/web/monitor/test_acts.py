"""What is done with a mention from its own page."""

import pytest

from router.domain.words import CaseStatus, Result
from tests.web.monitor.test_page import posted

BACK = "/monitor?show=todo"


@pytest.fixture
async def mention(office):
    """A reference; its channel takes answers."""
    await office.logs_in("webcare")
    return (await office.town.case_of(await posted(office, 1))).reference


async def does(office, reference, act, **form):
    version = (await office.town.case(reference)).version
    return await office.post(f"/monitor/{reference}/{act}", version=str(version), next=BACK, **form)


async def test_it_lies_open_with_its_answer(office, mention):
    office.town.neighbours.most["mastodon"] = 468
    page = await office.get(f"/monitor?case={mention}")
    assert 'data-most="468"' in page and "468 over" in page
    assert "openbaar: iedereen kan het lezen" in page


async def test_claimed_it_is_mine(office, mention):
    status, to = await does(office, mention, "claim")
    assert (status, to) == (303, f"{BACK}&case={mention}&done=claim")
    assert (await office.town.case(mention)).assignee == "webcare"


async def test_an_answer_is_posted_and_it_is_done(office, mention):
    status, to = await does(office, mention, "reply", text="Wij komen vandaag.", finish="1")
    assert (status, to) == (303, f"{BACK}&done=reply")
    case = await office.town.case(mention)
    assert (case.status, case.result) == (CaseStatus.CLOSED, Result.ANSWERED)
    await office.town.deliver()
    ((channel, said),) = office.town.neighbours.said
    assert (channel, said.text, said.wire["visibility"]) == ("mastodon", "Wij komen vandaag.", "public")


async def test_one_that_is_too_long_is_kept_on_the_page(office, mention):
    office.town.neighbours.most["mastodon"] = 10
    status, page = await does(office, mention, "reply", text="Dit is te lang voor hier.")
    assert status == 409 and "Dit is te lang voor hier." in page and "15 te veel" in page
    assert office.town.neighbours.said == []


async def test_a_preview_posts_nothing(office, mention):
    status, page = await does(office, mention, "preview", text="Wij <b>komen</b>.")
    assert status == 200 and "Wij &lt;b&gt;komen&lt;/b&gt;." in page
    assert await office.town.history("replied") == []


async def test_no_action_has_a_reason(office, mention):
    status, page = await does(office, mention, "nothing", text="Dat mag.")
    assert status == 409 and "Kies waarom we niets doen." in page and "Dat mag." in page
    await does(office, mention, "nothing", reason="opinion", text="Dat mag.")
    assert (await office.town.case(mention)).result == Result.WITHDRAWN
    assert "Een mening die niets van ons vraagt: Dat mag." in await office.get(f"/desk/{mention}")
    assert "Kerkstraat" in await office.get("/monitor?show=none")


async def test_handed_over_it_waits_for_that_team(office, mention):
    await does(office, mention, "hand", team="permits", text="Graag jullie antwoord.")
    assert (await office.town.case(mention)).team == "permits"
    page = await office.get("/monitor?show=team")
    assert f"post-{mention}" in page
    assert f"post-{mention}" not in await office.get("/monitor")


async def test_communication_is_told(office, mention):
    await does(office, mention, "raise", text="De krant belt hierover.")
    case = await office.town.case(mention)
    assert (case.team, case.raised) == ("communication", "lead")
    assert [each.code for each in await office.town.notices("lead")] == ["raised"]


async def test_what_is_public_is_answered_whatever_its_team(office):
    await office.logs_in("webcare")
    case = await office.town.case_of(await posted(office, 1, product="waste-container"))
    assert case.team not in office.town.book.municipality.agents["webcare"].teams
    assert (await does(office, case.reference, "reply", text="Wij komen."))[0] == 303


async def test_what_is_private_is_for_its_team_alone(office):
    await office.logs_in("webcare")
    wire = {"visibility": "direct"}
    case = await office.town.case_of(await posted(office, 1, product="waste-container", wire=wire))
    assert (await does(office, case.reference, "reply", text="Wij komen."))[0] == 403
    assert "Kerkstraat" not in await office.get(f"/monitor?case={case.reference}")


@pytest.mark.parametrize("account", ["agent", "operations"])
async def test_others_do_nothing_here(office, mention, account):
    await office.post("/logout")
    await office.logs_in(account)
    assert (await does(office, mention, "claim"))[0] == 403
