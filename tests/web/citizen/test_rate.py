"""One press after closing. A link that is opened never votes."""

from router.domain.change import Actor
from router.domain.words import Result

AGENT = Actor(account="agent", name="Samira", role="agent", teams=("kcc",))


async def _closed(town) -> str:
    await town.send("/form/street-lighting", text="De lamp is stuk.", email="f@example.nl")
    (reference,) = await town.settle()
    await town.site.acts.claim(reference, AGENT)
    await town.site.acts.close(reference, AGENT, Result.DONE)
    return reference


async def _votes(town, reference) -> list[object]:
    return [each.data["score"] for each in await town.site.store.told_after(reference, 0, ("rated",))]


async def test_one_press_counts_and_is_thanked_for(town):
    reference = await _closed(town)
    link = town.link(reference)
    assert "How did we do?" in await town.page(link)
    status, address = await town.post(f"{link}/rate", {"score": "4"})
    assert (status, await _votes(town, reference)) == (303, [4])
    page = await town.page(address)
    assert "Thank you. Your answer" in page
    assert "You said: Good" in page
    await town.post(f"{link}/rate", {"score": "4"})
    await town.post(f"{link}/rate", {"score": "2", "text": "Het duurde lang"})
    assert await _votes(town, reference) == [4, 2]


async def test_a_scanner_that_opens_the_link_does_not_vote(town):
    reference = await _closed(town)
    page = await town.page(f"{town.link(reference)}/rate?score=1")
    assert 'value="1" checked' in page
    assert await _votes(town, reference) == []


async def test_without_a_choice_it_asks_and_the_sentence_stays(town):
    reference = await _closed(town)
    status, page = await town.post(f"{town.link(reference)}/rate", {"score": "9", "text": "Wel fijn"})
    assert status == 422
    assert "Wel fijn" in page
    assert "Choose how we did." in page


async def test_nobody_is_asked_before_the_end_or_with_another_secret(town):
    await town.send("/form", text="De lamp is stuk.")
    (reference,) = await town.settle()
    assert "How did we do?" not in await town.page(town.link(reference))
    assert (await town.post(f"{town.link(reference)}/rate", {"score": "4"}))[0] == 303
    assert await _votes(town, reference) == []
    assert (await town.post(f"/status/{reference}/wrong/rate", {"score": "4"}))[0] == 404
