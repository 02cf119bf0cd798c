"""We could not reach them: what they choose on their own page."""

import re

import pytest

from router.domain.change import Actor
from router.domain.contact import CallbackWish, Sender
from router.domain.words import CallbackOutcome
from router.testing import inbound

AGENT = Actor(account="agent", name="Ank", role="agent")
NOOR = Sender(name="Noor", phone="+31612345678", email="noor@example.org")


async def asked(town, outcome=CallbackOutcome.NO_ANSWER, sender=NOOR):
    await town.site.accept([inbound(callback=CallbackWish(), sender=sender, received_at=town.clock.now())])
    (reference,) = await town.settle()
    for _ in range(1 if outcome == CallbackOutcome.WRONG_NUMBER else 3):
        await town.site.acts.call_back(reference, AGENT, outcome)
    return town.link(reference), reference


async def press(town, link, **fields):
    csrf = re.search(r'name="csrf" value="([^"]+)"', await town.page(f"{link}/add")).group(1)
    return await town.post(f"{link}/callback", {"csrf": csrf, **fields})


async def promise(town, reference, kind="callback"):
    file = (await town.site.store.files([reference]))[reference]
    return next(each for each in file.promises if each.kind == kind)


async def test_nothing_is_asked_before_we_tried_enough(town):
    await town.site.accept([inbound(callback=CallbackWish(), sender=NOOR, received_at=town.clock.now())])
    (reference,) = await town.settle()
    await town.site.acts.call_back(reference, AGENT, CallbackOutcome.BUSY)
    assert "We could not reach you by phone" not in await town.page(town.link(reference))


async def test_a_moment(town):
    link, reference = await asked(town)
    page = await town.page(link)
    assert "We could not reach you by phone" in page
    key = re.findall(r'name="preferred" value="([^"]+)"', page)[-1]
    status, where = await press(town, link, choice="moment", preferred=key)
    assert (status, where) == (303, f"{link}?done=moment&lang=en")
    assert (await promise(town, reference)).asks is None
    after = await town.page(where)
    assert "We call you again at the moment that you chose" in after and "You chose another moment" in after
    assert "We could not reach you by phone" not in after


async def test_another_number(town):
    link, reference = await asked(town, CallbackOutcome.WRONG_NUMBER)
    status, page = await press(town, link, choice="number", phone="0900 1234")
    assert status == 422 and "Fill in a full phone number" in page and 'value="0900 1234"' in page
    status, where = await press(town, link, choice="number", phone="06 87 65 43 21")
    assert status == 303 and "87" not in where
    assert (await promise(town, reference)).next_attempt is not None


async def test_by_mail(town):
    link, reference = await asked(town)
    await press(town, link, choice="mail")
    assert (await promise(town, reference)).state == "cancelled"
    assert (await promise(town, reference, "answer")).is_open


async def test_not_at_all(town):
    link, reference = await asked(town)
    status, where = await press(town, link, choice="stop")
    assert status == 303 and "We do not call you any more" in await town.page(where)
    assert (await promise(town, reference)).reason == "withdrawn"


@pytest.mark.parametrize("fields", [{}, {"choice": "moment"}, {"choice": "moment", "preferred": "2020-01-01-morning"}])
async def test_no_choice_is_asked_again(town, fields):
    link, _ = await asked(town)
    status, page = await press(town, link, **fields)
    assert status == 422 and "Choose" in page


async def test_who_has_no_address_is_offered_no_mail(town):
    link, _ = await asked(town, sender=Sender(phone="+31612345678"))
    assert "Answer me by e-mail" not in await town.page(link)
    assert (await press(town, link, choice="mail"))[0] == 422


async def test_pressed_twice_it_shows_how_it_stands(town):
    link, _ = await asked(town)
    await press(town, link, choice="stop")
    assert (await press(town, link, choice="stop"))[1] == f"{link}?done=&lang=en"


async def test_a_wrong_link_chooses_nothing(town):
    link, reference = await asked(town)
    csrf = re.search(r'name="csrf" value="([^"]+)"', await town.page(link)).group(1)
    status, _ = await town.post(f"/status/{reference}/wrong/callback", {"csrf": csrf, "choice": "stop"})
    assert status == 404 and (await promise(town, reference)).is_open
