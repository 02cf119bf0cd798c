"""What router.presence.base promises, for every implementation."""

from router.domain.presence import PresenceState, first_seen
from router.testing import MONDAY


async def test_nobody_at_first(presences):
    assert await presences.all() == {}


async def test_what_was_put_is_there(presences):
    samira = first_seen("samira", MONDAY)
    assert await presences.put(samira)
    assert await presences.all() == {"samira": samira}


async def test_of_two_who_change_it_one_wins(presences):
    samira = first_seen("samira", MONDAY)
    await presences.put(samira)
    here, ringing = samira.to(PresenceState.AVAILABLE, MONDAY), samira.let_ring(MONDAY)
    assert [await presences.put(here), await presences.put(ringing)] == [True, False]
    assert (await presences.all())["samira"] == here


async def test_the_first_of_two_who_begin_wins(presences):
    assert [await presences.put(first_seen("samira", MONDAY)) for _ in range(2)] == [True, False]
