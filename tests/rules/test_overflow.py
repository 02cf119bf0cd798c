"""Another team takes over while one is closed or too far behind."""

from datetime import timedelta

import pytest

from router.domain.municipality import Overflow
from router.domain.words import Urgency
from router.rules.facts import Draft, Facts, QueueLoad
from router.rules.overflow import overflowed
from router.testing import MONDAY, inbound, moment

SATURDAY = moment("za 28 nov 2026 11:00")
AFTER_HOURS = Overflow(to="kcc", closed=True)
WHEN_BEHIND = Overflow(to="kcc", oldest=timedelta(hours=4))


class Book:
    """Klaverdam, with one team that overflows in another way, and one that is open when the service centre is."""

    def __init__(self, book, overflow, calendar="kcc"):
        team = book.municipality.teams["taxes"].with_(overflow=overflow, calendar=calendar)
        self.municipality = book.municipality.with_(teams={**book.municipality.teams, "taxes": team})


def over(book, hours=0, now=MONDAY, urgency=Urgency.NORMAL):
    draft = Draft(inbound(), Facts(loads={"taxes": QueueLoad(waiting=9, oldest_seconds=int(hours * 3600))}), now)
    draft.team, draft.urgency = "taxes", urgency
    found = overflowed(draft, book, now)
    return found and found.to


def test_without_a_rule_all_stays(book):
    assert over(Book(book, None), hours=99) is None


@pytest.mark.parametrize(("hours", "to"), [(3.99, None), (4, "kcc"), (40, "kcc")])
def test_too_far_behind(book, hours, to):
    assert over(Book(book, WHEN_BEHIND), hours) == to


def test_danger_stays_where_a_rule_put_it(book):
    assert over(Book(book, WHEN_BEHIND), 40, urgency=Urgency.DANGER) is None


def test_not_to_a_team_that_is_closed(book):
    assert over(Book(book, WHEN_BEHIND), 40, now=SATURDAY) is None


def test_while_it_is_closed(book):
    assert over(Book(book, AFTER_HOURS, calendar="library")) == "kcc"
    assert over(Book(book, AFTER_HOURS)) is None
    assert over(Book(book, AFTER_HOURS, calendar="library"), now=SATURDAY) is None


def test_a_decision_says_so(book):
    from router.rules.decide import decide

    facts = Facts(loads={"civil-affairs": QueueLoad(waiting=9, oldest_seconds=5 * 3600)})
    outcome = decide(inbound(product="passport", text=""), facts, book, MONDAY)
    assert (outcome.team, outcome.traces[2].rule) == ("kcc", "overflow-civil-affairs")
    assert "300 minuten" in outcome.traces[2].why
