"""What a neighbour says became of a message, and what follows when it never arrived."""

import pytest

from router.domain.contact import Receipt, Sender
from router.domain.errors import SendFailed
from router.domain.words import Delivery, Result

BOTH = Sender(name="An", email="an@kl.example", phone="+31612345678")
AN = {"sender": BOTH, "product": "passport"}


@pytest.fixture
async def answered(town):
    """A case that an agent has and answered by mail; the relay took it."""
    case = await town.case_of(await town.receive(**AN))
    await town.acts.claim(case.reference, town.actor())
    await town.acts.reply(case.reference, town.actor(), "Dat regelen we.")
    await town.deliver()
    return case.reference


async def receipt(town, reference, state=Delivery.FAILED, code="5.1.1", purpose="reply", **named):
    (outgoing,) = (each for each in await town.outbox() if each.case == reference and each.purpose == purpose)
    named = named or {"message_id": f"<{outgoing.id}@klaverdam.example>"}
    await town.accept(Receipt(state=state, at=town.clock.now(), code=code, **named))
    await town.settle()


async def state_of(town, reference, purpose="reply"):
    return [each.state for each in await town.outbox() if each.case == reference and each.purpose == purpose]


async def test_an_answer_that_bounced_brings_the_case_back(town, answered):
    town.speaks_over("notify", carriers={"sms": "notify"})
    await town.acts.wait(answered, town.actor())
    await receipt(town, answered)
    case = await town.case(answered)
    assert (case.status, case.assignee, case.priority >= 80) == ("active", "agent", True)
    assert await state_of(town, answered) == ["bounced"]
    assert [each.code for each in await town.notices("agent")] == ["bounced"]
    assert (await town.promise(answered, "answer")).state == "kept"
    (line,) = await town.history("bounced")
    assert (line.data["code"], line.data["instead"], line.data["call"]) == ("5.1.1", "notify", False)


async def test_a_text_message_tells_that_the_mail_did_not_arrive(town, answered):
    town.speaks_over("notify", carriers={"sms": "notify"})
    await receipt(town, answered)
    await town.deliver()
    ((name, said),) = town.neighbours.said
    assert (name, said.to) == ("notify", "+31612345678")
    assert answered in said.text and "Dat regelen we" not in said.text
    await receipt(town, answered, purpose="bounced", outgoing=said.id)
    assert len(town.neighbours.said) == 1 and await town.deliver() == []


async def test_without_one_to_send_it_by_a_call_is_suggested(town, answered):
    await receipt(town, answered)
    (line,) = await town.history("bounced")
    assert (line.data["instead"], line.data["call"]) == (None, True)


async def test_a_closed_case_stays_closed_and_its_holder_is_told(town, answered):
    await town.acts.close(answered, town.actor(), Result.ANSWERED)
    await receipt(town, answered)
    assert (await town.case(answered)).status == "closed"
    assert [each.case for each in await town.notices("agent")] == [answered]


async def test_said_twice_it_is_one_bounce(town, answered):
    for _ in range(2):
        await receipt(town, answered)
    assert len(await town.history("bounced")) == len(await town.notices("agent")) == 1


async def test_delivered_read_and_a_late_bounce(town, answered):
    await receipt(town, answered, Delivery.DELIVERED)
    assert await state_of(town, answered) == ["delivered"]
    await receipt(town, answered, Delivery.READ)
    await receipt(town, answered, Delivery.DELIVERED)
    assert await state_of(town, answered) == ["read"]
    await receipt(town, answered)
    assert await state_of(town, answered) == ["read"]


async def test_later_is_no_bounce(town, answered):
    await receipt(town, answered, Delivery.DELAYED, "4.4.1")
    assert await state_of(town, answered) == ["sent"] and await town.history("bounced") == []


async def test_what_we_never_sent_is_counted_and_no_case(town):
    await town.accept(Receipt(state=Delivery.FAILED, at=town.clock.now(), message_id="<x@elsewhere.example>"))
    await town.settle()
    assert len(await town.history("receipt-unknown")) == 1 and await town.cases() == []


async def test_an_acknowledgement_that_bounced_is_noted_and_stirs_nobody(town, answered):
    before = await town.case(answered)
    await receipt(town, answered, purpose="acknowledgement")
    assert (await town.case(answered)).priority == before.priority and await town.notices("agent") == []
    assert (await town.promise(answered, "acknowledge")).state == "kept"


async def test_an_answer_over_another_channel_goes_by_mail_instead(town):
    town.speaks_over("mastodon")
    sender = Sender(handle="@an@kl.example", email="an@kl.example")
    case = await town.case_of(await town.receive(channel="mention", source="mastodon", sender=sender))
    await town.acts.reply(case.reference, town.actor(), "Dat regelen we.")
    await town.deliver()
    await receipt(town, case.reference, message_id="mastodon-1")
    assert [letter.text.partition("\n")[0] for letter in await town.deliver() if letter.to == "an@kl.example"] == [
        "Dat regelen we."
    ]


async def test_what_the_relay_refuses_for_good_is_a_bounce_too(town):
    case = await town.case_of(await town.receive(**AN))
    await town.acts.reply(case.reference, town.actor(), "Dat regelen we.")
    town.refusal = SendFailed("smtp-550", again=False)
    await town.deliver()
    assert (await town.case(case.reference)).priority >= 80
    assert {each.code for each in await town.notices("agent")} == {"bounced"}


async def test_a_receipt_before_the_wire_is_noted_keeps_the_promise(town):
    case = await town.case_of(await town.receive(**AN))

    async def at_once(letter, at):
        await town.accept(Receipt(state=Delivery.DELIVERED, at=at, outgoing=letter.id))
        await town.settle()

    town.deliverer._send = at_once
    await town.deliver()
    assert await state_of(town, case.reference, "acknowledgement") == ["delivered"]
    assert (await town.promise(case.reference, "acknowledge")).state == "kept"
