import pytest

from router.domain.errors import NotFound, Refused
from router.domain.words import Channel
from router.steps.another_question import MOST


async def test_a_second_question_is_a_case_of_its_own(town):
    contact = await town.receive(text="De straatlantaarn brandt niet. En ik wil een paspoort.")
    first = await town.case_of(contact)
    town.at("ma 23 nov 2026 15:00")
    change = await town.acts.another_question(first.reference, town.actor(), "Wil een paspoort.", "passport")
    second = change.case
    assert second.reference != first.reference and second.product == "passport"
    assert (second.party, second.channel, second.status) == (first.party, first.channel, "queued")
    file = await town.file(second.reference)
    assert file.case.received_at == contact.received_at  # asked then, so every clock runs from there
    assert {each.since for each in file.promises} == {contact.received_at} and file.promises
    (told,) = await town.history("asked-beside")
    (more,) = await town.history("asked-more")
    assert (told.subject, told.data["from"]) == (second.reference, first.reference)
    assert (more.subject, more.data["to"]) == (first.reference, second.reference)


async def test_the_contact_is_counted_once(town):
    contact = await town.receive()
    first = await town.case_of(contact)
    second = (await town.acts.another_question(first.reference, town.actor(), "Nog iets.")).case
    assert await town.store.message(second.contact) is None
    assert (await town.case_of(contact)).reference == first.reference


async def test_a_partner_reads_the_question_that_is_theirs(town):
    first = await town.case_of(await town.receive(text="Ik wil een paspoort."))
    change = await town.acts.another_question(first.reference, town.actor(), "De container is niet geleegd.")
    if change.case.team != "waste-partner":
        await town.acts.transfer(change.case.reference, town.actor(), "waste-partner", "Voor jullie.")
    letters = [each for each in await town.deliver() if each.to == town.book.municipality.teams["waste-partner"].email]
    assert ["De container is niet geleegd." in each.text for each in letters] == [True]


async def test_the_clock_runs_from_the_last_message(town):
    first = await town.case_of(await town.receive(message_id="<m1>"))
    town.at("di 24 nov 2026 10:00")
    later = await town.receive(reply_to=("<m1>",), text="En hoe zit het met mijn hond?")
    second = (await town.acts.another_question(first.reference, town.actor(), "Hond.")).case
    assert second.received_at == later.received_at


@pytest.mark.parametrize(("text", "says"), [("  ", "Write down what the citizen asks"), ("x" * (MOST + 1), "too long")])
async def test_refused_without_words_or_with_too_many(town, text, says):
    case = await town.case_of(await town.receive())
    with pytest.raises(Refused, match=says):
        await town.acts.another_question(case.reference, town.actor(), text)


async def test_refused_for_a_post_and_for_a_product_that_is_none(town):
    post = await town.case_of(await town.receive(channel=Channel.MENTION))
    with pytest.raises(Refused, match="answered in its own case"):
        await town.acts.another_question(post.reference, town.actor(), "Nog iets.")
    with pytest.raises(NotFound):
        await town.acts.another_question(post.reference, town.actor(), "Nog iets.", "unicorn")
