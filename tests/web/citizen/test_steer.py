"""The offer on the citizen's own page: taken, or refused with a reason, by two plain forms."""

import re

import pytest

MOVING = {"text": "Ik wil mijn verhuizing doorgeven.", "email": "f@example.nl", "name": "F"}


async def _case(town, path="/form", **fields) -> str:
    await town.send(path, **(MOVING | fields))
    (reference,) = await town.settle()
    return town.link(reference)


async def _answers(town, link, **fields) -> tuple[int, str]:
    csrf = re.search(r'name="csrf" value="([^"]+)"', await town.page(f"{link}/add"))
    assert csrf is not None
    return await town.post(f"{link}/steer", {"csrf": csrf.group(1), **fields})


async def _outcome(town, link) -> tuple[str | None, str | None]:
    reference = link.split("/")[2]
    case = (await town.site.store.files([reference]))[reference].case
    return case.steer_outcome, case.steer_reason


async def test_the_offer_stands_in_plain_words_with_the_number_beside_it(town):
    page = await town.page(await _case(town))
    assert "You can arrange this yourself on our website." in page
    assert "Or just call us:" in page and town.site.municipality.organisation.phone in page
    assert "<script" not in page.partition("<main")[2]


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
async def test_in_every_language(town, language):
    page = await town.page(f"{await _case(town)}?lang={language}")
    assert {"nl": "Of bel ons gerust", "en": "Or just call us", "fr": "Ou appelez-nous", "de": "Oder rufen Sie"}[
        language
    ] in page


async def test_following_it_is_taking_it(town):
    link = await _case(town)
    status, address = await _answers(town, link, outcome="taken")
    assert (status, "done=taken" in address) == (303, True)
    page = await town.page(address)
    assert "Go to the form" in page and 'rel="external"' in page
    assert await _outcome(town, link) == ("taken", None)
    assert "Go to the form" in await town.page(link)


async def test_a_refusal_asks_for_a_reason_and_keeps_what_was_typed(town):
    link = await _case(town)
    status, page = await _answers(town, link, outcome="refused", text="Mijn <laptop> is stuk")
    assert (status, "Choose a reason." in page, "Mijn &lt;laptop&gt; is stuk" in page) == (422, True, True)
    assert await _outcome(town, link) == ("offered", None)
    for _ in range(2):
        status, address = await _answers(
            town, link, outcome="refused", reason="no-computer", text="Mijn laptop is stuk"
        )
    assert (status, await _outcome(town, link)) == (303, ("refused", "no-computer"))
    page = await town.page(address)
    assert "We go on with your message" in page and "This does not suit me" not in page


async def test_only_with_the_secret(town):
    link = await _case(town)
    wrong = link.rpartition("/")[0] + "/" + "a" * 26
    csrf = re.search(r'name="csrf" value="([^"]+)"', await town.page(link))
    assert (await town.post(f"{wrong}/steer", {"csrf": csrf.group(1), "outcome": "taken"}))[0] == 404
    assert await _outcome(town, link) == ("offered", None)


async def test_without_an_offer_there_is_nothing_to_answer(town):
    link = await _case(town, text="Gevaar! De straatlantaarn hangt los en is gevaarlijk.")
    assert "Another way that may suit you" not in await town.page(link)
    assert (await _answers(town, link, outcome="taken"))[0] == 303
    assert await _outcome(town, link) == (None, None)
