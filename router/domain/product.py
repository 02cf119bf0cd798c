"""Products: what a municipality does for people, as the catalogue has it."""

from collections.abc import Mapping

from router.domain.record import Record
from router.domain.words import Audience, Kind, Steer

Words = Mapping[str, str]  #: language -> text


class Product(Record):
    id: str
    name: Words
    team: str
    upl: tuple[str, ...] = ()
    synonyms: Mapping[str, tuple[str, ...]] = {}
    kind: Kind = Kind.QUESTION
    complexity: str = "simple"
    channels: tuple[Steer, ...] = (Steer.CLICK, Steer.CALL, Steer.FACE)
    audiences: Mapping[Audience, tuple[Steer, ...]] = {}  #: another order of channels for some
    form: str | None = None
    minutes: int | None = None  #: how long the form takes
    documents: Mapping[str, tuple[str, ...]] = {}
    appointment_minutes: int | None = None
    legal: str | None = None  #: "8 weeks"
    promised: str | None = None  #: shorter than legal
    summary: Words = {}
    answer: Words = {}
    paused: tuple[Steer, ...] = ()  #: not advised for now, by hand


def in_language(words: Words, language: str) -> str:
    """The text in this language, else Dutch, else whatever there is."""
    return words.get(language) or words.get("nl") or next(iter(words.values()), "")
