"""Who may be given a case, and how much of each lane they can hold."""

import pytest

from router.domain.seeker import room_for


@pytest.mark.parametrize(
    ("lane", "holds", "room"),
    [
        ("call", {}, 1),
        ("call", {"call": 1, "mail": 2, "all": 3}, 0),
        ("mail", {}, 3),
        ("mail", {"mail": 1, "mention": 1, "call": 1, "all": 3}, 1),
        ("mention", {"mail": 3, "all": 3}, 0),
    ],
)
def test_one_call_and_three_of_the_rest(lane, holds, room):
    assert room_for(lane, {"call": 1, "other": 3}, holds) == room
