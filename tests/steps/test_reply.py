import pytest

from router.domain.contact import Sender
from router.domain.errors import Refused
from router.steps.changed_since import ChangedSince


async def test_an_answer_keeps_the_promise_and_goes_out(town):
    contact = await town.receive(message_id="<m1@example.org>")
    case = await town.case_of(contact)
    await town.acts.reply(case.reference, town.actor(), "Dat regelen we.", "Uw vraag")
    assert (await town.promise(case.reference, "answer")).state == "kept"
    letters = await town.deliver()
    reply = next(each for each in letters if each.subject == "Uw vraag")
    assert (reply.to, reply.in_reply_to) == ("noor@example.org", "<m1@example.org>")
    assert reply.text.startswith("Dat regelen we.\n\nOp ") and reply.text.endswith("> Ik heb een vraag.\n")
    assert await town.deliver() == []


async def test_late_it_stays_broken_and_notes_when_it_was_done(town):
    case = await town.case_of(await town.receive())
    await town.at("vr 27 nov 2026 09:00").clock_ticks()
    await town.acts.reply(case.reference, town.actor(), "Sorry, dit duurde lang.")
    answer = await town.promise(case.reference, "answer")
    assert (answer.state, answer.fulfilled) == ("broken", town.clock.now())


@pytest.mark.parametrize("text", ["", " \n"])
async def test_an_empty_answer_is_refused(town, text):
    case = await town.case_of(await town.receive())
    with pytest.raises(Refused, match="empty"):
        await town.acts.reply(case.reference, town.actor(), text)


async def test_without_an_address_there_is_nobody_to_answer(town):
    case = await town.case_of(await town.receive(sender=Sender(phone="+31612345678")))
    with pytest.raises(Refused, match="no e-mail address"):
        await town.acts.reply(case.reference, town.actor(), "Hallo")


async def test_another_persons_answer_comes_first(town):
    case = await town.case_of(await town.receive())
    await town.acts.reply(case.reference, town.actor("webcare"), "Eerste.", version=case.version)
    with pytest.raises(ChangedSince):
        await town.acts.reply(case.reference, town.actor("agent"), "Tweede.", version=case.version)
