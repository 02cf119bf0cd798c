"""The part of channels.yaml about feeds of news sites and forums."""

from typing import Annotated

from pydantic import AfterValidator, Field

from router.channels.base import Name, Strict
from router.channels.feed.words import tokens
from router.channels.fields import Page, Span


def _has_letters(word: str) -> str:
    if not tokens(word):
        raise ValueError("write a word of letters or figures, as in: Klaverdam")
    return word


Word = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_has_letters)]


class Feed(Strict):
    name: Name
    url: Page
    every: Annotated[Span, Field(ge=60)] = 900  #: seconds between two looks
    words: list[Word] = Field(default_factory=list, max_length=100)  #: instead of those for all feeds
    silent_after: Span = 0  #: seconds without a new item after which somebody should look


class Setting(Strict):
    words: list[Word] = Field(default_factory=list, max_length=100)  #: only what names one of these becomes a contact
    feeds: list[Feed] = Field(default_factory=list, max_length=200)


def names(setting: Setting) -> list[str]:
    return [each.name for each in setting.feeds]
