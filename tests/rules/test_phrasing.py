"""What tells a question from a report beside its words."""

from hypothesis import given
from hypothesis import strategies as st

from router.rules.phrasing import is_word, marks_of


def test_the_beginning_of_each_sentence_and_the_words_that_are_asked():
    assert marks_of("De lamp is stuk. Komt er iemand? Dank!") == [
        "^de",
        "^de_lamp",
        "^komt",
        "^komt_er",
        "?komt",
        "?er",
        "?iemand",
        "^dank",
    ]


def test_a_text_without_words_has_no_marks():
    assert marks_of("?! ... \n") == []


def test_a_mark_is_no_word_and_a_sign_is_one():
    assert [is_word(each) for each in ("^", "?", "lamp", "^de", "?er", "^de_lamp")] == [
        True,
        True,
        True,
        False,
        False,
        False,
    ]


@given(st.text())
def test_any_text_has_marks_each_once(text):
    marks = marks_of(text)
    assert len(set(marks)) == len(marks)
    assert not any(map(is_word, marks))
