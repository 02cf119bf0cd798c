"""Rules that can never be used."""

import pytest

from router.rules.match import Rule
from router.rules.reach import unreachable


def found(town, *whens):
    rules = [Rule(id=f"r{place}", stage="routing", when=when, then={}, line=place) for place, when in enumerate(whens)]
    return list(unreachable(rules, town))


@pytest.fixture
def town(book):
    return book.municipality


@pytest.mark.parametrize(
    ("wider", "rule"),
    [
        ({}, {"kind": "complaint"}),
        ({}, {}),
        ({"kind": "complaint"}, {"kind": "complaint", "channel": "desk"}),
        ({"kind": ["complaint", "report"]}, {"kind": "report"}),
        ({"product": ["passport", "moving"]}, {"product": ["moving", "passport"], "urgency": "high"}),
        ({"urgency": {"at_least": "high"}}, {"urgency": "danger"}),
        ({"channel": {"none": ["phone"]}}, {"channel": ["desk", "email"]}),
        ({"source": {"any": ["a", "b"]}}, {"source": "a"}),
        ({"text": {"words": ["x"]}}, {"text": {"words": ["x"]}, "kind": "report"}),
    ],
    ids=str,
)
def test_one_behind_another_that_asks_less(town, wider, rule):
    assert found(town, {"kind": "suggestion"}, wider, rule) == [
        (2, 'rule "r2" is never reached: "r1" on line 1 takes everything it would')
    ]


@pytest.mark.parametrize(
    ("earlier", "rule"),
    [
        ({"kind": "complaint", "channel": "desk"}, {"kind": "complaint"}),
        ({"kind": "report"}, {"kind": ["complaint", "report"]}),
        ({"kind": "report"}, {"channel": "desk"}),
        ({"complexity": {"none": ["complex"]}}, {"channel": "desk"}),
        ({"text": {"words": ["x"]}}, {"text": {"words": ["x", "y"]}}),
        ({"oldest": {"at_least": "2 hours"}}, {"oldest": {"at_least": "3 hours"}}),  # so; but nobody works it out
    ],
    ids=str,
)
def test_one_that_is_reached(town, earlier, rule):
    assert found(town, earlier, rule) == []


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"product": "passport", "complexity": "complex"}, "complexity is complex, and that is not so of passport"),
        ({"product": ["passport", "moving"], "legal": True}, "legal is true, and that is not so of moving, passport"),
        ({"urgency": {"any": ["normal"], "at_least": "high"}}, "no urgency is left"),
        ({"kind": {"any": ["report"], "none": ["report"]}}, "no kind is left"),
    ],
    ids=str,
)
def test_a_contradiction(town, when, said):
    assert found(town, when) == [(0, f'rule "r0" can never hold: {said}')]


def test_one_product_of_several_is_enough(town):
    assert found(town, {"product": ["passport", "building-permit"], "complexity": "complex"}) == []


def test_ten_thousand_rules_that_are_alike(town):
    whens = [{"product": "passport", "kind": "report", "source": f"s{each}"} for each in range(10_000)]
    assert found(town, *whens) == []
    ((place, sentence),) = found(
        town, *whens, {"product": "passport", "kind": "report", "source": "s77", "callback": True}
    )
    assert (place, '"r77" on line 77' in sentence) == (10_000, True)
