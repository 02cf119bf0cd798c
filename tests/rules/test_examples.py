"""Examples beside the rules: all of Klaverdam's hold, and what does not hold is told with the rule that decided it."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from router.cli import main
from router.rules.examples import FOLDER, examples_of
from router.rules.files import Unsound
from router.rules.try_examples import failing, try_all
from router.testing import KLAVERDAM

TOWN = Path(__file__).parent / "town"
ROWS = ("O1", "Z2", "Z3", "Z4", "D5", "K2", "V4")


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(TOWN, tmp_path / "town"))


def written(folder, text):
    (folder / FOLDER).mkdir(exist_ok=True)
    (folder / FOLDER / "some.yaml").write_text(text, "utf-8")
    return folder


def refused(folder, book):
    with pytest.raises(Unsound) as error:
        examples_of(folder, book.municipality)
    return [str(each) for each in error.value.problems]


def test_klaverdam_s_examples_hold(book):
    results = try_all(KLAVERDAM, book)
    assert [(each.example, each.differences) for each in failing(results)] == []
    assert len(results) >= 60
    said = " ".join(each.says for each in results)
    assert [row for row in ROWS if row not in said] == []


EXAMPLE = """\
- id: passport
  says: Somebody asks for a passport
  at: 2026-11-28 11:00
  contact: {channel: email, product: passport, kind: question, text: ""}
  loads: {civil-affairs: {waiting: 2, oldest: 5 minutes}}
  expect: {team: taxes, priority: 30, promises: [answer-mail, acknowledge], due: {answer-mail: 2026-12-01 17:00}, prefers: null}
"""


def test_each_difference_names_the_rule(folder, book):
    ((tried,)) = try_all(written(folder, EXAMPLE), book)
    assert (tried.file, tried.line, tried.example) == (f"{FOLDER}/some.yaml", 1, "passport")
    told = {each.field: (each.expected, each.got, each.rule) for each in tried.differences}
    assert told["team"] == ("taxes", "civil-affairs", "product-owner")
    assert told["due of answer-mail"][0] == "Tue 01 Dec 17:00"
    assert "wo 2 dec 17:00" in told["due of answer-mail"][1]
    assert set(told) == {"team", "due of answer-mail"}


@pytest.mark.parametrize(
    ("stands", "instead", "said"),
    [
        ("team: taxes", "team: taxi", 'some.yaml:6: unknown team "taxi"; did you mean "taxes"?'),
        ("product: passport", "product: pasport", 'some.yaml:4: unknown product "pasport"; did you mean "passport"?'),
        ("promises: [answer-mail, ", "promises: [anwser, ", 'some.yaml:6: unknown promise "anwser"; did you mean "answer"?'),
        ("loads: {civil-affairs", "loads: {civil-afairs", 'unknown team "civil-afairs"; did you mean "civil-affairs"?'),
        ("kind: question", "sort: question", 'some.yaml:4: unknown key "contact.sort"; known are channel, source, text'),
        ("  says: Somebody asks for a passport\n", "", 'some.yaml:1: "says" is missing'),
        ("oldest: 5 minutes", "oldest: soon", '"soon" is no length of time'),
    ],
)  # fmt: skip
def test_the_mend_is_told(folder, book, stands, instead, said):
    assert stands in EXAMPLE
    (problem,) = refused(written(folder, EXAMPLE.replace(stands, instead)), book)
    assert said in problem


def test_an_example_holds_something(folder, book):
    (problem,) = refused(written(folder, "- id: a\n  says: b\n  contact: {}\n  expect: {}\n"), book)
    assert "some.yaml:4: say what should come of it: product, kind" in problem


def balie(*arguments):
    return CliRunner().invoke(main, [str(each) for each in arguments])


def test_the_command_shows_the_difference_and_ends_with_one(folder):
    example = "- id: lamp\n  says: b\n  contact: {product: lamp}\n  expect: {team: desk}\n"
    result = balie("rules", "test", written(folder, example))
    assert result.exit_code == 1
    assert "rules/examples/some.yaml:1: lamp: b\n  - team: desk\n  + team: streets  (by product-owner)" in result.stdout
    assert '"differences":[{"field":"team"' in balie("rules", "test", folder, "--json").stdout


def test_the_command_says_when_all_hold_and_when_there_are_none(folder):
    assert "has no examples" in balie("rules", "test", folder).stdout
    example = "- id: lamp\n  says: b\n  contact: {product: lamp}\n  expect: {team: streets}\n"
    result = balie("rules", "test", written(folder, example))
    assert (result.exit_code, result.stdout) == (0, "1 of 1 examples hold.\n")
