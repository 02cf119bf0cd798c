"""The acknowledgement: the offer in plain words, and always somebody to call."""

import pytest

from router.domain.contact import Party
from router.replies import Replies
from router.steps.links import Links
from router.testing import case_file, klaverdam, promise

JUST_CALL = {"nl": "el ons gerust", "en": "ust call us", "fr": "ppelez-nous", "de": "ufen Sie uns einfach an"}
BRING = {"nl": "Neem mee:", "en": "Please bring:", "fr": "Apportez :", "de": "Bringen Sie bitte mit:"}
TOWN = klaverdam().municipality
LINKS = Links("https://klaverdam.example", b"k")


def letter(language, steer, product="passport", promises=()):
    file = case_file(steer=steer, product=product, language=language, promises=promises)
    return Replies(LINKS).acknowledgement(file, Party(id="p", name="Noor"), TOWN)[1]


@pytest.mark.parametrize("language", JUST_CALL)
@pytest.mark.parametrize("steer", ["click", "call", "face", "none"])
def test_every_letter_ends_its_offer_with_just_call_us(language, steer):
    text = letter(language, steer, "driving-licence" if steer == "click" else "passport")
    called = next(line for line in text.splitlines() if TOWN.organisation.phone in line)
    assert JUST_CALL[language] in called
    assert "08:30-17:00" in text.split(called)[1].splitlines()[1]
    assert "{{" not in text and "None" not in text and "\n\n\n" not in text


@pytest.mark.parametrize("language", JUST_CALL)
def test_the_offer_stands_in_plain_words(language):
    product = TOWN.products["driving-licence"]
    assert product.form in letter(language, "click", product.id)
    assert str(product.minutes) in letter(language, "click", product.id)
    assert "https://klaverdam.example/callback/passport" in letter(language, "call")
    face = letter(language, "face")
    assert "https://klaverdam.example/product/passport" in face
    assert BRING[language] in face and all(desk.address in face for desk in TOWN.desks.values())


def test_who_is_called_anyway_need_not_ask_for_it():
    assert "/callback/" not in letter("nl", "call", promises=(promise(kind="callback"),))


def test_an_offer_that_is_gone_is_no_hole_in_the_letter():
    assert "Wilt u liever iemand spreken?" in letter("nl", "click", "a-product-of-last-year")


def test_the_hours_of_a_week_in_one_line():
    assert "maandag tot en met vrijdag 08:30-17:00." in letter("nl", "none")
    assert "du lundi au vendredi 08:30-17:00." in letter("fr", "none")
