"""What a compound is made of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.rules.compounds import LONGEST, known_parts

KNOWN = {"paspoort", "ratten", "lantaarnpaal", "paal", "container", "sleutel"}


@pytest.mark.parametrize(
    ("word", "parts"),
    [
        ("kinderpaspoort", ("paspoort",)),
        ("paspoortaanvraag", ("paspoort",)),
        ("rattenoverlast", ("ratten",)),
        ("straatlantaarnpaal", ("lantaarnpaal",)),  # the longest ending, not "paal"
        ("containersleutel", ("sleutel", "container")),
        ("paal", ()),
        ("xpaal", ()),  # too little beside it
        ("vakantie", ()),
        ("a" * 500, ()),
    ],
)
def test_parts(word, parts):
    assert known_parts(word, KNOWN) == parts


class Counting(set):
    asked = 0

    def __contains__(self, word):
        self.asked += 1
        return super().__contains__(word)


@given(st.text())
def test_no_word_crashes_and_the_work_is_bounded(word):
    known = Counting(KNOWN)
    known_parts(word, known)
    assert known.asked <= 2 * LONGEST
