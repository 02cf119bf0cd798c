"""Form fields to a contact."""

from datetime import UTC, datetime

import pytest

from router.channels.webform.answers import Answers, Upload, wrong_callback, wrong_message
from router.channels.webform.form import addition, message, not_called
from router.domain.contact import Party, party_of
from router.domain.phone import normal_phone

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOKEN = "0b9d7c8e-5c1e-4c7a-9f57-0f3f8b6f7a11"


@pytest.mark.parametrize(
    ("given", "region", "kept"),
    [
        ("06 12345678", "NL", "+31612345678"),
        ("0031 6 12345678", "NL", "+31612345678"),
        ("+32 470 12 34 56", "NL", "+32470123456"),
        ("0470 12 34 56", "BE", "+32470123456"),
        ("14 0475", "NL", "14 0475"),
        ("bel mij maar", "NL", "bel mij maar"),
        ("", "NL", ""),
    ],
)
def test_phone_numbers(given, region, kept):
    assert normal_phone(given, region) == kept


def test_the_same_token_is_the_same_contact():
    answers = Answers.read({"text": "Hallo"})
    made = [message(answers, TOKEN, NOW, region="NL", language="nl") for _ in range(2)]
    assert made[0] == made[1]
    assert (made[0].channel, made[0].source, made[0].source_id) == ("webform", "webform", TOKEN)


def test_what_cannot_be_stored_is_taken_out():
    answers = Answers.read({"text": "a\r\nb\x00\ud800c", "name": "Jan\n\u202ePiet", "needs_assistance": "on"})
    assert (answers.text, answers.name, answers.needs_assistance) == (
        "a\nb c" if "b c" in answers.text else "a\nbc",
        "Jan Piet",
        True,
    )


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"text": "x"}, []),
        ({"text": " \n"}, ["text"]),
        ({"text": "x" * 10_000}, []),
        ({"text": "x" * 10_001}, ["text"]),
        ({"text": "x", "email": "a@b"}, ["email"]),
        ({"text": "x", "email": "a b@c.nl"}, ["email"]),
        ({"text": "x", "email": "a@b.nl"}, []),
        ({"email": "@"}, ["text", "email"]),
    ],
)
def test_what_is_wrong(fields, wrong):
    assert [field for field, _ in wrong_message(Answers.read(fields))] == wrong


def test_files():
    assert wrong_message(Answers(text="x"), [Upload("a.PDF", 1), Upload("b.docx", 2)]) == []
    assert len(wrong_message(Answers(text="x"), [Upload("a", 1), Upload("b.pdf", 6_000_000)])) == 2


def test_a_callback_needs_a_number_that_can_be_called():
    assert wrong_callback(Answers(name="Jan", phone="06-12345678"), "NL") == []
    assert [field for field, _ in wrong_callback(Answers(phone="123"), "NL")] == ["name", "phone"]


def test_a_further_word_comes_from_the_same_party():
    first = message(Answers(text="x", email="F@Example.nl", phone="0612345678"), TOKEN, NOW, region="NL", language="nl")
    party = party_of(first)
    more = addition("y", TOKEN, NOW, reference="KV-2611-0001", party=party, language="nl")
    assert party_of(more).id == party.id
    assert more.reference == "KV-2611-0001"


def test_not_called_is_one_complaint_for_one_promise():
    party = Party(id="p", phone="+31612345678")
    made = {
        not_called("x", "KV-2611-0001:callback:1", NOW, reference="KV-2611-0001", party=party, language="nl").id
        for _ in range(3)
    }
    assert len(made) == 1
