"""Days at Klaverdam, told on a clock."""

from datetime import timedelta

from router.domain.contact import CallbackWish, Sender
from router.rules.rulebook import Rulebook
from router.stream.base import Message
from router.testing import inbound, moment
from router.testing_town import town_in


async def test_a_callback_over_christmas(town):
    contact = await town.at("do 24 dec 2026 15:00").receive(
        channel="webform", sender=Sender(name="Noor", phone="+31612345678"), callback=CallbackWish()
    )
    case = await town.case_of(contact)
    # 25 and 26 are holidays, 27 a Sunday: 28 is the first working day.
    assert (await town.promise(case.reference, "callback")).due == moment("di 29 dec 2026 17:00")
    await town.at("di 29 dec 2026 16:59:59").clock_ticks()
    assert (await town.promise(case.reference, "callback")).is_open
    await town.at("di 29 dec 2026 17:00").clock_ticks()
    broken = await town.promise(case.reference, "callback")
    assert (broken.state, broken.ended) == ("broken", moment("di 29 dec 2026 17:00"))
    assert [each.code for each in await town.notices("lead")] == ["callback-at-risk", "callback-broken"]
    await town.acts.call_back(case.reference, town.actor(), "reached")
    assert (await town.promise(case.reference, "callback")).fulfilled == town.clock.now()


async def test_a_mail_is_acknowledged(town):
    contact = await town.receive(text="Mijn paspoort is verlopen.", subject="Paspoort", message_id="<m1@example.org>")
    case = await town.case_of(contact)
    (letter,) = await town.deliver()
    assert (letter.to, letter.in_reply_to, letter.automatic) == ("noor@example.org", "<m1@example.org>", True)
    assert case.reference in letter.subject and town.links.status(case.reference) in letter.text
    assert "donderdag 26 november" in letter.text  # three working days
    assert (await town.promise(case.reference, "acknowledge")).state == "kept"
    assert await town.deliver() == []


async def test_a_mail_and_its_reply_in_one_batch_meet_in_one_case(town):
    first = inbound(message_id="<m1>")
    answer = inbound(message_id="<m2>", reply_to=("<m1>",), text="En nog iets.")
    again = inbound(reply_to=("<m2>", "<m1>"), sender=Sender(email="partner@example.org"))
    await town.accept(first, answer, again)
    await town.settle()
    assert len({(await town.case_of(each)).reference for each in (first, answer, again)}) == 1
    assert (await town.case_of(first)).version == 3
    assert len(await town.deliver()) == 1


async def test_the_same_ten_times_is_one_contact(town):
    for number in range(5):
        same = inbound(source_id="m1", received_at=town.clock.now() + timedelta(minutes=number))
        await town.accept(same, same)
    await town.settle()
    await town.accept(same)
    await town.settle()
    assert (await town.contacts(), len(await town.cases()), len(await town.deliver())) == ([same.id], 1, 1)


async def test_the_same_id_with_another_body_is_kept_apart(town):
    first, other = inbound(source_id="m1", text="Eerst."), inbound(source_id="m1", text="Iets anders.")
    await town.accept(first, other, other)
    await town.settle()
    ((held, stage),) = (await town.quarantine()).items()
    assert stage == "repeat" and held != first.id
    await town.replay(held)
    assert len(await town.cases()) == 2
    assert (await town.store.message(first.id))[1].body == "Eerst."
    assert (await town.store.message(held))[1].body == "Iets anders."


async def test_poison_is_set_apart_and_the_rest_moves_on(town):
    sound = town.book
    terms = {name: each for name, each in sound.municipality.terms.items() if name != "callback"}
    town.book = Rulebook(sound.municipality.with_(terms=terms), sound.rules, "broken")
    good, poison, last = inbound(), inbound(callback=CallbackWish()), inbound()
    await town.accept(good, poison)
    await town.stream.append([Message(b"key", b'{"type": "contact"'), Message(b"key", b"\xff")])
    await town.accept(last)
    await town.settle()
    assert sorted((await town.quarantine()).values()) == ["promise", "read", "read"]
    assert len(await town.cases()) == 2
    town.book = sound
    await town.replay(poison.id)
    assert (await town.promise((await town.case_of(poison)).reference, "callback")).is_open
    assert len(await town.cases()) == 3


async def test_a_clock_that_jumps_stops_firing_until_it_has_held_for_a_minute(town):
    await town.receive()
    town.clock.set(moment("vr 27 nov 2026 10:00"))
    assert await town.clock_ticks() == 0 and town.ticker.alarmed
    town.clock.advance(timedelta(seconds=59))
    assert await town.clock_ticks() == 0
    town.clock.advance(timedelta(seconds=1))
    assert await town.clock_ticks() == 2 and not town.ticker.alarmed


async def test_after_downtime_everything_due_fires_once_in_due_order(tmp_path):
    async with town_in(tmp_path) as town:
        for number, channel in enumerate(("email", "webform", "mention")):
            await town.receive(source_id=str(number), channel=channel)
        assert await town.clock_ticks() == 0
    async with town_in(tmp_path, at=moment("ma 30 nov 2026 10:00")) as town:
        fired = await town.clock_ticks()
        lines = await town.history("broken", "at-risk")
        dues = [line.data["due"] for line in lines]
        assert fired == len(lines) == len({line.data["promise"] for line in lines}) == 5
        assert {line.type for line in lines} == {"broken"}
        assert dues == sorted(dues)
        assert await town.clock_ticks() == 0


async def test_what_was_accepted_is_decided_after_a_restart(tmp_path):
    async with town_in(tmp_path) as town:
        first = await town.receive()
        later = inbound()
        await town.accept(later)
    async with town_in(tmp_path) as town:
        await town.settle()
        references = {(await town.case_of(each)).reference for each in (first, later)}
        assert len(references) == 2
        assert set(await town.queues.top("kcc", 9)) == references


async def test_what_comes_in_after_the_stream_was_lost_is_decided(tmp_path):
    """An older copy of the stream is read again, and what the register has of it stays one."""
    async with town_in(tmp_path) as town:
        await town.receive()
        older = [path for path in tmp_path.glob("stream.db*")]
        kept = {path: path.read_bytes() for path in older}
        for _ in range(3):
            await town.receive()
    for copy in ({}, kept):
        for path in tmp_path.glob("stream.db*"):
            path.unlink()
        for path, content in copy.items():
            path.write_bytes(content)
        async with town_in(tmp_path) as town:
            before = len(await town.cases())
            assert (await town.case_of(await town.receive())).status == "queued"
            assert (len(await town.cases()), await town.quarantine()) == (before + 1, {})
