"""Which case a contact belongs to, and what is known of its sender."""

from datetime import timedelta

from sqlalchemy import select

from router.domain.contact import Sender
from router.domain.known import NOBODY
from router.rules.facts import Told
from router.store import tables
from router.testing import MONDAY, inbound

MINUTE = timedelta(minutes=1)

STRANGER = Sender(email="stranger@example.org")


async def test_an_answer_joins_by_its_thread_whoever_sends_it(town):
    first = await town.receive(message_id="<m1>")
    answer = await town.receive(reply_to=("<unknown>", "<m1>"), sender=STRANGER)
    assert (await town.case_of(answer)).reference == (await town.case_of(first)).reference


async def test_an_answer_to_our_acknowledgement_joins(town):
    first = await town.case_of(await town.receive())
    (letter,) = await town.deliver()
    answer = await town.receive(reply_to=(f"<{letter.id}@{letter.from_address.rpartition('@')[2]}>",))
    assert (await town.case_of(answer)).reference == first.reference


async def test_a_reference_is_believed_from_a_sender_known_there(town):
    case = await town.case_of(await town.receive())
    again = await town.receive(reference=case.reference)
    assert (await town.case_of(again)).reference == case.reference


async def test_a_stranger_with_a_reference_gets_a_case_of_their_own(town):
    case = await town.case_of(await town.receive())
    for sender in (STRANGER, Sender()):
        other = await town.receive(reference=case.reference, sender=sender)
        assert (await town.case_of(other)).reference != case.reference


async def test_a_reference_nobody_knows_is_no_error(town):
    assert (await town.case_of(await town.receive(reference="KV-9999-0001"))).status == "queued"


async def test_the_next_contact_of_a_batch_knows_the_one_before(town):
    first, second = inbound(product="moving"), inbound(product="moving", received_at=MONDAY + MINUTE)
    await town.accept(first, second)
    await town.settle()
    (earlier,) = (await known_when_deciding(town, second)).earlier
    assert (earlier.at, earlier.product, earlier.case) == (MONDAY, "moving", (await town.case_of(first)).reference)
    assert (await known_when_deciding(town, first)).earlier == ()


async def test_what_is_in_the_register_comes_before_what_is_in_the_batch(town):
    await town.receive(product="passport")
    last = inbound(received_at=MONDAY + 2 * MINUTE)
    await town.accept(inbound(product="moving", received_at=MONDAY + MINUTE), last)
    await town.settle()
    assert [each.product for each in (await known_when_deciding(town, last)).earlier] == ["moving", "passport"]


async def test_nothing_is_known_of_a_stranger_or_of_nobody(town):
    await town.receive()
    for sender in (STRANGER, Sender()):
        assert await known_when_deciding(town, await town.receive(sender=sender)) == NOBODY


async def known_when_deciding(town, contact):
    """As the decision about it stored it."""
    query = select(tables.decisions.c.facts).where(tables.decisions.c.contact == contact.id)
    async with town.store.engine.connect() as connection:
        return Told.read((await connection.execute(query)).scalar_one()).known
