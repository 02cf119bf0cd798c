"""The message form, from a browser's bytes to a case."""

from datetime import timedelta
from io import BytesIO

import pytest
from aiohttp import FormData

from router.web.auth import COOKIE

TEXT = "De lantaarnpaal in de Kerkstraat is stuk."
HOME = {"Accept-Language": "en"}


async def test_a_message_becomes_a_case_and_the_page_shows_its_number(town):
    status, address = await town.send(
        "/form/street-lighting", text=TEXT, name="Fatima Aksoy", email="f@example.nl", phone="06 12345678"
    )
    assert status == 303
    waiting = await town.page(address)
    assert 'http-equiv="refresh"' in waiting
    (reference,) = await town.settle()
    page = await town.page(address)
    assert reference in page
    assert town.link(reference) in page
    assert "refresh" not in page


async def test_what_was_filled_in_is_what_is_kept(town):
    await town.send(
        "/form/street-lighting",
        text=TEXT,
        email="f@example.nl",
        phone="06 12345678",
        place="Kerkstraat 4",
        needs_assistance="1",
    )
    (reference,) = await town.settle()
    case = (await town.site.store.files([reference]))[reference].case
    party = await town.site.store.party(case.party)
    assert (case.channel, case.source, case.product, case.place, case.needs_assistance) == (
        "webform",
        "webform",
        "street-lighting",
        "Kerkstraat 4",
        True,
    )
    assert (party.email, party.phone, party.language) == ("f@example.nl", "+31612345678", "en")


async def test_a_double_click_is_one_contact(town):
    fields = {"text": TEXT, "token": "0b9d7c8e-5c1e-4c7a-9f57-0f3f8b6f7a11"}
    first = await town.send("/form", **fields)
    second = await town.send("/form", **fields)
    assert first == second
    assert len(await town.settle()) == 1


async def test_every_error_at_once_and_the_values_kept(town):
    status, page = await town.send("/form", text="", email="nobody", name="Jan <b>")
    assert status == 422
    assert 'href="#field-text"' in page
    assert 'href="#field-email"' in page
    assert 'value="Jan &lt;b&gt;"' in page
    assert await town.lies_on_stream() == 0


async def test_a_robot_hears_thanks_and_nothing_is_taken(town):
    status, address = await town.send("/form", text=TEXT, website="http://spam.example")
    assert (status, address.startswith("/sent/")) == (303, True)
    assert await town.lies_on_stream() == 0


async def test_a_browser_that_keeps_no_cookies_may_send(town):
    status, _ = await town.post("/form", {"text": TEXT})
    assert status == 303


async def test_a_form_from_elsewhere_never_acts_for_somebody_logged_in(town):
    town.client.session.cookie_jar.update_cookies({COOKIE: await town.site.sign_in.enter("agent", "?")})
    for path in ("/form", "/desk/visit"):
        assert (await town.post(path, {"text": TEXT, "desk": "library"}))[0] == 403


async def test_files_are_kept(town):
    status, _ = await _with_files(town, [("photo.JPG", b"\xff\xd8" * 99), ("letter.pdf", b"%PDF")])
    assert status == 303
    (reference,) = await town.settle()
    case = (await town.site.store.files([reference]))[reference].case
    _, text = await town.site.store.message(case.contact)
    assert [(each.name, each.media_type, each.size) for each in text.attachments] == [
        ("photo.JPG", "image/jpeg", 198),
        ("letter.pdf", "application/pdf", 4),
    ]


@pytest.mark.parametrize(
    ("files", "sentence"),
    [
        ([("run.exe", b"MZ")], "of a type that we cannot open"),
        ([(f"{each}.txt", b"a") for each in range(6)], "at most 5 files"),
        ([("big.pdf", bytes(5 * 1024 * 1024 + 1))], "too large"),
        ([(f"{each}.pdf", bytes(4 * 1024 * 1024 + 300_000)) for each in range(5)], "too large together"),
    ],
)
async def test_files_that_do_not_fit(town, files, sentence):
    status, page = await _with_files(town, files)
    assert status == 422
    assert sentence in page
    assert "Choose your files again" in page


async def test_more_than_the_server_takes_is_413(town):
    status, _ = await _with_files(town, [("big.pdf", bytes(26 * 1024 * 1024))])
    assert status == 413


async def test_too_many_posts_are_told_when_to_come_back(town):
    for _ in range(600):
        await town.post("/form", await _hidden(town) | {"website": "x"})
    answer = await town.client.post("/form", data=await _hidden(town), headers=HOME)
    assert answer.status == 429
    assert 0 < int(answer.headers["Retry-After"]) <= 60
    town.clock.go(timedelta(minutes=1))
    assert (await town.send("/form", text=TEXT))[0] == 303


async def test_a_guess_at_an_address_of_thanks_shows_no_link(town):
    page = await town.page("/sent/not-an-id")
    assert "/status/" not in page.replace('href="/status"', "")
    assert "refresh" not in page


async def _with_files(town, files):
    form = FormData(await _hidden(town) | {"text": TEXT})
    for name, content in files:
        form.add_field("files", BytesIO(content), filename=name, content_type="application/octet-stream")
    return await town.post("/form", form)


async def _hidden(town) -> dict[str, str]:
    cookies = town.client.session.cookie_jar.filter_cookies(town.client.make_url("/"))
    if "csrf" not in cookies:
        await town.page("/form")
        cookies = town.client.session.cookie_jar.filter_cookies(town.client.make_url("/"))
    return {"csrf": cookies["csrf"].value}
