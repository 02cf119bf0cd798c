"""The sorts of field, and the shape of what a rule may ask of each. A plain value means equal; a list means any of."""

from enum import StrEnum
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from router.rules.spans import span

Scalar = str | bool | int


class Sort(StrEnum):
    WORD = "word"
    LEVEL = "level"
    FLAG = "flag"
    NUMBER = "number"
    SPAN = "span"
    TIME = "time"
    COUNT = "count"
    PLACE = "place"
    TEXT = "text"
    PARTNER = "partner"
    OPEN = "open"


def _is_span(text: str) -> str:
    span(text)
    return text


def _is_time(text: str) -> str:
    hour, _, minute = text.partition(":")
    if not (len(text) == 5 and hour.isdigit() and minute.isdigit() and int(hour) <= 24 and int(minute) < 60):
        raise ValueError(f'"{text}" is no time of day; write "08:30", in quotes')
    return text


Span = Annotated[str, AfterValidator(_is_span)]
TimeOfDay = Annotated[str, AfterValidator(_is_time)]
Phrases = Annotated[list[str], Field(min_length=1)]


class Matcher(BaseModel):
    """At least one of its keys; where there are several, all must hold."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError(f"say at least one of {', '.join(type(self).model_fields)}")
        return self


class WordMatcher(Matcher):
    any: list[str] | None = None
    none: list[str] | None = None


class LevelMatcher(WordMatcher):
    at_least: str | None = None
    at_most: str | None = None


class NumberMatcher(Matcher):
    at_least: int | None = None
    at_most: int | None = None
    between: tuple[int, int] | None = None


class SpanMatcher(Matcher):
    at_least: Span | None = None
    at_most: Span | None = None
    between: tuple[Span, Span] | None = None


class TimeMatcher(Matcher):
    during: str | None = None  #: a calendar
    outside: str | None = None
    between: tuple[TimeOfDay, TimeOfDay] | None = None


class CountMatcher(Matcher):
    at_least: int = 1
    at_most: int | None = None
    within: Span
    same_product: bool = False


class PlaceMatcher(WordMatcher):
    words: Phrases | None = None  #: any of these, as whole words


class TextMatcher(Matcher):
    words: Phrases | None = None  #: any of these, in all their forms
    all: Phrases | None = None  #: every one of these
    without: Phrases | None = None  #: none of these
    pattern: str | None = None  #: RE2

    @model_validator(mode="after")
    def _asks_for_words(self) -> Self:
        if self.model_fields_set == {"without"}:
            raise ValueError('"without" stands beside words, all or pattern')
        return self


SHAPES: dict[Sort, type[Matcher]] = {
    Sort.WORD: WordMatcher,
    Sort.LEVEL: LevelMatcher,
    Sort.NUMBER: NumberMatcher,
    Sort.SPAN: SpanMatcher,
    Sort.TIME: TimeMatcher,
    Sort.COUNT: CountMatcher,
    Sort.PLACE: PlaceMatcher,
    Sort.TEXT: TextMatcher,
}
