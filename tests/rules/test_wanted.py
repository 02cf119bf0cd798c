"""Whom a case is for in the first place, and how that is let go."""

from datetime import timedelta

import pytest

from router.domain.known import Earlier, Known
from router.rules.facts import Draft, Facts
from router.rules.wanted import wanted
from router.testing import MONDAY, inbound, moment

FRIDAY_LATE = moment("vr 27 nov 2026 16:45")


def draft(now=MONDAY, team="kcc", language="nl", handler=None, ago=1):
    earlier = (Earlier(at=now - timedelta(days=ago), case="KV-1", handler=handler),) if handler else ()
    made = Draft(inbound(received_at=now), Facts(known=Known(earlier=earlier)), now)
    made.team, made.language = team, language
    return made


def whom(book, then, **told):
    now = told.get("now", MONDAY)
    return wanted(draft(**told), then, book, now)


PREFER = {"prefer": "last-agent"}


def test_anybody_will_do(book):
    assert whom(book, {}) is None
    assert whom(book, PREFER) is None
    assert whom(book, {}, handler="agent") is None


def test_who_spoke_with_them_last(book):
    found = whom(book, PREFER, handler="agent")
    assert (found.agent, found.widens) == ("agent", (MONDAY + timedelta(minutes=30),))


@pytest.mark.parametrize(
    "told",
    [{"handler": "agent", "ago": 8}, {"handler": "left"}, {"handler": "webcare", "team": "taxes"}],
    ids=["long ago", "left", "another team"],
)
def test_who_is_not_waited_for(book, told):
    assert whom(book, PREFER, **told) is None


def test_the_language_is_wanted_where_somebody_speaks_it(book):
    assert whom(book, {}, language="fr").language == "fr"
    assert whom(book, {}, language="de", team="taxes").language == "de"
    assert whom(book, {}, language="pl") is None


def test_each_wish_is_let_go_in_turn_while_the_team_is_open(book):
    then = {**PREFER, "skills": ["sign-language"], "widen": "1 hour"}
    found = whom(book, then, handler="agent", now=FRIDAY_LATE)
    assert (found.agent, found.skills) == ("agent", ("sign-language",))
    assert found.widens == (moment("ma 30 nov 2026 09:15"), moment("ma 30 nov 2026 10:15"))
