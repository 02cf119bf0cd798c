"""One pass over a stranger's text: nothing in it may crash or slow us down."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from router.rules.lexicon import Lexicon
from router.rules.tokens import READ_AT_MOST, tokens
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


@pytest.mark.parametrize(
    "text",
    ["de lantarnpaal", "straatlantaarnpaal", "lantaarnpaalproblemen", "de lantaarn paal", "LANTAARNPALEN"],
    ids=["an error in it", "the end of a word", "the beginning of one", "two halves", "another form"],
)
def test_a_word_is_heard_however_it_is_written(text):
    assert lexicon(("lantaarnpaal", "lights")).listen("", text).scores.keys() == {"lights"}


def test_a_guessed_word_counts_less_and_is_shown_as_it_was_written():
    made = lexicon(("lantaarnpaal", "lights"))
    heard = made.listen("", "de lantarnpaal")
    assert heard.words == {"lights": ["lantaarnpaal (lantarnpaal)"]}
    assert heard.scores["lights"] < made.listen("", "lantaarnpaal").scores["lights"]


def test_a_part_of_a_word_sets_off_no_rule():
    made = Lexicon()
    made.add("brand", "nl", marker="danger")
    made.settle()
    assert made.listen("", "De brandweerman en de woningbrandverzekering").markers == {}


def test_two_forms_of_one_word_are_one_reason():
    assert lexicon(("rat", "pests"), ("ratten", "pests")).listen("", "ratten").words["pests"] == ["rat"]


def test_what_it_remembers_is_bounded(monkeypatch):
    monkeypatch.setattr("router.rules.lexicon.REMEMBERED", 10)
    made = lexicon(("lamp", "lights"))
    for number in range(100):
        made.listen("", f"woord{number} lamp")
    assert len(made._read) <= 10
    assert made.listen("", "lamp").scores == {"lights": 1.0}
