"""Scoring recognition on labelled texts."""

from pathlib import Path

import pytest

from router.commands.bench_recognition import (
    Labelled,
    Seen,
    as_json,
    bench_recognition,
    fits,
    read_labels,
    score,
    table,
)
from router.rules.load import load

KLAVERDAM = Path(__file__).parents[2] / "examples" / "klaverdam"


@pytest.fixture(scope="module")
def book():
    return load(KLAVERDAM)


@pytest.fixture
def product(book):
    return book.municipality.products.__getitem__


def seen(product=None, guess=None, kind="question", urgency="normal", language="nl"):
    return Seen(product=product, guess=guess or product, kind=kind, urgency=urgency, language=language)


@pytest.mark.parametrize(
    ("upl", "named", "ours", "right"),
    [
        ("paspoort", None, "passport", True),
        ("paspoort", None, "moving", False),
        ("paspoort", None, None, False),
        ("overlijdensakte", None, "civil-status-record", True),  # any of its names
        ("", None, None, True),
        ("onbekend", None, None, True),
        ("onbekend", None, "passport", False),
        ("", "neighbourhood-safety", "neighbourhood-safety", True),  # a product that the UPL does not have
        ("", "neighbourhood-safety", None, False),
        (None, "passport", "passport", True),
        (None, "onbekend", None, True),
    ],
)
def test_when_a_product_is_right(product, upl, named, ours, right):
    assert fits(Labelled(text="x", upl=upl, product=named), product(ours) if ours else None) is right


def test_the_figures(product):
    passport, moving = product("passport"), product("moving")
    label = Labelled(text="x", upl="paspoort", kind="question", urgency="normal", language="nl")
    danger = Labelled(text="x", upl="onbekend", kind="report", urgency="danger", language="nl")
    shares = score(
        [
            (label, seen(passport)),
            (label, seen(moving, urgency="danger")),
            (label, seen(None, guess=passport)),
            (danger, seen(None, urgency="danger", kind="report")),
        ]
    ).shares
    assert {name: (each.right, each.of) for name, each in shares.items()} == {
        "product": (3, 4),
        "product, unsure is wrong": (2, 4),
        "coverage": (2, 4),
        "precision where sure": (1, 2),
        "kind": (4, 4),
        "urgency": (3, 4),
        "danger recall": (1, 1),
        "danger false alarms": (1, 3),
        "lang": (4, 4),
    }


def test_a_file_is_scored_and_shown(book, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text(
        "lang,channel,text,upl,kind,urgency,extra\n"
        'nl,email,"Ik wil mijn paspoort verlengen, wat moet ik meenemen?",paspoort,question,normal,x\n'
        "nl,carrier-pigeon,Er is een gaslek in de straat!,onbekend,report,danger,\n"
        ",,,,,,\n"
    )
    report = bench_recognition(file, book)
    assert report.shares["danger recall"].part == report.shares["lang"].part == 1
    assert "product" in table(report)
    assert as_json(report)["figures"]["lang"] == {"share": 1.0, "right": 2, "of": 2}


def test_columns_that_are_not_there_are_not_scored(book, tmp_path):
    file = tmp_path / "labels.csv"
    file.write_text("text,kind\nWat kost een paspoort?,question\n")
    assert list(bench_recognition(file, book).shares) == ["kind"]


def test_the_labels_that_ship_can_be_read():
    files = sorted((KLAVERDAM / "labels").glob("train-*.csv"))
    assert files
    assert all(label.kind and label.urgency and label.product for file in files for label in read_labels(file))
