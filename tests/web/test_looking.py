"""Who looks and who types: half a minute, in memory."""

from datetime import timedelta

from router.domain.looking import LASTS, TYPES, Onlooker
from router.testing import MONDAY
from router.web.looking import MOST, Looking

CASE = "KV-2611-0001"


def test_one_does_not_see_oneself_and_is_gone_after_half_a_minute():
    looking = Looking()
    looking.seen(CASE, "an", MONDAY)
    assert looking.others("an", MONDAY) == {}
    assert looking.others("bo", MONDAY + LASTS) == {CASE: (Onlooker(account="an", types=False),)}
    assert looking.others("bo", MONDAY + LASTS + timedelta(seconds=1)) == {}


def test_who_types_comes_first_and_stops_by_itself():
    looking = Looking()
    for account in ("an", "bo"):
        looking.seen(CASE, account, MONDAY)
    looking.typed(CASE, "bo", MONDAY)
    assert [each.account for each in looking.others("cor", MONDAY)[CASE]] == ["bo", "an"]
    later = MONDAY + TYPES + timedelta(seconds=1)
    assert not any(each.types for each in looking.others("cor", later)[CASE])


def test_typing_says_nothing_where_the_page_is_not_open():
    looking = Looking()
    looking.typed(CASE, "an", MONDAY)
    assert looking.others("bo", MONDAY) == {}


def test_who_leaves_is_gone_at_once():
    looking = Looking()
    looking.seen(CASE, "an", MONDAY)
    looking.left(CASE, "an")
    looking.left("KV-2611-0002", "an")
    assert looking.others("bo", MONDAY) == {}


def test_it_does_not_grow_for_ever():
    looking = Looking()
    for number in range(MOST + 10):
        looking.seen(f"KV-2611-{number:04d}", "an", MONDAY + number * timedelta(seconds=1))
    assert len(looking._looks) <= MOST
