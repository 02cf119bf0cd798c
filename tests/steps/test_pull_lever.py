"""Levers are pulled, replaced, lifted and end by themselves; each is told in history."""

from datetime import timedelta

import pytest

from router.domain.change import Actor
from router.domain.errors import NotFound, Refused
from router.domain.lever import EVERYWHERE, LeverKind
from router.steps.pull_lever import lift, pull
from router.testing import MONDAY, klaverdam

TOWN = klaverdam().municipality
DAAN = Actor(account="operations", name="Daan", role="operations")
HOUR = timedelta(hours=1)


def pulled(kind="overflow", subject="kcc", value="civil-affairs", reason=" storing  bij  kcc ", until=None, on=()):
    return pull(LeverKind(kind), subject, value, reason, until=until, on=on, town=TOWN, by=DAAN, now=MONDAY)


def test_it_is_told_who_what_and_why():
    change = pulled(until=MONDAY + HOUR)
    (lever,), (line,) = change.levers, change.history
    assert (lever.reason, lever.by, lever.at) == ("storing bij kcc", "operations", MONDAY)
    assert (line.type, line.by, line.data["kind"], line.data["subject"]) == (
        "lever-pulled",
        "operations",
        "overflow",
        "kcc",
    )
    assert "storing" not in str(line.data)
    assert [lever.is_on(MONDAY + each) for each in (timedelta(0), HOUR - HOUR / 60, HOUR)] == [True, True, False]


def test_another_on_the_same_takes_its_place_but_days_add_up():
    first = pulled().levers[0]
    old, new = pulled(value="off", on=[first]).levers
    assert (old.id, old.lifted_at, old.lifted_by, new.value) == (first.id, MONDAY, "operations", "off")
    day = pulled("day", EVERYWHERE, "2026-12-24").levers[0]
    assert len(pulled("day", EVERYWHERE, "2026-12-31", on=[day]).levers) == 1


def test_lifted_once():
    lever = pulled().levers[0]
    change = lift([lever], lever.id, DAAN, MONDAY + HOUR)
    assert not change.levers[0].is_on(MONDAY + HOUR) and change.history[0].type == "lever-lifted"
    with pytest.raises(NotFound):
        lift([], lever.id, DAAN, MONDAY)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": "  "}, {"reason": "x" * 401}, {"subject": "nobody"}, {"value": "kcc"}, {"value": "nobody"},
        {"until": MONDAY}, {"until": MONDAY + timedelta(days=400)}, {"kind": "work", "value": "shove"},
        {"kind": "steer", "subject": "passport", "value": "none"}, {"kind": "day", "subject": "nine", "value": "2026-12-24"},
        {"kind": "day", "subject": EVERYWHERE, "value": "2026-11-22"}, {"kind": "day", "subject": EVERYWHERE, "value": "x"},
        {"kind": "line", "subject": "kcc"},
    ],
)  # fmt: skip
def test_what_is_refused(wrong):
    with pytest.raises(Refused):
        pulled(**wrong)
