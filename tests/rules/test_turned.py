"""The rulebook as levers leave it."""

from datetime import timedelta

from router.domain.call import Leg
from router.domain.lever import EVERYWHERE, Lever, LeverKind
from router.domain.words import CallEventKind
from router.rules.decide import decide
from router.rules.facts import Facts
from router.rules.pickup import with_pickup
from router.rules.turned import turned
from router.testing import MONDAY, inbound, moment


def lever(kind, subject=EVERYWHERE, value="", **changes):
    plain = {"id": f"{kind}-{subject}", "reason": "storing", "by": "operations", "at": MONDAY}
    return Lever(kind=LeverKind(kind), subject=subject, value=value, **{**plain, **changes})


def decided(book, *levers, **contact):
    return decide(inbound(**contact), Facts(), turned(book, levers), MONDAY)


def test_without_levers_it_is_the_rulebook_itself(book):
    assert turned(book, []) is book
    assert turned(book, [lever("notice")]) is book


def test_overflow_by_hand_however_quiet_it_is(book):
    plain, over = (
        decided(book, *levers, product="passport") for levers in ((), (lever("overflow", "civil-affairs", "kcc"),))
    )
    assert (plain.team, over.team, over.traces[2].rule) == ("civil-affairs", "kcc", "overflow-civil-affairs")
    assert "met de hand" in over.traces[2].why


def test_overflow_off_also_where_the_folder_has_one(book):
    off = turned(book, [lever("overflow", "civil-affairs", "off")])
    assert (
        book.municipality.teams["civil-affairs"].overflow and off.municipality.teams["civil-affairs"].overflow is None
    )


def test_a_paused_way_is_not_advised(book):
    told = {"product": "parking-permit", "channel": "email", "text": "Ik wil graag een vergunning."}
    plain = decided(book, **told)
    paused = decided(book, lever("steer", "parking-permit", plain.steer.value), **told)
    assert plain.steer != "none" and paused.steer != plain.steer
    assert f"{plain.steer}: paused" in paused.traces[1].outcome["notTaken"]


def test_work_is_pushed_or_pulled(book):
    for value in ("push", "pull"):
        found = turned(book, [lever("work", "kcc", value)]).municipality.teams["kcc"]
        assert found.pushes == (value == "push")


def test_a_closed_day_moves_what_is_due(book):
    due = {each.kind: each.due for each in decided(book, text="?").promises}
    closed = {each.kind: each.due for each in decided(book, lever("day", value="2026-11-24"), text="?").promises}
    assert (due["answer"], closed["answer"]) == (
        moment("wo 25 nov 2026 17:00"),
        moment("do 26 nov 2026 17:00"),
    ) or closed["answer"] > due["answer"]


def test_a_closed_line_promises_no_quick_answer(book):
    leg = Leg(
        call="c", queue="kcc", entered=MONDAY, ended=MONDAY + timedelta(seconds=40), ending=CallEventKind.ANSWERED
    )
    assert with_pickup(leg, book).due is not None
    assert with_pickup(leg, turned(book, [lever("line")])).due is None


def test_what_the_folder_does_not_know_does_nothing(book):
    gone = [lever("overflow", "nobody", "kcc"), lever("overflow", "kcc", "nobody"), lever("work", "nobody", "push")]
    assert turned(book, gone).municipality.teams == book.municipality.teams
