"""Replay: past contacts decided again on what was known then, and what would move."""

from datetime import timedelta

import msgspec
import pytest

from router.domain.contact import CallbackWish, Sender
from router.domain.known import Earlier, Known
from router.domain.past import Past
from router.domain.words import Channel, Kind
from router.rules.decide import StageFailed, decide
from router.rules.facts import Facts, QueueLoad
from router.rules.load import load
from router.rules.replay import Shift, Summary, again
from router.testing import KLAVERDAM, MONDAY, inbound

KNOWN = Known(needs_assistance=True, earlier=(Earlier(at=MONDAY - timedelta(days=2), case="KV-2611-0001"),))
LOADS = {"kcc": QueueLoad(waiting=40, oldest_seconds=9000)}


def stored(book, facts=None, **contact):
    """A contact that was decided, as its rows tell: what the rows do not have is gone."""
    came = inbound(**contact)
    outcome = decide(came, facts or Facts(), book, MONDAY)
    rows = came.with_(
        product=None, kind=None, language=None, callback=None, entrance=None, needs_assistance=False, url=None
    )
    return Past(
        case="KV-2611-0007",
        contact=rows,
        facts=msgspec.json.encode(outcome.facts).decode(),
        stages=msgspec.json.encode(outcome.traces).decode(),
    )


@pytest.fixture
def other(tmp_path):
    """Klaverdam with a rule put first, or a text replaced."""

    def made(file, *, first="", find="", replace=""):
        for each in KLAVERDAM.rglob("*"):
            if each.is_file() and each.suffix in (".yaml", ".txt"):
                copy = tmp_path / each.relative_to(KLAVERDAM)
                copy.parent.mkdir(parents=True, exist_ok=True)
                copy.write_bytes(each.read_bytes())
        path = tmp_path / file
        assert find in path.read_text("utf-8")
        path.write_text(first + path.read_text("utf-8").replace(find, replace), "utf-8")
        return load(tmp_path)

    return made


@pytest.mark.parametrize(
    "contact",
    [
        {},
        {"text": "De straatlantaarn is stuk en dat is gevaarlijk!"},
        {"product": "passport", "kind": Kind.COMPLAINT, "language": "fr", "channel": Channel.WEBFORM},
        {"callback": CallbackWish(), "text": "", "sender": Sender(phone="+31612345678")},
        {"sender": Sender(), "channel": Channel.DESK, "needs_assistance": True, "place": "hall"},
        {"entrance": "info@klaverdam.example", "automatic": True},
    ],
)
def test_the_same_rules_move_nothing(book, contact):
    for facts in (Facts(), Facts(known=KNOWN, loads=LOADS)):
        found = again(stored(book, facts, **contact), book)
        assert (found.moved, found.shifts) == ((), ())


def test_another_team_moves(book, other):
    rule = '- id: trial\n  when: {product: passport}\n  then: {team: kcc, priority: 5}\n  why: "Proef"\n'
    found = again(stored(book, product="passport"), other("rules/routing.yaml", first=rule))
    assert (found.before.team, found.after.team, found.after.priority) == ("civil-affairs", "kcc", 5)
    assert {"team", "priority"} <= set(found.moved)


def test_a_shorter_term_makes_a_promise_earlier(book, other):
    past = stored(book, channel=Channel.WEBFORM, product="passport")
    assert "answer" in dict(again(past, book).before.promises)
    found = again(past, other("promises.yaml", find="term: 2 working days", replace="term: 1 working day"))
    assert ("answer", "earlier") in [(shift.kind, shift.how) for shift in found.shifts]
    assert found.moved == ("promises",)


@pytest.mark.parametrize(
    ("before", "after", "how"),
    [(None, MONDAY, "new"), (MONDAY, None, "gone"), (MONDAY, MONDAY + timedelta(1), "later")],
)
def test_a_shift_says_how(before, after, how):
    assert Shift(kind="answer", before=before, after=after).how == how


def test_what_was_blanked_is_left_out_and_counted(book):
    past = stored(book)
    summary = Summary()
    for gone in (past.contact.with_(text="", subject=""), past.contact.with_(sender=Sender())):
        summary.add(again(Past(case=past.case, contact=gone, facts=past.facts, stages=past.stages), book))
    assert (summary.contacts, summary.blanked, summary.moved) == (2, 2, 0)


def test_rules_that_fail_are_told_and_counted(book, monkeypatch):
    past, summary = stored(book), Summary()

    def failing(*_):
        raise StageFailed("route", KeyError("kcc"))

    monkeypatch.setattr("router.rules.replay.decide", failing)
    found = again(past, book)
    summary.add(found)
    assert (found.after, summary.failed, summary.moved) == (None, 1, 0)


def test_parts_are_added_up(book, other):
    rule = '- id: trial\n  when: {product: passport}\n  then: {team: kcc}\n  why: "Proef"\n'
    changed, whole, parts = other("rules/routing.yaml", first=rule), Summary(), Summary()
    for product in ("passport", "street-lighting"):
        part, found = Summary(), again(stored(book, product=product), changed)
        whole.add(found)
        part.add(found)
        parts.plus(part)
    assert parts == whole
    assert (whole.contacts, whole.moved, whole.teams[0]["civil-affairs"], whole.teams[1]["kcc"]) == (2, 1, 1, 1)
