"""A sliding window, bounded in memory."""

from router.web.limits import Limit


def test_so_many_in_a_window_that_slides():
    limit = Limit(2, 60)
    assert [limit.wait("a", at) for at in (0, 30, 40)] == [0, 0, 20]
    assert limit.wait("b", 40) == 0
    assert limit.wait("a", 60) == 0
    assert limit.wait("a", 61) == 29


def test_it_forgets_the_quietest_when_there_are_too_many():
    limit = Limit(1, 60, keys=2)
    for key in "abc":
        assert limit.wait(key, 0) == 0
    assert limit.wait("c", 1) > 0
    assert limit.wait("a", 1) == 0
