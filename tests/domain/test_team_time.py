"""How long each team had a case."""

from datetime import timedelta

from router.domain.change import History
from router.domain.expected_wait import expected_wait
from router.domain.team_time import time_per_team
from router.testing import MONDAY

HOUR = timedelta(hours=1)


def line(kind, hours, **data):
    return History(subject="KV-1", type=kind, at=MONDAY + hours * HOUR, data=data)


OPENED = line("opened", 1, team="kcc", receivedAt=MONDAY.isoformat())
MOVED = line("transferred", 3, **{"from": "kcc", "to": "permits"})


def spent(*lines, now=10):
    return time_per_team(lines, MONDAY + now * HOUR)


def test_from_receipt_through_every_team_up_to_now():
    back = line("transferred", 7, **{"from": "permits", "to": "kcc"})
    assert spent(OPENED, MOVED) == {"kcc": 3 * HOUR, "permits": 7 * HOUR}
    assert spent(OPENED, MOVED, back) == {"kcc": 6 * HOUR, "permits": 4 * HOUR}


def test_a_closed_case_is_with_nobody_until_it_goes_on():
    closed, woken = line("closed", 4), line("joined", 8, team="permits", status="queued")
    assert spent(OPENED, MOVED, closed) == {"kcc": 3 * HOUR, "permits": HOUR}
    assert spent(OPENED, MOVED, closed, woken) == {"kcc": 3 * HOUR, "permits": 3 * HOUR}
    automatic = line("joined", 8, team="permits", status="closed")
    assert spent(OPENED, MOVED, closed, automatic) == spent(OPENED, MOVED, closed)


def test_together_it_is_all_the_time_there_was():
    assert sum(spent(OPENED, MOVED, line("noted", 4), line("claimed", 5)).values(), timedelta()) == 10 * HOUR


def test_nothing_told_is_nothing_spent():
    assert spent() == {}


def test_an_expected_wait_means_something_or_is_not_told():
    calls = [timedelta(minutes=4)] * 10
    assert expected_wait(calls, 6, 3) == timedelta(minutes=8)
    assert expected_wait(calls, 0, 3) == timedelta(0)
    assert expected_wait(calls[1:], 6, 3) is None
    assert expected_wait(calls, 6, 0) is None
