"""Waiting for the citizen: what may stand still does, and goes on by the open time that passed."""

from copy import copy
from datetime import timedelta

import pytest

from router.domain.change import Actor
from router.domain.contact import CallbackWish, Sender
from router.domain.errors import Refused
from router.steps.claim import HeldBy
from router.steps.wait import resumed, wait
from router.testing import MONDAY, case_file, klaverdam, moment, promise
from router.testing_town import town_in

AGENT = Actor(account="agent", role="agent")
NOOR = Sender(name="Noor", email="noor@example.org", phone="+31612345678")


def pausing(*entries):
    """Klaverdam where these terms pause."""
    book = copy(klaverdam())
    terms = {name: each.with_(pauses=name in entries) for name, each in book.municipality.terms.items()}
    book.municipality = book.municipality.with_(terms=terms)
    return book


BOOK = pausing("answer", "answer-mail")


@pytest.fixture
async def town(tmp_path):
    async with town_in(tmp_path, BOOK) as town:
        yield town


async def taken(town, **changes):
    """A case in the hands of the agent; its reference."""
    contact = await town.receive(**{"channel": "webform", "sender": NOOR, **changes})
    reference = (await town.case_of(contact)).reference
    await town.acts.claim(reference, town.actor())
    return reference


async def test_it_stands_still_until_the_citizen_writes_and_moves_on_by_the_open_time(town):
    reference = await taken(town)  # Monday 10:00, an answer is due Wednesday 17:00
    await town.deliver()  # the acknowledgement
    await town.at("ma 23 nov 2026 15:00").acts.wait(reference, town.actor(), "Welk huisnummer is het?")
    still, case = await town.promise(reference, "answer"), await town.case(reference)
    assert (still.paused, still.next_at, still.due) == (town.clock.now(), None, moment("wo 25 nov 2026 17:00"))
    assert (case.status, case.assignee) == ("waiting", "agent")
    assert case.next_breach is None
    town.at("do 26 nov 2026 11:00")
    while await town.clock_ticks():
        pass
    assert (await town.promise(reference, "answer")).is_open  # long past its moment, and not broken
    await town.receive(text="Nummer 12.", sender=NOOR, reference=reference)
    going, case = await town.promise(reference, "answer"), await town.case(reference)
    # Monday 2:00, Tuesday and Wednesday 8:30, Thursday 2:30: 21:30 on from Wednesday 17:00.
    assert going.due == moment("ma 30 nov 2026 13:00")
    assert (going.paused, going.since, case.status) == (None, MONDAY, "active")
    assert "21:30 openingstijd later" in going.why and case.next_breach == going.due
    paused, resumed_ = await town.history("paused", "resumed")
    assert [each["due"] for each in paused.data["promises"]] == [still.due.isoformat().replace("+00:00", "Z")]
    told = resumed_.data["promises"][0]
    assert (told["from"], told["to"]) == tuple(each.due.isoformat().replace("+00:00", "Z") for each in (still, going))
    assert len((await town.file(reference)).owed("answer")) == 1  # the one clock: no second promise
    town.at("ma 30 nov 2026 13:00")
    while await town.clock_ticks():
        pass
    assert (await town.promise(reference, "answer")).ended == going.due


async def test_a_callback_and_the_law_run_on(tmp_path):
    book = pausing(*klaverdam().municipality.terms)  # even if a folder said so
    async with town_in(tmp_path, book) as town:
        contact = await town.receive(channel="webform", sender=NOOR, callback=CallbackWish())
        reference = (await town.case_of(contact)).reference
        book.municipality = book.municipality.with_(terms=BOOK.municipality.terms)
        await town.acts.claim(reference, town.actor())
        await town.acts.wait(reference, town.actor())
        assert (await town.promise(reference, "callback")).paused is None
    held = promise(kind="resolve", entry="answer", legal=MONDAY + timedelta(days=56))
    assert (
        wait(case_file(promises=(held,), status="active", assignee="agent"), BOOK, AGENT, "n", "", MONDAY).promises
        == ()
    )


async def test_by_hand_it_goes_on_with_the_same_agent(town):
    reference = await taken(town)
    await town.acts.wait(reference, town.actor())
    await town.at("ma 23 nov 2026 12:00").acts.wake(reference, town.actor())
    assert ((await town.case(reference)).status, await town.holds("agent")) == ("active", 1)
    assert (await town.promise(reference, "answer")).due == moment("do 26 nov 2026 10:30")


async def test_whatever_takes_it_up_again_lets_its_promises_go_on(town):
    reference = await taken(town)
    await town.acts.wait(reference, town.actor())
    await town.at("ma 23 nov 2026 11:00").acts.transfer(reference, town.actor(), "taxes", "Graag overnemen.")
    going, case = await town.promise(reference, "answer"), await town.case(reference)
    assert (going.paused, going.team, going.due) == (None, "taxes", moment("do 26 nov 2026 09:30"))
    assert case.status == "queued" and case.next_breach is not None


async def test_kept_while_it_stands_still_it_is_in_time(town):
    reference = await taken(town)
    await town.acts.wait(reference, town.actor())
    await town.at("ma 7 dec 2026 10:00").acts.close(reference, town.actor(), "answered")
    kept = await town.promise(reference, "answer")
    assert (kept.state, kept.ended, kept.due, kept.paused) == ("kept", town.clock.now(), town.clock.now(), None)


async def test_twice_moves_it_twice(town):
    reference = await taken(town)
    for start, end in (
        ("ma 23 nov 2026 11:00", "ma 23 nov 2026 12:00"),
        ("di 24 nov 2026 09:00", "di 24 nov 2026 10:00"),
    ):
        await town.at(start).acts.wait(reference, town.actor())
        await town.at(end).acts.wake(reference, town.actor())
    going = await town.promise(reference, "answer")
    assert (going.due, len(going.stood)) == (moment("do 26 nov 2026 10:30"), 2)


def test_a_warn_point_that_fired_before_does_not_fire_again():
    held = promise(warn=25, entry="answer", calendar="kcc").warned().pause(MONDAY + timedelta(days=1))
    going = resumed(held, case_file(promises=(held,)), BOOK, MONDAY + timedelta(days=2))
    assert going.next_at == going.due > held.due


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"status": "waiting", "assignee": "agent"}, "already"),
        ({}, "Take this case first"),
        ({"status": "closed"}, "first"),
    ],
)
def test_what_cannot_wait(changes, says):
    with pytest.raises(Refused, match=says):
        wait(case_file(**changes), BOOK, AGENT, "n", "", MONDAY)


def test_not_for_anothers_case():
    with pytest.raises(HeldBy):
        wait(case_file(status="active", assignee="webcare"), BOOK, AGENT, "n", "", MONDAY)


async def test_what_waits_for_nobody_cannot_go_on(town):
    with pytest.raises(Refused, match="not wait"):
        await town.acts.wake(await taken(town), town.actor())
