"""Machines that answer machines are stopped: per sender, and per case."""

from datetime import timedelta

import pytest

from router.domain.contact import Sender
from router.roles.restraint import ALL_IN_ONE_CASE, TO_ONE_SENDER
from router.testing_town import town_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def town(tmp_path):
    async with town_in(tmp_path) as town:
        yield town


async def writes(town, times, minutes=2, **changes):
    found = []
    for number in range(times):
        town.clock.advance(minutes * MINUTE)
        found.append(await town.case_of(await town.receive(message_id=f"<{town.clock.now()}-{number}@x>", **changes)))
    return found


async def test_five_an_hour_to_one_sender_and_the_sixth_says_why(town):
    cases = await writes(town, TO_ONE_SENDER + 1)
    await town.deliver()
    states = {each.case: each.state for each in await town.outbox()}
    assert [states[case.reference] for case in cases].count("sent") == TO_ONE_SENDER
    (held,) = (case.reference for case in cases if states[case.reference] == "withheld")
    promise = await town.promise(held, "acknowledge")
    assert promise.state == "cancelled" and "too many automatic answers" in promise.reason
    (line,) = await town.history("withheld")
    assert (line.subject, line.data["reason"]) == (held, "sender")


async def test_counted_in_the_register_and_forgotten_after_an_hour(town):
    for _ in range(TO_ONE_SENDER):
        await writes(town, 1)
        await town.deliver()
    (sixth,) = await writes(town, 1)
    assert await town.deliver() == []
    town.clock.advance(60 * MINUTE)
    (seventh,) = await writes(town, 1)
    assert len(await town.deliver()) == 1
    assert (await town.promise(sixth.reference, "acknowledge")).state == "cancelled"
    assert (await town.promise(seventh.reference, "acknowledge")).state == "kept"


async def test_others_are_answered_all_the_same(town):
    await writes(town, TO_ONE_SENDER + 1)
    await writes(town, 1, sender=Sender(email="bo@example.org"))
    assert [letter.to for letter in await town.deliver()].count("bo@example.org") == 1


async def test_a_case_in_which_too_much_is_said_gets_no_machines_answer(town):
    first = await town.case_of(await town.receive(message_id="<m@x>"))
    for number in range(ALL_IN_ONE_CASE):
        await town.receive(reply_to=("<m@x>",), message_id=f"<m{number}@x>")
    await town.deliver()
    assert [each.note for each in await town.outbox() if each.case == first.reference] == ["loop"]


async def test_our_own_address_is_a_machine(town):
    own = town.book.municipality.organisation.entrances[0].upper()
    contact = await town.receive(sender=Sender(email=own))
    assert (await town.case_of(contact)) and await town.outbox() == []
    assert (await town.store.message(contact.id))[0].automatic
