"""Warn points that make no sense are refused with the line and the mend."""

import shutil

import pytest

from router.rules.load import load, problems_of
from router.testing import KLAVERDAM

ONE_HOUR = "  term: 1 opening hour\n  warn: 75"

REFUSED = [
    ("[50, 30 minutes left, 50]", '"50" and "50" are one warn point; leave one out'),
    ("[60 minutes left, 1 hour left]", '"60 minutes left" is not shorter than the term, "1 opening hour"; warn later than that'),
    ("[30 minutes left, 1800 seconds left]", '"1800 seconds left" and "30 minutes left" are one warn point; leave one out'),
    ("2 opening hours left", '"2 opening hours left" is not shorter than the term, "1 opening hour"; warn later than that'),
    ("1 working day left", '"1 working day left" is not shorter than the term, "1 opening hour"; warn later than that'),
    ("half", '"half" is no warn point; write a percentage from 1 to 99, or time left: "2 opening hours left", "30 minutes left", "1 working day left"'),
    ("[]", '"warn": value should have at least 1 item after validation, not 0'),
]  # fmt: skip


def copy(tmp_path, warn):
    folder = shutil.copytree(KLAVERDAM, tmp_path / "copy")
    text = (folder / "promises.yaml").read_text("utf-8")
    assert ONE_HOUR in text
    (folder / "promises.yaml").write_text(text.replace(ONE_HOUR, f"  term: 1 opening hour\n  warn: {warn}", 1), "utf-8")
    return folder


@pytest.mark.parametrize(("warn", "sentence"), REFUSED, ids=[row[0] for row in REFUSED])
def test_a_warn_point_is_refused(tmp_path, warn, sentence):
    assert f"promises.yaml:4: {sentence}" in [str(each) for each in problems_of(copy(tmp_path, warn))]


@pytest.mark.parametrize("warn", ["75", "[50, 75]", "10 opening minutes left", "[50, 20 minutes left]"])
def test_a_warn_point_is_taken(tmp_path, warn):
    assert load(copy(tmp_path, warn))
