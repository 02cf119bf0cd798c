"""What is promised: never later than the channel takes an answer."""

from datetime import timedelta

from router.rules.decide import decide
from router.rules.facts import Facts
from router.testing import MONDAY, inbound, moment

FRIDAY_EVENING = moment("vr 27 nov 2026 19:00")


def answer(book, received, **more):
    contact = inbound(channel="mention", source="meta", text="Wanneer is het loket open?", received_at=received, **more)
    (found,) = (each for each in decide(contact, Facts(), book, received).promises if each.kind == "answer")
    return found


def test_an_answer_is_due_before_its_channel_closes(book):
    plain, closing = (
        answer(book, FRIDAY_EVENING, **more) for more in ({}, {"reply_before": FRIDAY_EVENING + timedelta(hours=24)})
    )
    assert plain.due > FRIDAY_EVENING + timedelta(days=2)
    assert (closing.due, closing.term) == (FRIDAY_EVENING + timedelta(hours=24), "86400 seconds")
    assert closing.why.endswith("daarna neemt dit kanaal geen antwoord meer aan")
    assert all(FRIDAY_EVENING < each < closing.due for each in closing.warns)


def test_what_is_due_sooner_stands(book):
    told = answer(book, MONDAY, reply_before=MONDAY + timedelta(hours=24))
    assert told == answer(book, MONDAY)


def test_a_window_that_cannot_be_changes_nothing(book):
    for window in (timedelta(0), timedelta(seconds=-5), timedelta(days=400)):
        assert answer(book, FRIDAY_EVENING, reply_before=FRIDAY_EVENING + window) == answer(book, FRIDAY_EVENING)
