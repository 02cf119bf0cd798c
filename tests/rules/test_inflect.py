"""The forms under which a word turns up."""

import pytest

from router.rules.inflect import forms


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("lamp", "nl", {"lampen", "lampje", "lampjes"}),
        ("straat", "nl", {"straten", "straatje"}),
        ("bril", "nl", {"brillen"}),
        ("huis", "nl", {"huisje"}),
        ("melden", "nl", {"meld", "meldt", "meldde", "gemeld"}),
        ("maken", "nl", {"maak", "maakt", "maakte", "gemaakt"}),
        ("verven", "nl", {"verf", "verft"}),
        ("light", "en", {"lights", "lighted", "lighting"}),
        ("city", "en", {"cities"}),
        ("move", "en", {"moved", "moving"}),
        ("canal", "fr", {"canaux"}),
        ("renouveler", "fr", {"renouvelé", "renouvelez"}),
        ("Pass".casefold(), "de", {"passes", "passe"}),
    ],
)
def test_forms_people_write(word, language, expected):
    assert expected | {word} <= forms(word, language)


@pytest.mark.parametrize("word", ["", "a", "ik", "tv"])
@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
def test_a_short_word_stays_as_it_is(word, language):
    assert forms(word, language) == {word}


@pytest.mark.parametrize("language", ["nl", "en", "fr", "de"])
@pytest.mark.parametrize("word", ["een", "aaa", "zzz", "ijs", "eeen", "xxen", "êên", "123"])
def test_odd_words_have_forms_too(word, language):
    assert word in forms(word, language)
