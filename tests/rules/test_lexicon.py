"""One pass over a stranger's text: nothing in it may crash or slow us down."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.rules.lexicon import READ_AT_MOST, Lexicon, tokens
from router.testing import klaverdam


def lexicon(*phrases):
    made = Lexicon()
    for phrase, product in phrases:
        made.add(phrase, "nl", product=product)
    made.settle()
    return made


@settings(max_examples=150, deadline=None, database=None)
@given(st.text(), st.text(st.sampled_from("paspoort lamp\x00\n-'.é🙂\u0301ß\u200d\ud800")))
def test_no_text_crashes(subject, body):
    heard = klaverdam().lexicon.listen(subject, body)
    assert heard.scores.keys() == heard.words.keys()


@pytest.mark.parametrize(
    "text",
    ["\x00" * 2000, "🙂" * 2000, "\ud83d", "a" * 1_000_000, "lamp " * 200_000, "\u0130" * 2000, "-" * 1_000_000],
    ids=["NUL", "emoji", "half an emoji", "one long word", "a megabyte of words", "folds to two", "dashes"],
)
def test_hostile_texts(text):
    assert len(tokens(text)) <= READ_AT_MOST
    klaverdam().lexicon.listen(text, text)


def test_words_are_folded_and_parted():
    assert tokens("De LAMP\x00is-stuk!\nStraße, l'été 24") == ["de", "lamp", "is", "stuk", "strasse", "l", "été", "24"]


def test_a_phrase_is_heard_in_its_forms_and_in_order():
    made = lexicon(("kapotte lamp", "lights"))
    assert made.listen("", "Er zijn twee kapotte lampen").words == {"lights": ["kapotte lamp"]}
    assert made.listen("", "lamp kapotte").words == made.listen("", "kapotte oude lamp").words == {}
    assert made.listen("", "de kapotte").words == {}


def test_longer_phrases_weigh_more_and_the_subject_double():
    made = lexicon(("lamp", "lights"), ("lamp kapot", "broken"))
    heard = made.listen("", "lamp kapot")
    assert heard.scores["broken"] > heard.scores["lights"]
    assert made.listen("lamp", "").scores["lights"] == 2 * heard.scores["lights"]


def test_a_word_that_many_share_says_little():
    made = lexicon(("lamp", "a"), ("lamp", "b"), ("paal", "a"))
    scores = made.listen("", "lamp").scores
    assert scores["a"] == scores["b"] == made.listen("", "paal").scores["a"] / 2


def test_a_marker_names_the_words_that_set_it_off():
    made = Lexicon()
    made.add("gaslek", "nl", marker="danger")
    made.add("...", "nl", marker="nothing")
    assert made.listen("", "Een gaslek!").markers == {"danger": "gaslek"}


def test_small_words_vote_for_a_language():
    votes = klaverdam().lexicon.listen("", "bonjour je voudrais votre aide").votes
    assert votes.most_common(1)[0][0] == "fr"
