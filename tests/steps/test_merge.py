"""Merge: two cases go on as one, with the earlier clock; every promise ends once or is owed in exactly one of them."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.domain.change import Actor
from router.domain.contact import Sender
from router.domain.errors import Refused
from router.steps.claim import HeldBy
from router.steps.merge import merge
from router.testing import MONDAY, case_file, klaverdam, moment, promise

BOOK = klaverdam()
AGENT, LEAD = Actor(account="agent", role="agent"), Actor(account="lead", role="lead")
A, B = "KV-2611-0001", "KV-2611-0002"
NOOR = Sender(name="Noor", email="noor@example.org")
BART = Sender(name="Bart", email="bart@example.org")


def owing(reference, *promises, **changes):
    return case_file(reference=reference, promises=promises, **changes)


def held(reference, kind="answer", due=MONDAY + timedelta(days=2), number=0, **changes):
    return promise(id=f"{reference}:{kind}:{number}", case=reference, kind=kind, due=due, **changes)


def after(change):
    return {new.id: new for _, new in change.promises}


async def two(town, first=NOOR, second=NOOR):
    references = []
    for number, sender in enumerate((first, second)):
        contact = await town.receive(
            channel="webform", sender=sender, text=f"Zaak {number}.", message_id=f"<m{number}>"
        )
        references.append((await town.case_of(contact)).reference)
        town.clock.advance(timedelta(minutes=30))
    return references


async def test_the_newer_goes_on_in_the_older(town):
    older, newer = await two(town)
    await town.acts.merge(newer, town.actor(), older)
    closed, going = await town.file(newer), await town.file(older)
    assert (closed.case.status, closed.case.result, closed.case.merged_into) == ("closed", "duplicate", older)
    assert closed.owed(*[each.kind for each in closed.promises]) == ()
    assert {each.reason for each in closed.promises} == {f"merged into {older}"}  # the older owes each kind earlier
    assert going.case.received_at == MONDAY and not going.case.is_closed
    assert await town.queues.top("kcc", 9) == [older]
    left, came = (await town.history("closed"))[-1], (await town.history("merged"))[-1]
    assert (left.subject, left.data["into"], came.subject, came.data["from"]) == (newer, older, older, newer)


async def test_the_older_goes_on_in_the_newer_with_its_earlier_clock(town):
    older = (await town.case_of(await town.receive(channel="webform"))).reference
    first = await town.promise(older, "answer")
    town.at("di 24 nov 2026 10:00")
    newer = (await town.case_of(await town.receive(channel="webform"))).reference
    await town.acts.merge(older, town.actor(), newer)
    going = await town.file(newer)
    assert going.case.received_at == MONDAY
    assert {each.id for each in going.owed("answer")} == {first.id, f"{newer}:answer:1"}
    await town.acts.claim(newer, town.actor())
    await town.acts.close(newer, town.actor(), "answered")
    ended = {each.id: each.state for each in (await town.file(newer)).promises if each.kind == "answer"}
    assert ended == {first.id: "kept", f"{newer}:answer:1": "kept"}


async def test_what_comes_in_later_goes_to_the_case_that_goes_on(town):
    older, newer = await two(town)
    await town.acts.merge(newer, town.actor(), older)
    reply = await town.receive(text="En nog iets.", reply_to=("<m1>",))
    by_number = await town.receive(text="Nog meer.", sender=NOOR, reference=newer)
    assert {(await town.case_of(each)).reference for each in (reply, by_number)} == {older}


async def test_through_two_mergers(town):
    first, second = await two(town)
    third = (await town.case_of(await town.receive(channel="webform", text="Nog een."))).reference
    await town.acts.merge(third, town.actor(), second)
    await town.acts.merge(second, town.actor(), first)
    reply = await town.receive(text="Nog meer.", sender=NOOR, reference=third)
    assert (await town.case_of(reply)).reference == first


async def test_of_two_people_only_by_a_lead(town):
    one, other = await two(town, NOOR, BART)
    with pytest.raises(Refused, match="two people"):
        await town.acts.merge(other, town.actor(), one)
    await town.acts.merge(other, town.actor("lead"), one)
    assert (await town.case(other)).merged_into == one


async def test_who_had_it_has_one_fewer(town):
    one, other = await two(town)
    await town.acts.claim(other, town.actor())
    await town.acts.merge(other, town.actor(), one)
    assert await town.holds("agent") == 0


def test_a_callback_goes_along_and_a_later_answer_ends():
    later = owing(
        B, held(B, due=MONDAY + timedelta(days=3)), held(B, "callback", number=1), held(B, "transfer", number=2)
    )
    change = merge(later, owing(A, held(A)), LEAD, {}, BOOK, MONDAY)
    answer, callback, transfer = (
        after(change)[f"{B}:{kind}:{n}"] for n, kind in enumerate(("answer", "callback", "transfer"))
    )
    assert (answer.state, answer.reason, answer.case) == ("cancelled", f"merged into {A}", B)
    assert (callback.state, callback.case, callback.due) == ("open", A, later.promises[1].due)
    assert transfer.state == "cancelled"  # nobody need take it up any more


def test_an_earlier_answer_goes_along():
    change = merge(owing(B, held(B)), owing(A, held(A, due=MONDAY + timedelta(days=3))), LEAD, {}, BOOK, MONDAY)
    ((_, moved),) = change.promises
    assert (moved.case, moved.is_open) == (A, True)
    assert change.cases[1][1].next_breach == moved.due


def test_what_broke_is_still_owed_and_goes_along():
    broken = held(B).break_()
    ((_, moved),) = merge(owing(B, broken), owing(A, held(A)), LEAD, {}, BOOK, MONDAY).promises
    assert (moved.case, moved.state, moved.ended) == (A, "broken", broken.ended)


def test_what_stood_still_goes_on():
    still = held(B, entry="answer", calendar="kcc").pause(MONDAY)
    file = owing(B, still, status="waiting", assignee="agent")
    hour = MONDAY + timedelta(hours=1)
    ((_, moved),) = merge(file, owing(A), LEAD, {"mail": 1, "all": 1}, BOOK, hour).promises
    assert (moved.paused, moved.due) == (None, moment("do 26 nov 2026 09:30"))
    ((_, kept_still),) = merge(file, owing(A, status="waiting", assignee="webcare"), LEAD, {}, BOOK, hour).promises
    assert kept_still.paused == MONDAY


@pytest.mark.parametrize(
    ("file", "into", "says"),
    [
        (owing(A), owing(A), "same case"),
        (owing(A, status="closed"), owing(B), "closed already"),
        (owing(A), owing(B, status="closed"), f"{B} is closed"),
        (owing(A), owing(B, status="closed", merged_into="KV-2611-0003"), "went on as KV-2611-0003"),
        (owing(A, party=None), owing(B, party=None), "two people"),
    ],
)
def test_what_is_refused(file, into, says):
    with pytest.raises(Refused, match=says):
        merge(file, into, AGENT, {}, BOOK, MONDAY)


def test_not_out_of_anothers_hands():
    with pytest.raises(HeldBy):
        merge(owing(A, status="active", assignee="webcare"), owing(B), AGENT, {}, BOOK, MONDAY)


KINDS = st.sampled_from(["answer", "callback", "resolve", "partner", "transfer", "acknowledge"])
STATES = st.sampled_from(["open", "kept", "broken", "late", "cancelled", "paused"])
ROWS = st.lists(st.tuples(KINDS, STATES, st.integers(1, 5)), max_size=5)


def in_state(each, state):
    return {
        "open": lambda: each,
        "kept": lambda: each.keep(MONDAY),
        "broken": each.break_,
        "late": lambda: each.break_().keep(each.due + timedelta(days=1)),
        "cancelled": lambda: each.cancel(MONDAY, "x"),
        "paused": lambda: each.pause(MONDAY),
    }[state]()


def promises_of(reference, rows):
    return tuple(
        in_state(held(reference, kind, MONDAY + timedelta(days=days), number, calendar="kcc", entry=""), state)
        for number, (kind, state, days) in enumerate(rows)
    )


@settings(max_examples=200, deadline=None, database=None)
@given(mine=ROWS, theirs=ROWS)
def test_every_promise_ends_once_or_is_owed_in_exactly_one_case(mine, theirs):
    file, into = owing(B, *promises_of(B, mine)), owing(A, *promises_of(A, theirs))
    change = merge(file, into, LEAD, {}, BOOK, MONDAY + timedelta(hours=2))
    new = after(change)
    assert len(new) == len(change.promises) and not set(new) & {each.id for each in into.promises}
    for each in file.promises:
        then = new.get(each.id, each)
        assert then.is_owed == (then.case == A)  # owed in the one that goes on, and there alone
        assert not then.is_owed or (then.paused is None and then.due >= each.due)
        if not each.is_owed:
            assert then is each  # what has ended stays as it ended
    owed = {each.kind for each in (*file.promises, *into.promises) if each.is_owed} - {"acknowledge", "transfer"}
    assert owed <= {each.kind for each in (*into.promises, *new.values()) if each.is_owed and each.case == A}
    (_, target) = change.cases[1]
    dues = [each.due for each in (*into.promises, *new.values()) if each.case == A and each.is_owed and not each.paused]
    assert target.next_breach == min(dues, default=None)
