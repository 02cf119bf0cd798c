"""`balie rules report`, `balie rules labels` and `balie export labels`, on a register on disk."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from router.cli import main
from router.commands.steering_report import Listed, as_text
from router.domain.contact import Sender
from router.domain.words import Kind, SteerOutcome, SteerReason
from router.steps.answer_offer import CITIZEN
from router.steps.correct import Correction
from router.store.views.steering import Offered
from router.testing import KLAVERDAM, MONDAY, klaverdam
from router.testing_town import town_in

SINCE = "2026-11-22"


def balie(folder: Path, *arguments: str) -> str:
    environment = {"BALIE_DATA_DIR": str(folder), "BALIE_MUNICIPALITY": str(KLAVERDAM)}
    result = CliRunner().invoke(main, list(arguments), env=environment)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
async def folder(tmp_path: Path) -> Path:
    """Twelve offers of a form, four of which are refused; one mail corrected."""
    async with town_in(tmp_path) as town:
        for number in range(12):
            mail = await town.receive(
                text="Ik wil mijn verhuizing doorgeven.", sender=Sender(email=f"{number}@example.org")
            )
            reference = (await town.case_of(mail)).reference
            outcome = (SteerOutcome.REFUSED, SteerReason.NO_COMPUTER) if number < 4 else (SteerOutcome.TAKEN, None)
            await town.acts.answer_offer(reference, CITIZEN, *outcome)
        odd = await town.receive(subject="=1+1", text="Iets, met een komma", sender=Sender(email="x@example.org"))
        await town.acts.correct(
            (await town.case_of(odd)).reference, town.actor(), Correction(product="passport", kind=Kind.QUESTION)
        )
    return tmp_path


def test_a_product_that_is_refused_too_often_comes_first(folder):
    found = json.loads(balie(folder, "rules", "report", "--since", SINCE, "--json"))
    first = found["items"][0]
    assert (first["steer"], first["offered"], first["taken"], first["refused"]) == ("click", 12, 8, 4)
    assert (round(first["shareRefused"], 3), first["reasons"]) == (0.333, {"no-computer": 4})
    assert first["lookAt"] in {rule.id for rule in klaverdam().rules["steering"]}
    text = balie(folder, "rules", "report", "--since", SINCE)
    assert f'look at this rule: "{first["lookAt"]}"' in text and "no-computer 4" in text
    assert "look at this rule" not in balie(folder, "rules", "report", "--since", SINCE, "--share", "40")
    assert "Nothing was offered" in balie(folder, "rules", "report", "--since", "2030-01-01")


def test_few_answers_say_nothing():
    row = Offered(product=None, steer="click", offered=9, taken=0, refused=9, ignored=0, reasons={}, rules={"r": 9})
    assert "look at" not in as_text([Listed(row=row, look_at=None)], MONDAY, 0.3)


def test_labels_as_ndjson_and_as_a_table(folder):
    (line,) = balie(folder, "export", "labels").splitlines()
    label = json.loads(line)
    assert label == {
        "lang": "nl", "channel": "email", "text": "=1+1\nIets, met een komma", "upl": "paspoort",
        "kind": "question", "urgency": "normal", "product": "passport",
    }  # fmt: skip
    table = list(csv.DictReader(io.StringIO(balie(folder, "rules", "labels"))))
    assert table == [{**label, "text": "'=1+1\nIets, met een komma"}]
    assert list(table[0]) == ["lang", "channel", "text", "upl", "kind", "urgency", "product"]
    assert balie(folder, "export", "labels", "--since", "2030-01-01T00:00+01:00") == ""


def test_without_a_register_it_says_so(tmp_path):
    environment = {"BALIE_DATA_DIR": str(tmp_path), "BALIE_MUNICIPALITY": str(KLAVERDAM)}
    for command in (("rules", "report"), ("rules", "labels"), ("export", "labels")):
        result = CliRunner().invoke(main, list(command), env=environment)
        assert (result.exit_code, "There is no register" in result.output) == (1, True)
