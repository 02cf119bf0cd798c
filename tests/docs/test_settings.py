"""Every setting and every field of a rule has its line in the reference."""

import re
from pathlib import Path

import pytest

from router.rules.check_escalation import THEN as ACTS
from router.rules.check_rules import THEN
from router.rules.escalation_fields import ASKED
from router.rules.fields import FIELDS

ROOT = Path(__file__).parents[2]
READ = set(re.findall(r'"(BALIE_[A-Z_]+)"', (ROOT / "router" / "settings.py").read_text("utf-8")))
SETTINGS = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
RULES = (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8")


def test_the_reference_names_the_settings_that_are_read_and_no_other():
    assert set(re.findall(r"^\| `(BALIE_\w+)`", SETTINGS, re.MULTILINE)) == READ - {"BALIE_"}


@pytest.mark.parametrize("field", [*FIELDS, *ASKED])
def test_a_field_of_when_has_its_line(field):
    assert f"\n| `{field}` |" in RULES


@pytest.mark.parametrize("stage", THEN)
def test_a_stage_names_all_that_its_rules_may_decide(stage):
    line = next(line for line in RULES.splitlines() if line.startswith(f"| `rules/{stage}.yaml`"))
    assert [field for field in THEN[stage] if f"`{field}`" not in line] == []


@pytest.mark.parametrize("act", ACTS)
def test_an_act_of_escalation_has_its_line(act):
    assert f"\n| `{act}: " in RULES
    assert f"`{act}`" in next(line for line in RULES.splitlines() if line.startswith("| `rules/escalation.yaml`"))
