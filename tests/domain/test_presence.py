"""Presence: who can be given work now."""

from datetime import timedelta

from router.domain.presence import MISSES, SILENT, PresenceState, first_seen
from router.testing import MONDAY

SECOND = timedelta(seconds=1)


def after(seconds):
    return MONDAY + timedelta(seconds=seconds)


def available(at=MONDAY):
    return first_seen("samira", MONDAY).to(PresenceState.AVAILABLE, at)


def test_who_logs_in_is_away_until_they_say_otherwise():
    assert first_seen("samira", MONDAY).at(MONDAY) == PresenceState.AWAY


def test_offline_once_the_heartbeat_stops():
    samira = available()
    assert samira.at(MONDAY + SILENT) == PresenceState.AVAILABLE
    assert samira.at(MONDAY + SILENT + SECOND) == PresenceState.OFFLINE
    assert samira.heard_at(MONDAY + SILENT).at(MONDAY + 2 * SILENT) == PresenceState.AVAILABLE


def test_who_comes_back_from_offline_is_away():
    back = available().heard_at(after(600))
    assert (back.at(after(600)), back.since) == (PresenceState.AWAY, after(600))


def test_wrap_up_ends_by_itself():
    wrapping = available().to(PresenceState.WRAP_UP, after(10), until=after(40))
    assert [wrapping.at(after(each)) for each in (10, 39, 40)] == ["wrap-up", "wrap-up", "available"]


def test_idle_counts_from_becoming_available_or_from_the_last_work():
    samira = available(after(5))
    assert samira.idle_since == after(5)
    assert samira.to(PresenceState.AVAILABLE, after(9)).idle_since == after(5)
    assert samira.given(after(20)).idle_since == after(20)


def test_ring_no_answer_puts_away_after_some_in_a_row():
    samira = available()
    for number in range(1, MISSES):
        samira = samira.let_ring(after(number))
        assert (samira.at(after(number)), samira.misses) == (PresenceState.AVAILABLE, number)
    away = samira.let_ring(after(9))
    assert (away.at(after(9)), away.missed) == (PresenceState.AWAY, True)
    assert away.to(PresenceState.AVAILABLE, after(10)).missed is False


def test_taking_work_wipes_out_what_was_missed():
    assert available().let_ring(after(1)).given(after(2)).misses == 0


def test_each_change_is_a_version_on():
    samira = available()
    assert [each.version for each in (samira, samira.given(MONDAY), samira.heard_at(MONDAY))] == [2, 3, 3]
