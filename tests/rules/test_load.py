"""Loading: Klaverdam is sound; a broken copy is refused with file, line and the mend."""

import csv
import shutil
from pathlib import Path

import pytest
import yaml

from router.rules.files import Unsound
from router.rules.load import load, problems_of
from router.testing import KLAVERDAM

UPL = Path(__file__).parents[3] / "shared" / "data" / "upl-2021-12.csv"
REQUIRED = {"paspoort", "identiteitskaart", "rijbewijs", "brp-uittreksel", "omgevingsvergunning"}

BROKEN = sorted((Path(__file__).parent / "data").glob("*.yaml"))
"""Each says what stands in a file of Klaverdam, what is put in its place, and the one sentence this earns, at which line."""


@pytest.mark.parametrize("path", BROKEN, ids=[path.stem for path in BROKEN])
def test_a_broken_copy_earns_one_sentence(tmp_path, path):
    case = yaml.safe_load(path.read_text("utf-8"))
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    text = (folder / case["file"]).read_text("utf-8")
    assert case["stands"] in text
    (folder / case["file"]).write_text(text.replace(case["stands"], case["instead"], 1), "utf-8")
    file = case.get("where", case["file"])
    lines = [each.strip() for each in (folder / file).read_text("utf-8").split("\n")]
    places = [number for number, line in enumerate(lines, 1) if line == case["line"]]
    expected = f"{file}:{places[case.get('nth', 1) - 1]}: {case['says']}"
    assert [str(problem) for problem in problems_of(folder)] == [expected]


def test_klaverdam_is_sound(book):
    assert problems_of(KLAVERDAM) == ()
    assert load(KLAVERDAM).version == book.version


def test_every_problem_is_told_at_once_in_order(tmp_path):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    (folder / "desks.yaml").unlink()
    routing = (folder / "rules/routing.yaml").read_text("utf-8")
    (folder / "rules/routing.yaml").write_text(routing.replace("then:", "than:"), "utf-8")
    with pytest.raises(Unsound) as refused:
        load(folder)
    told = [str(each) for each in refused.value.problems]
    assert told[0] == "desks.yaml:1: the file is missing"
    assert len(told) > 20 and told[1].startswith("rules/routing.yaml:")


def test_a_folder_that_is_not_there(tmp_path):
    (problem,) = problems_of(tmp_path / "nowhere")
    assert str(problem) == f"{tmp_path / 'nowhere'}:1: there is no such folder; name a municipality's folder"


def test_the_version_follows_the_content(tmp_path, book):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    assert load(folder).version == book.version
    (folder / "replies" / "done.nl.txt").write_text("Klaar.", "utf-8")
    assert load(folder).version != book.version


@pytest.mark.skipif(not UPL.exists(), reason="../shared is not there")
def test_products_carry_names_of_the_national_list(book):
    with UPL.open(encoding="utf-8-sig", newline="") as table:
        names = {row["UniformeProductnaam"].casefold() for row in csv.DictReader(table)}
    used = {name.casefold() for product in book.municipality.products.values() for name in product.upl}
    assert used <= names
    assert used >= REQUIRED & names
