"""What somebody types to find a case."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.searched import LONGEST, MOST_WORDS, misspelt, searched


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("KV-2611-0042", "KV26110042"),
        ("kv 2611 0042", "KV26110042"),
        ("kv-2611", "KV2611"),
        ("0042", "0042"),
        ("42", ""),
        ("lantaarn", ""),
        ("Molenstraat 12", ""),
    ],
)
def test_a_reference_is_read_with_or_without_its_dashes(typed, reference):
    assert searched(typed).reference == reference


@pytest.mark.parametrize("typed", ["06 12345678", "0612345678", "+31 6 1234 5678", "06-12.34.56.78", "0031612345678"])
def test_a_number_is_one_number_in_any_writing(typed):
    assert searched(typed).phone == "+31612345678"


def test_a_part_of_a_number_is_its_figures():
    assert searched("345678").phone == "345678"
    assert searched("Molenstraat 345678").phone == ""


def test_words_are_read_without_case_accents_and_signs():
    assert searched("  José  O'Brien: LAMP, lamp ").words == ("jose", "o", "brien", "lamp")


def test_an_address_is_no_bag_of_words():
    assert searched("An@Voorbeeld.example").email == "an@voorbeeld.example"
    assert searched("an bij voorbeeld").email == ""


@pytest.mark.parametrize("typed", ["jansens", "jnassens", "janssen", "janszens", "janssenss"])
def test_one_typing_error_leads_to_the_name(typed):
    assert "janssens" in misspelt(typed)


def test_of_a_short_word_no_error_is_forgiven():
    assert misspelt("jan") == ["jan"]


@given(st.text(max_size=300))
def test_anything_is_read_and_bounded(typed):
    found = searched(typed)
    assert len(found.words) <= MOST_WORDS and all(word.isalnum() for word in found.words)
    assert len(found.reference) <= LONGEST and len(found.phone) <= 16
