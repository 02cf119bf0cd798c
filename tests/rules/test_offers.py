"""What an offer says, per channel and language."""

from datetime import timedelta

import pytest

from router.domain.words import Steer
from router.rules.offers import HOW, offer_of
from router.testing import MONDAY, moment

SUNDAY = moment("zo 22 nov 2026 12:00")


@pytest.fixture
def town(book):
    return book.municipality


def test_click_has_the_form_and_how_long_it_takes(town):
    product = town.products["driving-licence"]
    offer = offer_of(Steer.CLICK, product, town, "nl", MONDAY)
    assert (offer.url, offer.minutes, offer.phone) == (product.form, product.minutes, town.organisation.phone)
    assert offer.how == f"U kunt dit zelf regelen op onze website. Dat duurt ongeveer {product.minutes} minuten."


def test_call_says_whether_somebody_is_there(town):
    offer = offer_of(Steer.CALL, None, town, "en", MONDAY, timedelta(seconds=95))
    assert (offer.open_until, offer.opens, offer.wait_seconds) == (moment("ma 23 nov 2026 17:00"), None, 95)
    assert "until 17:00" in offer.how and offer.callback == "/callback"
    closed = offer_of(Steer.CALL, town.products["passport"], town, "en", SUNDAY, timedelta(seconds=95))
    assert (closed.open_until, closed.opens, closed.wait_seconds) == (None, moment("ma 23 nov 2026 08:30"), None)
    assert "call you back" in closed.how and closed.callback == "/callback/passport"
    assert offer_of(Steer.CALL, None, town, "nl", MONDAY).wait_seconds is None


def test_face_says_where_and_what_to_bring(town):
    product = town.products["passport"]
    offer = offer_of(Steer.FACE, product, town, "nl", MONDAY)
    assert (offer.appointment_minutes, offer.documents) == (product.appointment_minutes, product.documents["nl"])
    assert [place.address for place in offer.places] == [desk.address for desk in town.desks.values()]


def test_what_can_no_longer_be_had_is_not_offered(town):
    bare = town.products["passport"].with_(form=None, appointment_minutes=None)
    for steer in (Steer.CLICK, Steer.FACE):
        assert offer_of(steer, bare, town, "nl", MONDAY) is None
        assert offer_of(steer, None, town, "nl", MONDAY) is None
    assert offer_of(Steer.NONE, bare, town, "nl", MONDAY) is None


@pytest.mark.parametrize("sentence", HOW)
def test_every_sentence_is_there_in_four_languages(sentence):
    assert set(HOW[sentence]) == {"nl", "en", "fr", "de"}
    assert len({text.count("{}") for text in HOW[sentence].values()}) == 1
