"""Matching: the first rule that holds, found through the index, with every rule tried up to it."""

import pytest

from router.domain.contact import CallbackWish
from router.rules.facts import Draft, Facts
from router.rules.match import Index, Rule
from router.rules.matchers import Ground
from router.testing import MONDAY, inbound


def rule(name, then="x", **when):
    return Rule(id=name, stage="routing", when=when, then={"team": then})


def draft(product=None, *, urgency="normal", team="", markers=(), **contact):
    made = Draft(inbound(**contact), Facts(), MONDAY)
    made.product, made.urgency, made.team, made.markers = product, urgency, team, dict.fromkeys(markers, "said")
    return made


def test_the_first_that_holds_wins_and_says_what_was_tried():
    index = Index([rule("danger", urgency="danger"), rule("mail", channel="email"), rule("otherwise")])
    found, tried = index.first(draft())
    assert (found.id, tried) == ("mail", ("danger", "mail"))


def test_nothing_holds():
    assert Index([rule("danger", urgency="danger")]).first(draft()) == (None, ("danger",))
    assert Index([]).first(draft()) == (None, ())


def test_the_index_leaves_out_other_channels_and_products(book):
    products = book.municipality.products
    index = Index(
        [rule("desk", channel="desk"), rule("lamps", product=["street-lighting", "roads"]), rule("otherwise")]
    )
    assert index.first(draft(products["passport"]))[1] == ("otherwise",)
    assert index.first(draft())[1] == ("otherwise",)
    assert index.first(draft(products["street-lighting"]))[0].id == "lamps"
    assert index.first(draft(channel="desk"))[0].id == "desk"


def test_all_conditions_must_hold():
    index = Index([rule("both", urgency=["high", "danger"], needs_assistance=True)])
    assert index.first(draft(urgency="high"))[0] is None
    assert index.first(draft(needs_assistance=True))[0] is None
    assert index.first(draft(urgency="high", needs_assistance=True))[0].id == "both"


@pytest.mark.parametrize(
    ("when", "what"),
    [
        ({"callback": True}, {"callback": CallbackWish()}),
        ({"place": "Dorp"}, {"place": "Dorp"}),
        ({"automatic": True}, {"automatic": True}),
        ({"source": "portal"}, {"source": "portal"}),
        ({"text": {"pattern": "x"}}, {"markers": ["routing/r#pattern"]}),
        ({"text": {"words": ["x"]}}, {"markers": ["routing/r"]}),
        ({"partner": True}, {"team": "waste"}),
        ({"partner": False}, {"team": "kcc", "text": ""}),
    ],
    ids=str,
)
def test_what_a_rule_may_ask(when, what):
    index = Index([rule("r", **when)], Ground(partners=frozenset({"waste"})))
    assert index.first(draft(**what))[0].id == "r"
    if when != {"partner": False}:
        assert index.first(draft(team="kcc"))[0] is None


def test_every_rule_gives_what_reading_all_of_them_gives(book):
    """The index against a plain walk, on Klaverdam's own rules."""
    routing = book.indexes["routing"]
    for channel in ("webform", "email", "phone", "mention", "desk"):
        for product in (None, *book.municipality.products.values()):
            made = draft(product, channel=channel)
            walked = next(
                (
                    each.rule
                    for each in routing.rules
                    if (each.channels is None or channel in each.channels)
                    and (each.products is None or (product and product.id in each.products))
                    and each.holds(made)
                ),
                None,
            )
            assert routing.first(made)[0] is walked
