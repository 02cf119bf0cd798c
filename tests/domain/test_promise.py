"""A promise ends exactly once: kept, broken (and done late or not) or cancelled with a reason (I5, I6)."""

from datetime import timedelta

import pytest

from router.domain.errors import Refused
from router.domain.promise import left, next_breach
from router.testing import MONDAY, moment, promise

DUE = moment("wo 25 nov 2026 17:00")
SECOND = timedelta(seconds=1)


def test_it_begins_with_the_warn_point():
    begun = promise(since=DUE - timedelta(hours=4), warn=75)
    assert (begun.next_at, begun.warning) == (DUE - timedelta(hours=1), 1)
    assert begun.is_open and begun.generation == 0


@pytest.mark.parametrize("at", [MONDAY, DUE], ids=["early", "on the moment itself"])
def test_kept_in_time(at):
    kept = promise().keep(at)
    assert (kept.state, kept.ended, kept.fulfilled, kept.next_at) == ("kept", at, None, None)
    assert not kept.is_owed


def test_kept_late_is_broken_at_its_due_moment_and_notes_when_it_was_done():
    late = promise().keep(DUE + SECOND)
    assert (late.state, late.ended, late.fulfilled) == ("broken", DUE, DUE + SECOND)
    assert not late.is_owed


def test_broken_then_done_stays_broken():
    broken = promise().break_()
    assert (broken.state, broken.ended, broken.next_at, broken.is_owed) == ("broken", DUE, None, True)
    done = broken.keep(DUE + 9 * SECOND)
    assert (done.state, done.ended, done.fulfilled, done.is_owed) == ("broken", DUE, DUE + 9 * SECOND, False)


def test_cancelled_says_why():
    cancelled = promise().cancel(MONDAY, "closed: withdrawn")
    assert (cancelled.state, cancelled.ended, cancelled.reason) == ("cancelled", MONDAY, "closed: withdrawn")


@pytest.mark.parametrize(
    "ended",
    [promise().keep(MONDAY), promise().break_(), promise().cancel(MONDAY, "x"), promise().keep(DUE + SECOND)],
    ids=["kept", "broken", "cancelled", "late"],
)
def test_nothing_ends_twice(ended):
    acts = [promise.break_ for promise in [ended]] + [ended.warned, lambda: ended.cancel(MONDAY, "again")]
    if not ended.is_owed:
        acts.append(lambda: ended.keep(MONDAY))
    for act in acts:
        with pytest.raises(Refused, match=f"has ended already: it was {ended.state}"):
            act()


def test_every_act_makes_older_timers_void():
    begun = promise()
    for after in (
        begun.warned(),
        begun.keep(MONDAY),
        begun.break_(),
        begun.cancel(MONDAY, "x"),
        begun.keep(DUE + SECOND),
    ):
        assert after.generation > begun.generation
    assert begun.warned().next_at == DUE


def test_the_first_breach_counts_what_is_still_owed():
    early, late = promise(due=DUE - SECOND), promise()
    assert next_breach((late, early)) == early.due
    assert next_breach((late, early.break_())) == early.due
    assert next_breach((late, early.keep(MONDAY))) == late.due
    assert next_breach(()) is None
    assert left(late, DUE + SECOND) == -SECOND
