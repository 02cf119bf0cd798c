"""Escalation rules: what holds of a cause, and what the cause is called."""

import pytest

from router.domain.known import Earlier, Known
from router.rules.escalation import Escalation, Published, Told
from router.rules.escalation_fields import ASKED, EVENTS, Cause
from router.rules.facts import QueueLoad
from router.rules.match import Rule
from router.rules.rulebook import ground_of
from router.testing import MONDAY, case_file, klaverdam, moment, promise

GROUND = ground_of(klaverdam().municipality)
SUNDAY = moment("zo 29 nov 2026 12:00")


def escalation(*whens, **then):
    rules = [
        Rule(id=f"rule-{number}", stage="escalation", when=when, then=then or {"priority": 1})
        for number, when in enumerate(whens)
    ]
    return Escalation(rules, GROUND)


def cause(event="contact", at=MONDAY, known=None, load=None, automatic=False, held=None, **case):
    case.setdefault("product", "passport")
    promised = held or promise(kind="callback")
    return Cause(
        case=case_file(**case).case,
        event=event,
        at=at,
        received_at=at,
        promise=None if event == "contact" else promised,
        known=known or Known(),
        load=load or QueueLoad(),
        automatic=automatic,
    )


def before(*days, product="passport"):
    return Known(earlier=tuple(Earlier(at=MONDAY.replace(day=23 - day), case="KV-1", product=product) for day in days))


TWICE = {"at_least": 2, "within": "14 days", "same_product": True}
HOLDS = [
    ({"event": "contact"}, cause()),
    ({}, cause("at-risk")),
    ({}, cause("broken")),
    ({"event": ["contact", "broken"]}, cause("broken")),
    ({"event": {"none": ["contact"]}}, cause("at-risk")),
    ({"promise": "callback"}, cause("broken")),
    ({"event": "at-risk", "warning": 1}, cause("at-risk")),
    ({"event": "at-risk", "warning": {"at_least": 1}}, cause("at-risk")),
    ({"event": "contact", "urgency": {"at_least": "high"}}, cause(urgency="danger")),
    ({"event": "contact", "tone": "angry"}, cause(tone="angry")),
    ({"event": "contact", "audience": ["press", "councillor"]}, cause(audience="councillor")),
    ({"event": "contact", "place": {"words": ["Molenwijk"]}}, cause(place="de Molenwijk, bij het plein")),
    ({"event": "contact", "day": "sun"}, cause(at=SUNDAY)),
    ({"event": "contact", "received": {"outside": "kcc"}}, cause(at=SUNDAY)),
    ({"event": "contact", "open": False}, cause(at=SUNDAY)),
    ({"partner": True}, cause("broken", team="waste-partner")),
    ({"waiting": {"at_least": 5}}, cause("broken", load=QueueLoad(waiting=5))),
    ({"oldest": {"at_least": "2 hours"}}, cause("broken", load=QueueLoad(oldest_seconds=7200))),
    ({"transfers": 2}, cause("broken", transfers=2)),
    ({"event": "contact", "product": "passport", "kind": "complaint"}, cause(kind="complaint")),
    ({"event": "contact", "earlier": TWICE}, cause(known=before(1, 5))),
    ({"event": "contact", "automatic": False, "needs_assistance": True}, cause(needs_assistance=True)),
    ({"event": "contact", "not_called": True}, cause().with_(not_called=True)),
]
DOES_NOT = [
    ({}, cause()),
    ({"event": "contact"}, cause("broken")),
    ({"promise": "answer"}, cause("broken")),
    ({"event": "at-risk", "warning": 2}, cause("at-risk")),
    ({"event": "contact", "urgency": {"at_least": "high"}}, cause()),
    ({"event": "contact", "audience": "press"}, cause()),
    ({"event": "contact", "open": True}, cause(at=SUNDAY)),
    ({"partner": True}, cause("broken")),
    ({"transfers": {"at_least": 1}}, cause("broken")),
    ({"event": "contact", "earlier": TWICE}, cause(known=before(1))),
    ({"event": "contact", "earlier": TWICE}, cause(known=before(1, 20))),
    ({"event": "contact", "earlier": TWICE}, cause(known=before(1, 2, product="waste"))),
    ({"event": "contact", "earlier": TWICE}, cause(known=before(1, 2, product=None), product=None)),
    ({"event": "contact", "automatic": False}, cause(automatic=True)),
    ({"event": "contact", "not_called": True}, cause()),
    ({"event": "contact", "product": "waste"}, cause()),
]


@pytest.mark.parametrize(("when", "happened"), HOLDS, ids=lambda each: str(each)[:60])
def test_it_holds(when, happened):
    assert [each.rule for each in escalation(when).raised(happened)] == ["rule-0"]


@pytest.mark.parametrize(("when", "happened"), DOES_NOT, ids=lambda each: str(each)[:60])
def test_it_does_not_hold(when, happened):
    assert escalation(when).raised(happened) == ()


def test_every_field_is_asked_of_some_cause():
    assert {field for when, _ in HOLDS for field in when} >= set(ASKED) - {"channel", "language", "team"}


def test_all_that_hold_apply_in_the_order_of_the_file():
    whens = [
        {"event": "contact", "product": "passport"},
        {"event": "contact"},
        {"event": "contact", "product": "waste"},
    ]
    found = escalation(*whens, {"event": "contact", "product": ["passport", "waste"]}).raised(cause())
    assert [each.rule for each in found] == ["rule-0", "rule-1", "rule-3"]


@pytest.mark.parametrize("event", EVENTS)
def test_a_product_that_no_rule_names_costs_a_look_up(event):
    index = escalation({"event": event, "product": "passport"})
    assert index.asks_of(event, "passport") and not index.asks_of(event, "waste") and not index.asks_of(event, None)


@pytest.mark.parametrize(
    ("when", "happened", "named"),
    [
        ({}, cause("broken"), "callback:0:broken"),
        ({}, cause("at-risk"), "callback:0:at-risk:1"),
        ({"event": "contact", "urgency": "danger"}, cause(urgency="danger"), "contact"),
        ({"event": "contact", "earlier": TWICE}, cause(known=before(1, 2)), "contact:passport"),
    ],
)
def test_the_cause_it_acts_on_only_once(when, happened, named):
    (raised,) = escalation(when).raised(happened)
    assert (raised.cause, raised.mark) == (named, f"rule-0 {named}")


def test_what_it_does_is_read_once_from_then():
    then = {
        "priority": 5, "team": "taxes", "overflow": True, "callback": True, "raise": "lead",
        "notify": [{"who": "lead"}, {"who": "communication", "by": "mail"}], "publish": {"event": "late", "to": "duty"},
    }  # fmt: skip
    (raised,) = escalation({}, **then).raised(cause("broken"))
    assert (raised.priority, raised.team, raised.overflow, raised.callback, raised.to_lead) == (
        5,
        "taxes",
        True,
        True,
        True,
    )
    assert raised.notify == (Told(who="lead"), Told(who="communication", by="mail"))
    assert raised.publish == Published(event="late", to="duty")
    (plain,) = escalation({}, notify="lead", publish="late").raised(cause("broken"))
    assert (plain.notify, plain.publish) == ((Told(who="lead"),), Published(event="late"))
