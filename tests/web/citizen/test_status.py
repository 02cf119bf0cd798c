"""A citizen follows their case: only with the secret, nothing hidden, and a further word joins it."""

from datetime import timedelta

from aiohttp import FormData

from router.domain.change import Actor
from router.domain.words import CallbackOutcome, Result
from router.roles.ticker import Ticker

AGENT = Actor(account="agent", name="Samira", role="agent", teams=("kcc",))


async def _case(town, path="/form/street-lighting", **fields) -> str:
    await town.send(
        path, **({"text": "De lamp is stuk.", "email": "f@example.nl", "name": "F", "phone": "06 12345678"} | fields)
    )
    (reference,) = await town.settle()
    return reference


async def test_the_link_opens_and_another_secret_does_not(town):
    reference = await _case(town)
    page = await town.page(town.link(reference))
    assert reference in page
    assert "We received your message" in page
    await town.page(f"/status/{reference}/{'a' * 26}", status=404)
    await town.page(town.link("KV-2611-9999"), status=404)
    assert (await town.post(f"/status/{reference}/wrong/add", {"text": "x"}))[0] == 404


async def test_the_steps_are_told_as_they_happen(town):
    reference = await _case(town)
    await town.site.acts.claim(reference, AGENT)
    await town.site.acts.reply(reference, AGENT, "Wij komen morgen.")
    await town.site.acts.close(reference, AGENT, Result.DONE)
    page = await town.page(town.link(reference))
    steps = ["We received your message", "A colleague started on it", "We sent you an answer"]
    assert [page.index(step) for step in steps] == sorted(page.index(step) for step in steps)
    assert "It is done." in page
    assert "I was not called" not in page


async def test_an_addition_joins_the_case(town):
    reference = await _case(town)
    status, address = await town.send(f"{town.link(reference)}/add", text="Het is nu ook donker.")
    assert (status, "done=added" in address) == (303, True)
    assert await town.settle() == [reference]
    page = await town.page(address)
    assert "You wrote to us again" in page
    assert "We add it to your message" in page


async def test_an_empty_addition_is_told(town):
    reference = await _case(town)
    assert (await town.send(f"{town.link(reference)}/add", text=" "))[0] == 422


async def test_a_broken_promise_is_admitted_and_can_be_complained_about_once(town):
    reference = await _case(town, "/callback", text="Bel mij")
    town.clock.go(timedelta(days=3))
    ticker = Ticker(town.site.store, town.site.queues, town.clock, town.site.book)
    await ticker.tick()
    link = town.link(reference)
    page = await town.page(link)
    assert "We would have called you by now." in page
    assert "That did not work out." in page
    for _ in range(2):
        status, _ = await town.send_button(link)
        assert status == 303
    await town.settle()
    assert (await town.page(link)).count("You told us that you were not called") == 1


async def test_not_called_puts_the_case_first_and_tells_the_lead(town):
    reference = await _case(town, "/callback", text="Bel mij")
    (before,) = await town.site.store.waiting()
    await town.send_button(town.link(reference))
    await town.settle()
    (after,) = await town.site.store.waiting()
    assert after.priority >= before.priority + 40
    assert after.raised == "lead"
    (told,) = await town.site.store.told_after(reference, -1, ("escalated",))
    assert told.data["rules"] == ["not-called"]


async def test_nobody_who_was_called_sees_the_button(town):
    reference = await _case(town, "/callback", text="Bel mij")
    assert "I was not called" in await town.page(town.link(reference))
    await town.site.acts.call_back(reference, AGENT, CallbackOutcome.REACHED)
    page = await town.page(town.link(reference))
    assert "We spoke with you by phone" in page
    assert "I was not called" not in page


async def test_without_a_link_the_page_says_where_to_find_it(town):
    assert "confirmation" in await town.page("/status")


async def test_a_photo_needs_no_words_and_joins_the_case(town):
    reference = await _case(town)
    path = f"{town.link(reference)}/add"
    form = FormData()
    form.add_field("token", "5d0e33f4-9a1f-4f6c-8a47-0f3f6a1d2b11")
    form.add_field("text", "")
    form.add_field("files", b"bytes", filename="lamp.png", content_type="image/png")
    answer = await town.client.post(path, data=form, allow_redirects=False)
    assert answer.status == 303
    assert await town.settle() == [reference]
    assert "You wrote to us again" in await town.page(town.link(reference))
