"""Marked words: all of the text, in pieces."""

from hypothesis import given
from hypothesis import strategies as st

from router.web.monitor.marking import marked


def test_a_stem_marks_its_word():
    pieces = marked("De containers zijn vol", ["container"])
    assert pieces == [("De ", False), ("containers", True), (" zijn vol", False)]


def test_the_middle_of_a_word_is_none():
    assert marked("hoofdcontainer", ["container"]) == [("hoofdcontainer", False)]


@given(st.text(max_size=80), st.lists(st.text(max_size=8), max_size=4))
def test_nothing_is_lost(text, words):
    assert "".join(piece for piece, _ in marked(text, words)) == text
