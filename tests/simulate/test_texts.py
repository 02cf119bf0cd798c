"""Texts are many, varied, and of the length people write."""

from pathlib import Path
from random import Random

import pytest
import yaml

from router.simulate.phrases import LANGUAGES, phrasebook, products
from router.simulate.scene import Scene
from router.simulate.texts import MENTION_LIMIT, again, answer_to, auto_reply, compose

CHANNELS = ("email", "webform", "phone", "desk", "mention")


def test_no_two_of_twenty_thousand_are_equal():
    rng = Random(1)
    bodies = [compose(rng, None, CHANNELS[n % 5], "nl" if n % 8 else "fr").body for n in range(20_000)]
    assert len(set(bodies)) == len(bodies)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_product_has_words_in_every_language(language):
    assert set(phrasebook(language).subjects) == set(products())
    for product in set(products()):
        for channel in CHANNELS:
            text = compose(Random(2), product, channel, language)
            assert text.product == product
            assert text.body and text.subject and "{" not in text.body + text.subject


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_can_be_filled(language):
    book = phrasebook(language)
    for subject in book.subjects.values():
        for phrase in subject.subjects + subject.core + subject.vague + subject.detail + subject.ask:
            assert Scene(Random(3), book).fill(phrase)
    for name, phrases in book.say.items():
        for phrase in phrases:
            scene = Scene(Random(4), book)
            scene.update(core="x", subject="x")
            assert name and "{" not in scene.fill(phrase)


@pytest.mark.parametrize("channel", ["email", "webform"])
def test_a_letter_has_20_to_120_words(channel):
    rng = Random(5)
    for number in range(3000):
        text = compose(rng, None, channel, LANGUAGES[number % 3])
        assert 20 <= len(text.body.split()) <= 120, text.body


def test_a_mention_fits_and_calls_us():
    rng = Random(6)
    for number in range(2000):
        first = compose(rng, None, "mention", LANGUAGES[number % 3])
        for text in (first, again(rng, first, "mention")):
            assert len(text.body) <= MENTION_LIMIT and "@gemeente" in text.body


def test_some_never_name_their_product():
    rng = Random(7)
    bodies = [compose(rng, "passport", "phone", "nl").body.lower() for _ in range(400)]
    silent = sum("paspoort" not in body and "pasport" not in body for body in bodies)
    assert 0.1 < silent / len(bodies) < 0.6


def test_flavours_are_a_share():
    rng = Random(8)
    flavours = [compose(rng, None, "email", "nl").flavour for _ in range(4000)]
    assert {"plain", "complaint", "suggestion", "danger"} == set(flavours)
    assert flavours.count("danger") < 60


def test_replies_and_machines_show_what_they_are():
    rng = Random(9)
    text = compose(rng, "noise", "email", "nl")
    reply = answer_to(rng, text)
    assert reply.subject == f"Re: {text.subject}" and "\n> " in reply.body
    assert 20 <= len(reply.body.split()) <= 120
    assert auto_reply(rng, "nl").flavour == "auto"


def test_products_are_those_of_the_demo():
    catalogue = Path(__file__).parents[2] / "examples" / "klaverdam" / "products.yaml"
    loaded = yaml.safe_load(catalogue.read_text(encoding="utf-8"))
    entries = loaded["products"] if isinstance(loaded, dict) else loaded
    assert set(products()) <= {entry["id"] for entry in entries}
