from datetime import timedelta

import pytest

from router.domain.change import Outgoing
from router.domain.errors import SendFailed
from router.steps.deliver import ABANDONED, MOST_ATTEMPTS, PATIENCE, failed, recovered, sent, started
from router.testing import MONDAY, case_file, promise

ACK = Outgoing(
    id="KV-1-ack", case="KV-2611-0001", purpose="acknowledgement", channel="email", recipient="p", next_at=MONDAY
)
FILE = case_file(promises=(promise(kind="acknowledge"), promise()))


def after(change):
    ((_, outgoing),) = change.outgoing
    return outgoing


def test_started_is_written_down_with_what_was_composed():
    change = started(ACK, ("Ontvangen", "Dag"), "<m>", MONDAY)
    assert (after(change).state, after(change).attempts, after(change).next_at) == ("started", 1, MONDAY + ABANDONED)
    assert (change.texts[0].body, change.contacts[0].direction, change.threads) == ("Dag", "out", (("<m>", ACK.case),))
    again = started(after(change).with_(state="pending"), ("Ontvangen", "Dag"), "<m>", MONDAY)
    assert (again.contacts, after(again).attempts) == ((), 2)


@pytest.mark.parametrize("purpose", ["notice", "event"])
def test_what_our_own_people_and_systems_are_told_is_no_contact(purpose):
    change = started(ACK.with_(purpose=purpose, recipient=None), ("Let op", "Dag"), "<m>", MONDAY)
    assert (after(change).state, after(change).contact) == ("started", None)
    assert (change.contacts, change.texts, change.threads) == ((), (), ())
    assert failed(after(change), FILE, "http-400", False, MONDAY).promises == ()


def test_sent_keeps_the_acknowledgement_and_nothing_else():
    change = sent(ACK, FILE, None, MONDAY)
    assert after(change).next_at is None
    assert [(each.kind, each.state) for _, each in change.promises] == [("acknowledge", "kept")]
    assert change.case.next_breach == FILE.promises[1].due
    assert sent(ACK.with_(purpose="reply"), FILE, None, MONDAY).promises == ()


@pytest.mark.parametrize(("attempts", "wait"), [(1, timedelta(seconds=10)), (3, timedelta(seconds=40)), (7, PATIENCE)])
def test_tried_again_with_growing_patience(attempts, wait):
    change = failed(ACK.with_(attempts=attempts), FILE, "451", True, MONDAY)
    assert (after(change).state, after(change).next_at, change.promises) == ("pending", MONDAY + wait, ())


@pytest.mark.parametrize(("attempts", "again"), [(MOST_ATTEMPTS, True), (1, False)])
def test_given_up_it_says_why(attempts, again):
    change = failed(ACK.with_(attempts=attempts), FILE, "550", again, MONDAY)
    assert (after(change).state, after(change).next_at, after(change).note) == ("failed", None, "550")
    assert [(each.kind, each.reason) for _, each in change.promises] == [("acknowledge", "could not be sent: 550")]


def test_interrupted_it_goes_once_more_and_then_to_a_person():
    assert after(recovered(ACK.with_(state="started", attempts=1), True, MONDAY)).state == "pending"
    assert after(recovered(ACK.with_(state="started", attempts=2), True, MONDAY)).state == "uncertain"


async def test_the_relay_that_says_later_is_asked_later(town):
    await town.receive()
    town.refusal = SendFailed("451", again=True)
    assert await town.deliver() == []
    town.refusal = None
    assert await town.deliver() == []
    town.clock.advance(timedelta(seconds=10))
    assert len(await town.deliver()) == 1


async def test_what_another_process_is_at_work_on_is_left_to_it_until_its_time_is_over(town):
    await town.receive()
    (ready,) = await town.store.ready(town.clock.now(), 10)
    await town.store.apply([started(ready, ("Ontvangen", "Dag"), "<m>", town.clock.now())])
    assert await town.deliver() == []
    town.clock.advance(ABANDONED)
    assert await town.deliver() == []  # found, and put back with a line of history
    assert len(await town.deliver()) == 1
    assert await town.deliver() == []
