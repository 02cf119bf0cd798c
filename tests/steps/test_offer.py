"""Offers: before one agent at a time, and gone when it is answered or rings out."""

from datetime import timedelta

import pytest

from router.domain.errors import Refused
from router.steps.claim import HeldBy, claim
from router.steps.offer import decline, expire, offer
from router.testing import MONDAY, case_file

LASTS = timedelta(seconds=30)


def offered(**case):
    change = offer(case_file(**case), "agent", LASTS, MONDAY)
    return case_file(**case).with_(case=change.case)


def test_it_lies_before_somebody_for_some_seconds():
    case = offered().case
    assert (case.status, case.offered_to, case.offer_ends) == ("offered", "agent", MONDAY + LASTS)


@pytest.mark.parametrize("status", ["active", "waiting", "closed", "offered"])
def test_only_what_waits_is_offered(status):
    with pytest.raises(Refused, match=status):
        offer(case_file(status=status), "agent", LASTS, MONDAY)


def test_taken_by_who_it_lies_before(town):
    case = claim(offered(), town.actor("agent"), {}, MONDAY).case
    assert (case.status, case.assignee, case.offered_to, case.offer_ends) == ("active", "agent", None, None)


def test_not_by_another_but_by_a_lead(town):
    with pytest.raises(HeldBy, match="agent"):
        claim(offered(), town.actor("webcare"), {}, MONDAY)
    assert claim(offered(), town.actor("lead"), {}, MONDAY).case.assignee == "lead"


def test_let_go_it_waits_for_others(town):
    change = decline(offered(), town.actor("agent"), MONDAY)
    assert (change.case.status, change.case.offered_to, change.case.passed) == ("queued", None, ("agent",))
    assert change.history[0].type == "offer-declined"
    with pytest.raises(HeldBy):
        decline(offered(), town.actor("webcare"), MONDAY)
    with pytest.raises(Refused, match="over"):
        decline(case_file(), town.actor("agent"), MONDAY)


def test_it_rings_out_once():
    late = MONDAY + LASTS + timedelta(seconds=2)
    change = expire(offered(), late)
    assert (change.case.status, change.case.passed, change.history[0].data["lateSeconds"]) == ("queued", ("agent",), 2)
    assert expire(offered(), MONDAY + LASTS - timedelta(seconds=1)).cases == ()
    assert expire(case_file(), late).cases == ()
