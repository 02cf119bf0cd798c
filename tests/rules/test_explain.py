"""Explaining: what `decide` did, and where each rule failed, on what value."""

import pytest

from router.domain.contact import CallbackWish
from router.domain.known import Earlier, Known
from router.rules.decide import STAGES, decide
from router.rules.explain import explained, wish
from router.rules.facts import Facts, QueueLoad
from router.rules.match import Rule
from router.rules.rulebook import Rulebook
from router.testing import MONDAY, inbound

SECRET = "mijn rekeningnummer is NL91ABNA0417164300"


def walks(book, facts=Facts(), **contact):  # noqa: B008 - it cannot change
    _, found = explained(inbound(**contact), facts, book, MONDAY)
    return {walk.stage: walk for walk in found}


def failed(book, facts=Facts(), *, when, **contact):  # noqa: B008 - it cannot change
    """What is told of a routing rule that does not hold: the field, and what was found."""
    rule = Rule(id="r", stage="routing", when=when, then={"priority": 1}, line=7)
    own = Rulebook(book.municipality, {"routing": [rule]}, "")
    (tried,) = walks(own, facts, **contact)["route"].tried
    assert (tried.rule, tried.line) == ("r", 7)
    return tried.failed, tried.found


@pytest.mark.parametrize("text", ["De straatlantaarn is stuk.", "Klacht! Er is gevaar.", "?", "I would like to move"])
def test_it_decides_what_decide_decides(book, text):
    contact = inbound(text=text, callback=CallbackWish())
    outcome, found = explained(contact, Facts(), book, MONDAY)
    assert outcome == decide(contact, Facts(), book, MONDAY)
    for trace, walk, stage in zip(outcome.traces, found, STAGES, strict=True):
        assert walk.stage == trace.stage == stage.__name__
        if walk.stage in ("steer", "promise") and walk.tried:
            assert [each.rule for each in walk.tried] == list(trace.tried)


def test_the_rules_up_to_the_one_that_holds(book):
    walk = walks(book, text="", kind="question", callback=CallbackWish())["promise"]
    *before, last = walk.tried
    assert (last.rule, last.failed, walk.file) == ("callback", None, "rules/promises.yaml")
    assert before and all(each.failed and each.wanted and each.found for each in before)
    assert walk.left_out > 0


KNOWN = Facts(
    loads={"civil-affairs": QueueLoad(waiting=3, oldest_seconds=600)},
    known=Known(earlier=(Earlier(at=MONDAY, case="KV-1", product="passport"),)),
)


@pytest.mark.parametrize(
    ("when", "told"),
    [
        ({"kind": "complaint"}, ("kind", "question")),
        ({"place": {"words": ["Molenwijk"]}}, ("place", "none")),
        ({"open": False}, ("open", "true")),
        ({"partner": True}, ("partner", "false")),
        ({"waiting": {"at_least": 4}}, ("waiting", "3")),
        ({"oldest": {"at_least": "1 hour"}}, ("oldest", "10 minutes")),
        ({"earlier": {"within": "1 day", "at_least": 2}}, ("earlier", "1")),
        ({"received": {"outside": "kcc"}}, ("received", "Mon 2026-11-23 10:00")),
        ({"day": "tue"}, ("day", "Mon 2026-11-23 10:00")),
        ({"text": {"words": ["lamp"]}}, ("text", "without any of these words")),
        ({"text": {"all": ["paspoort", "tuin"]}}, ("text", "without tuin")),
        ({"text": {"words": ["paspoort"], "without": ["rekeningnummer"]}}, ("text", "with rekeningnummer")),
        ({"text": {"pattern": "x{9}"}}, ("text", "without such a pattern")),
    ],
    ids=str,
)
def test_the_value_it_failed_on(book, when, told):
    assert failed(book, KNOWN, when=when, product="passport", kind="question", text=f"Mijn paspoort. {SECRET}") == told


def test_what_somebody_wrote_is_not_told(book):
    found = walks(book, text=SECRET, subject=SECRET)
    assert "NL91ABNA" not in str(found)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("desk", "desk"),
        (True, "true"),
        (["a", "b"], "a or b"),
        ([str(each) for each in range(9)], "0 or 1 or 2 or 3 or 5 more"),
        ({"at_least": 2, "within": "14 days"}, "at least 2, within 14 days"),
        ({"pattern": "x" * 200}, "pattern " + "x" * 80 + "..."),
    ],
)
def test_what_a_rule_asks_in_words(value, said):
    assert wish(value) == said
