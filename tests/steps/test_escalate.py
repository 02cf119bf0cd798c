from datetime import timedelta

import pytest

from router.domain.change import Change
from router.steps.escalate import escalate
from router.testing import MONDAY, case_file, promise

DUE = promise().due


def fired(book, at, held=None, timer=None):
    held = held or promise(kind="callback")
    return escalate(case_file(promises=(held,)), timer or held, book, at)


@pytest.mark.parametrize(
    "held",
    [
        promise(kind="callback").warned(),
        promise(kind="callback").keep(MONDAY),
        promise(kind="callback").cancel(MONDAY, "x"),
        promise(kind="callback").break_(),
    ],
    ids=["warned", "kept", "cancelled", "broken"],
)
def test_a_stale_timer_has_no_effect(book, held):
    assert fired(book, DUE, held, timer=promise(kind="callback")) == Change()


def test_too_early_or_of_another_case_has_no_effect(book):
    assert fired(book, MONDAY) == fired(book, DUE, timer=promise(kind="answer", case="KV-9")) == Change()


def test_at_risk_then_broken_each_once(book):
    held = promise(kind="callback")
    risk = fired(book, held.next_at)
    ((_, warned),) = risk.promises
    assert (risk.history[0].type, warned.next_at, risk.case.priority > 0) == ("at-risk", DUE, True)
    broken = fired(book, DUE, warned)
    ((_, ended),) = broken.promises
    assert (broken.history[0].type, ended.state, ended.ended) == ("broken", "broken", DUE)
    assert [each.account for each in (*risk.notices, *broken.notices)] == ["lead", "lead"]
    assert fired(book, DUE, ended, timer=warned) == Change()


def test_noticed_late_it_broke_at_its_moment(book):
    change = fired(book, DUE + timedelta(days=3))
    ((_, ended),) = change.promises
    assert (ended.ended, ended.state, [each.type for each in change.history]) == (
        DUE,
        "broken",
        ["broken", "escalated"],
    )


def test_priority_has_a_ceiling(book):
    held = promise(kind="callback")
    change = escalate(case_file(promises=(held,), priority=95, urgency="danger"), held, book, DUE)
    assert change.case.priority == 100
