"""Words said as an index says them: a partial index is found by its own words, and a parameter is none."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, String, literal_column

from router.domain.words import Word


def said(word: Word) -> ColumnElement[str]:
    """One of our own words, never anybody's text."""
    return literal_column(f"'{word}'", String)


def all_said(words: Iterable[Word]) -> list[ColumnElement[str]]:
    return [said(each) for each in words]
