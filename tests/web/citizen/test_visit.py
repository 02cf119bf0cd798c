"""The clerk at the counter."""

from router.web.auth import COOKIE


async def test_a_stranger_is_sent_to_log_in(town):
    answer = await town.client.get("/desk/visit", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/login?next=/desk/visit")


async def test_a_walk_in_is_registered(town):
    town.client.session.cookie_jar.update_cookies({COOKIE: await town.site.sign_in.enter("agent", "?")})
    status, address = await town.send(
        "/desk/visit", desk="library", text="Vraagt een paspoort aan", product="passport", name="Jan"
    )
    assert status == 303
    (reference,) = await town.settle()
    assert reference in await town.page(address)
    case = (await town.site.store.files([reference]))[reference].case
    assert (case.channel, case.source, case.place, case.product) == ("desk", "desk", "library", "passport")


async def test_desk_and_question_are_needed(town):
    town.client.session.cookie_jar.update_cookies({COOKIE: await town.site.sign_in.enter("agent", "?")})
    status, page = await town.send("/desk/visit", desk="moon", text="", name="Jan")
    assert status == 422
    assert "#field-desk" in page
    assert "#field-text" in page
    assert 'value="Jan"' in page
