"""What a burst needs of a post is read from its wire, and never trusted further than that."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from router.domain.mention import READERS, mention_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def test_a_public_post_with_its_thread_and_reach() -> None:
    wire = {"visibility": "public", "followers": "8400", "rootUri": "at://a/b/c"}
    seen = mention_of("c1", NOON, wire, "gft", " Kerkstraat ")
    assert (seen.public, seen.reach, seen.thread, seen.place) == (True, 8400, "at://a/b/c", "kerkstraat")


@pytest.mark.parametrize("visibility", ["direct", "private", "", "friends"])
def test_whatever_is_not_said_to_be_public_is_private(visibility: str) -> None:
    assert not mention_of("c1", NOON, {"visibility": visibility}).public


def test_a_post_that_does_not_say_is_private() -> None:
    assert not mention_of("c1", NOON, {}).public


@given(st.text())
def test_any_figure_is_a_bounded_reach(told: str) -> None:
    assert 0 <= mention_of("c1", NOON, {"followers": told}).reach <= READERS


@pytest.mark.parametrize(
    ("said", "street"),
    [
        ("Gft staat er nog in de Kerkstraat!", "kerkstraat"),
        ("#kerkstraat stinkt", "kerkstraat"),
        ("Ik ben onderweg naar de supermarkt", ""),
        ("Onze straat is vies", ""),
        ("", ""),
    ],
)
def test_a_street_is_read_from_the_text(said, street):
    assert mention_of("c", NOON, {}, "waste", None, said).place == street


def test_a_place_that_was_told_stands_before_it():
    assert mention_of("c", NOON, {}, "waste", "Markt 3", "In de Kerkstraat").place == "markt 3"
