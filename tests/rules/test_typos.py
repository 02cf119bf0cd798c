"""A long word with one error in it is taken for the word that was meant; a real word never is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.rules.languages import ORDINARY
from router.rules.typos import LONGEST, Typos, gaps, one_edit

KNOWN = ("paspoort", "trouwen", "lantaarnpaal", "gaslucht", "verhuizen", "kerk")


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("paspoprt", "paspoort"),
        ("papsoorrt", None),  # two errors
        ("pasport", "paspoort"),
        ("paspooort", "paspoort"),
        ("paspaort", "paspoort"),
        ("gaslught", "gaslucht"),
        ("lantarnpaal", "lantaarnpaal"),
        ("vrouwen", None),  # the first letter stays
        ("trouwens", None),  # a word of its own
        ("kerkk", None),  # too short
        ("paspoort2", None),
        ("", None),
    ],
)
def test_what_was_meant(written, meant):
    assert Typos(KNOWN, ORDINARY).meant(written) == meant


def test_between_two_there_is_no_choice():
    assert Typos(("straatje", "straatte"), ()).meant("straatbe") is None


@pytest.mark.parametrize(
    ("one", "other", "edit"),
    [
        ("melding", "melding", False),
        ("melding", "meldng", True),
        ("melding", "mleding", True),
        ("melding", "meldings", True),
        ("melding", "melting", True),
        ("melding", "telding", False),
        ("melding", "mldng", False),
        ("melding", "melidngs", False),
    ],
)
def test_one_edit(one, other, edit):
    assert one_edit(one, other) is one_edit(other, one) is edit


@given(st.text(min_size=1))
def test_no_word_crashes_and_the_work_is_bounded(word):
    Typos(KNOWN, ORDINARY).meant(word)
    assert len(list(gaps(word[:LONGEST]))) <= LONGEST
