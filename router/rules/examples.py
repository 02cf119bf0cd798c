"""Examples kept beside the rules: a contact, and what should come of it. Their shape, and whether their names exist."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field

from router.domain.municipality import Municipality
from router.domain.words import Audience, Channel, Kind, Steer, Tone, Urgency
from router.rules.check import known
from router.rules.files import Unsound, parsed_list
from router.rules.schema import Id, Strict
from router.rules.sorts import Span
from router.rules.source import Source

FOLDER = "rules/examples"


class SenderEntry(Strict):
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    handle: str | None = None


class ContactEntry(Strict):
    """As a channel would hand it in; only what matters need be there."""

    channel: Channel = Channel.EMAIL
    source: str = "example"
    text: Annotated[str, Field(max_length=20_000)] = ""
    subject: str = ""
    product: str | None = None
    kind: Kind | None = None
    language: str | None = None
    place: str | None = None
    entrance: str | None = None
    needs_assistance: bool = False
    callback: bool = False
    automatic: bool = False
    attachments: Annotated[int, Field(ge=0, le=100)] = 0
    sender: SenderEntry = SenderEntry(email="inwoner@example.org")


class EarlierEntry(Strict):
    ago: Span
    product: str | None = None
    handler: str | None = None
    refused: bool = False


class KnownEntry(Strict):
    needs_assistance: bool = False
    earlier: list[EarlierEntry] = []


class LoadEntry(Strict):
    waiting: Annotated[int, Field(ge=0)] = 0
    oldest: Span = "0 minutes"


class ExpectEntry(Strict):
    """Only what is named is held."""

    product: str | None = None
    kind: Kind | None = None
    urgency: Urgency | None = None
    tone: Tone | None = None
    audience: Audience | None = None
    language: str | None = None
    sure: bool | None = None
    steer: Steer | None = None
    team: str | None = None
    priority: int | None = None
    promises: list[str] | None = None  #: ids of promises.yaml
    due: dict[str, datetime] | None = None  #: of a promise, by its id
    prefers: str | None = None  #: the agent it is kept for
    skills: list[str] | None = None  #: that it is kept for


class ExampleEntry(Strict):
    id: Id
    says: str  #: what this example holds, and for whom
    at: datetime | None = None  #: of receipt; without a zone it is the municipality's own time
    contact: ContactEntry
    known: KnownEntry = KnownEntry()
    loads: dict[str, LoadEntry] = {}
    expect: ExpectEntry


class Example(NamedTuple):
    file: str
    line: int
    entry: ExampleEntry


def examples_of(folder: Path, municipality: Municipality) -> list[Example]:
    """Every example of the folder, file by file. Raises Unsound where one cannot be read or names what is not there."""
    sources = [Source.read(folder, f"{FOLDER}/{path.name}") for path in sorted((folder / FOLDER).glob("*.yaml"))]
    found = [example for source in sources for example in _read(source, municipality)]
    if problems := [problem for source in sources for problem in source.problems]:
        raise Unsound(problems)
    return found


def _read(source: Source, municipality: Municipality) -> Iterator[Example]:
    for place, entry in list(parsed_list(source, ExampleEntry)):
        _check(source, place, entry, municipality)
        yield Example(source.name, source.line((place,)), entry)


def _check(source: Source, place: int, entry: ExampleEntry, municipality: Municipality) -> None:
    if not entry.expect.model_fields_set:
        source.problem((place, "expect"), f"say what should come of it: {', '.join(ExpectEntry.model_fields)}")
    for where, what, name in _names(entry):
        if name is not None:
            names = {"product": municipality.products, "team": municipality.teams, "promise": municipality.terms}[what]
            known(source, (place, *where), what, name, names)


def _names(entry: ExampleEntry) -> Iterator[tuple[tuple[str, ...], str, str | None]]:
    """Where a name stands, of what, and which."""
    yield ("contact", "product"), "product", entry.contact.product
    yield ("expect", "product"), "product", entry.expect.product
    yield ("expect", "team"), "team", entry.expect.team
    yield from (((("loads", team), "team", team)) for team in entry.loads)
    yield from (((("expect", "promises"), "promise", term)) for term in entry.expect.promises or ())
    yield from (((("expect", "due", term), "promise", term)) for term in entry.expect.due or ())
