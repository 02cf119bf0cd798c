"""Steering: the first channel of the wish that can be had, and guards that no rule gets past."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as some

from router.domain.known import NOBODY, Earlier, Known
from router.domain.product import Product
from router.domain.words import Audience, Channel, Kind, Steer, Urgency
from router.rules.decide import decide
from router.rules.facts import Draft, Facts
from router.rules.match import Index, Rule
from router.rules.steering import GUARDS, steer
from router.testing import MONDAY, inbound

FORM = Product(
    id="move", name={"nl": "Verhuizing"}, team="kcc", channels=(Steer.CLICK, Steer.CALL, Steer.FACE),
    audiences={Audience.BUSINESS: (Steer.FACE, Steer.CLICK)}, form="https://x.example/move", appointment_minutes=15,
)  # fmt: skip
BARE = FORM.with_(form=None, appointment_minutes=None)
REFUSED = Known(earlier=(Earlier(at=MONDAY, case="KV-1", refused=True),))


def ruled(wish):
    rule = Rule(id="the-rule", stage="steering", when={}, then={"steer": wish}, why="Omdat het zo is.")
    return SimpleNamespace(indexes={"steering": Index([rule])})


def steered(
    wish,
    product=FORM,
    known=NOBODY,
    kind=Kind.QUESTION,
    urgency=Urgency.NORMAL,
    audience="citizen",
    told=None,
    **contact,
):
    draft = Draft(inbound(product=told, **contact), Facts(known=known), MONDAY)
    draft.product, draft.kind, draft.urgency, draft.audience = product, kind, urgency, Audience(audience)
    steer(draft, ruled(wish), MONDAY)
    assert draft.steer == draft.traces[0].outcome["steer"]
    return draft.steer, draft.traces[0]


@pytest.mark.parametrize(
    ("wish", "case", "wanted"),
    [
        ("click", {}, "click"),
        ("none", {}, "none"),
        (["click", "call"], {}, "click"),
        (["click", "call"], {"product": BARE}, "call"),
        (["click", "face"], {"product": BARE}, "none"),
        (["face", "call"], {"product": BARE}, "call"),
        (["face", "click"], {}, "face"),
        ("face", {"product": None}, "none"),
        ("call", {"product": None}, "call"),
        ("catalogue", {}, "click"),
        ("catalogue", {"product": None}, "none"),
        (["catalogue", "call"], {"product": None}, "call"),
        ("catalogue", {"audience": "business"}, "face"),
        (["none", "call"], {}, "none"),
        ("click", {"automatic": True}, "none"),
    ],
)
def test_the_first_that_can_be_had(wish, case, wanted):
    assert steered(wish, **case)[0] == wanted


@pytest.mark.parametrize(
    ("channel", "told", "wish", "wanted"),
    [
        ("webform", "move", ["click", "call"], "none"),  # on the form of this product already
        ("webform", None, ["click", "call"], "click"),  # on the general one
        ("phone", None, ["call", "face"], "none"),
        ("phone", None, ["click", "call"], "click"),
        ("desk", None, "face", "none"),
        ("email", None, "call", "call"),
    ],
)
def test_what_somebody_is_doing_is_not_offered_again(channel, told, wish, wanted):
    chosen, trace = steered(wish, channel=Channel(channel), told=told)
    assert chosen == wanted
    assert wanted != "none" or trace.outcome["notTaken"][-1].endswith(": here-already")


GUARDED = [
    ("complaint", {"kind": Kind.COMPLAINT}),
    ("urgent", {"urgency": Urgency.HIGH}),
    ("urgent", {"urgency": Urgency.DANGER}),
    ("assistance", {"needs_assistance": True}),
    ("assistance", {"known": Known(needs_assistance=True)}),
    ("refused-before", {"known": REFUSED}),
]


@pytest.mark.parametrize(("name", "case"), GUARDED)
def test_a_guard_takes_the_next_that_is_a_person(name, case):
    why = next(guard.why for guard in GUARDS if guard.name == name)
    for wish, wanted in (
        ("click", "none"),
        (["click", "call"], "call"),
        (["click", "face"], "face"),
        ("catalogue", "call"),
    ):
        chosen, trace = steered(wish, **case)
        assert (chosen, trace.outcome["guard"], trace.outcome["notTaken"][0]) == (wanted, name, f"click: {name}")
        assert trace.why == f"Omdat het zo is. {why}"
    assert "guard" not in steered("call", **case)[1].outcome


def test_what_was_taken_at_once_needs_no_explanation():
    assert steered("click")[1].outcome == {"steer": "click"}
    assert steered(["face", "click", "call"], product=BARE)[1].outcome == {
        "steer": "call",
        "notTaken": ["face: no-appointment", "click: no-form"],
    }


WISHES = some.one_of(
    some.sampled_from([*Steer, "catalogue"]), some.lists(some.sampled_from([*map(str, Steer), "catalogue"]), min_size=1)
)


@given(WISHES, some.sampled_from(GUARDED), some.sampled_from(Channel), some.sampled_from(Audience))
def test_no_rule_sends_a_guarded_person_to_a_form(wish, guarded, channel, audience):
    wish = [str(each) for each in wish] if isinstance(wish, list) else str(wish)
    assert steered(wish, channel=channel, audience=audience, **guarded[1])[0] != Steer.CLICK


@pytest.mark.parametrize("text", ["Ik heb een klacht over mijn verhuizing.", "Spoed! Gevaar! Verhuizing doorgeven."])
def test_in_klaverdam_too(book, text):
    assert decide(inbound(text=text), Facts(), book, MONDAY).steer != "click"


def test_in_klaverdam_a_simple_product_goes_to_its_form_until_that_was_refused(book):
    contact = inbound(
        text="Ik wil mijn verhuizing doorgeven.", product="moving" if "moving" in book.municipality.products else None
    )
    first = decide(contact, Facts(), book, MONDAY)
    assert first.steer == "click"
    assert decide(contact, Facts(known=REFUSED), book, MONDAY).steer == "call"
