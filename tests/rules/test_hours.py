"""Hours and pauses of a municipality's folder: what is refused, on which line, and what is taken."""

from datetime import date
from shutil import copytree

import pytest

from router.rules.load import load, problems_of
from router.testing import KLAVERDAM, moment

FRAMES = '      fri: ["08:30-17:00"]\n  town-hall:'
PERIOD = """\
      - from: 2026-12-21
        to: 2027-01-03
        reason: {nl: Kerstvakantie}
        open:
          mon: ["10:00-12:00"]
"""


def folder_with(folder, periods, name="hours.yaml", old=FRAMES):
    copytree(KLAVERDAM, folder / "town")
    path = folder / "town" / name
    text = path.read_text("utf-8")
    assert old in text
    new = periods if name != "hours.yaml" else old.replace("\n  town-hall:", f"\n    periods:\n{periods}  town-hall:")
    path.write_text(text.replace(old, new, 1), "utf-8")
    return folder / "town"


def test_a_period_stands_on_its_calendar_alone(tmp_path):
    town = load(folder_with(tmp_path, PERIOD)).municipality
    assert town.calendars["kcc"].period_of(date(2026, 12, 22)).reason == {"nl": "Kerstvakantie"}
    assert town.calendars["kcc"].is_open(moment("ma 21 dec 2026 10:30"))
    assert town.calendars["town-hall"].periods == ()


@pytest.mark.parametrize(
    ("periods", "line", "says"),
    [
        (PERIOD.replace("2027-01-03", "2026-12-20"), 11, "ends (2026-12-20) before it begins (2026-12-21)"),
        (PERIOD + PERIOD, 16, "shares days with the one on line 11"),
        (PERIOD.replace("10:00-12:00", "12:00-10:00"), 11, "ends before it begins"),
        (PERIOD.replace("from:", "since:"), 11, 'unknown key "calendars.kcc.periods.0.since"; known are from, to, '),
        (PERIOD.replace("{nl: Kerstvakantie}", "{}"), 13, "at least 1 item"),
    ],
    ids=["reversed", "overlap", "frame", "key", "reason"],
)
def test_what_cannot_stand_is_told_with_its_line(tmp_path, periods, line, says):
    told = [str(each) for each in problems_of(folder_with(tmp_path, periods))]
    assert any(each.startswith(f"hours.yaml:{line}: ") and says in each for each in told), told


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("- id: callback\n  kind: callback\n", "a callback is promised whatever we wait for"),
        ("- id: resolve\n  kind: resolve\n", "the law's term runs on"),
        ("- id: transfer\n  kind: transfer\n", '"transfer" does not wait for the citizen; only answer and resolve'),
    ],
)
def test_what_may_not_pause(tmp_path, entry, says):
    folder = folder_with(tmp_path, f"{entry}  pauses: true\n", "promises.yaml", entry)
    (told,) = (str(each) for each in problems_of(folder))
    assert told.startswith("promises.yaml:") and says in told and "leave pauses out" in told


def test_an_answer_may_pause(tmp_path):
    entry = "- id: answer-mention\n  kind: answer\n"
    town = load(folder_with(tmp_path, f"{entry}  pauses: true\n", "promises.yaml", entry)).municipality
    assert town.terms["answer-mention"].pauses and not town.terms["callback"].pauses
