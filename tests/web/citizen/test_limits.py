"""A sliding window, bounded in memory, and of whom it counts."""

from ipaddress import ip_network

import pytest

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


@pytest.mark.parametrize("hops", ["203.0.113.9", "{0}, 203.0.113.9", "198.51.100.{0}, 127.0.0.1, 203.0.113.9"])
async def test_what_a_citizen_writes_of_where_they_come_from_earns_no_second_count(town, hops):
    """Our proxy adds the address that called it; all before that anybody may have written."""
    object.__setattr__(town.site, "proxies", (ip_network("127.0.0.0/8"),))
    said = []
    for number in range(21):
        headers = {"X-Forwarded-For": hops.format(f"198.51.100.{number}" if hops.startswith("{") else number)}
        async with town.client.post("/form", data={"website": "x"}, headers=headers, allow_redirects=False) as answer:
            said.append(answer.status)
    assert said == [303] * 20 + [429]
    assert (await town.post("/form", {"website": "x"}))[0] == 303  # somebody else


async def test_without_a_proxy_of_ours_nobody_s_word_counts(town):
    """All of it comes from this machine, whose count is wider than that of the address which they claim."""
    claims = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "True-Client-IP"), "203.0.113.9")
    for _ in range(30):
        async with town.client.post("/form", data={"website": "x"}, headers=claims, allow_redirects=False) as answer:
            assert answer.status == 303
