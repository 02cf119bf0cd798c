"""What a citizen answers when we could not reach them."""

import pytest

from router.domain.attempts import Span
from router.domain.contact import CallbackWish, Sender
from router.domain.errors import Refused
from router.domain.words import CallbackOutcome
from router.steps.choose_callback import CallbackChoice, Choice
from router.testing import moment

NOOR = Sender(name="Noor", phone="+31612345678", email="noor@example.org")
AFTERNOON = Span(start=moment("di 24 nov 2026 12:00"), end=moment("di 24 nov 2026 17:00"))


async def asked(town, outcome="no-answer", sender=NOOR, **more):
    contact = await town.receive(callback=CallbackWish(), sender=sender, **more)
    reference = (await town.case_of(contact)).reference
    for _ in range(1 if outcome == "wrong-number" else 3):
        await town.acts.call_back(reference, town.actor(), CallbackOutcome(outcome))
    return reference


async def says(town, reference, choice, **more):
    await town.acts.choose_callback(reference, Choice(choice=CallbackChoice(choice), **more))
    (line,) = await town.history("callback-chosen")
    assert (line.by, line.data["choice"]) == ("citizen", choice)
    return await town.file(reference)


async def test_another_moment_is_planned_and_the_promise_stands(town):
    reference = await asked(town)
    due = (await town.promise(reference, "callback")).due
    await says(town, reference, "moment", wish=AFTERNOON)
    promise = await town.promise(reference, "callback")
    assert (promise.wish, promise.next_attempt) == (AFTERNOON, AFTERNOON.start)
    assert (promise.due, promise.state, promise.asks, promise.attempts) == (due, "open", None, 3)


async def test_another_number_stands_with_the_citizen(town):
    reference = await asked(town, "wrong-number")
    file = await says(town, reference, "number", number="+31687654321")
    assert (await town.store.party(file.case.party)).phone == "+31687654321"
    promise = await town.promise(reference, "callback")
    assert (promise.asks, promise.next_attempt) == (None, town.clock.now())


async def test_by_mail_makes_it_an_answer(town):
    reference = await asked(town)
    file = await says(town, reference, "mail")
    states = {each.kind: (each.state, each.reason) for each in file.promises}
    assert states["callback"] == ("cancelled", "answered by mail instead")
    assert states["answer"] == ("open", None) and not file.case.is_closed
    assert file.case.next_breach == min(each.due for each in file.promises if each.is_owed)


async def test_by_mail_owes_no_second_answer(town):
    reference = await asked(town, kind="complaint", text="Ik heb een klacht.")
    file = await says(town, reference, "mail")
    assert len([each for each in file.promises if each.kind == "answer"]) == 1


async def test_let_go_ends_the_callback_and_a_case_in_which_nothing_else_is_owed(town):
    reference = await asked(town)
    await town.deliver()  # which keeps the promise of an acknowledgement
    file = await says(town, reference, "stop")
    assert (await town.promise(reference, "callback")).reason == "withdrawn"
    assert (file.case.status, file.case.result) == ("closed", "withdrawn")


async def test_let_go_leaves_the_case_with_who_has_it(town):
    reference = await asked(town)
    await town.deliver()
    await town.acts.claim(reference, town.actor())
    assert (await says(town, reference, "stop")).case.assignee == "agent"


async def test_a_broken_callback_stays_broken_and_nobody_waits_for_it(town):
    reference = await asked(town)
    town.at("do 26 nov 2026 10:00")
    while await town.clock_ticks():
        pass
    file = await says(town, reference, "mail")
    (callback,) = (each for each in file.promises if each.kind == "callback")
    assert (callback.state, callback.reason) == ("broken", "answered by mail instead")
    assert not callback.is_owed


@pytest.mark.parametrize("choice", CallbackChoice)
async def test_pressing_twice_changes_nothing(town, choice):
    reference = await asked(town)
    said = Choice(choice=choice, wish=AFTERNOON, number="+31687654321")
    await town.acts.choose_callback(reference, said)
    before = await town.file(reference)
    with pytest.raises(Refused):
        await town.acts.choose_callback(reference, said)
    assert await town.file(reference) == before


async def test_without_an_address_there_is_no_answer_by_mail(town):
    reference = await asked(town, sender=Sender(phone="+31612345678"))
    with pytest.raises(Refused, match="no e-mail address"):
        await town.acts.choose_callback(reference, Choice(choice=CallbackChoice.MAIL))
