"""Which case a contact belongs to."""

from router.domain.contact import Sender

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
