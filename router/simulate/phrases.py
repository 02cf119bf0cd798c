"""The phrase files under words/, read once. They are TOML, because the simulator needs nothing beyond the
standard library."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, TypeVar

LANGUAGES = ("nl", "fr", "en")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What people write about one product, in one language."""

    product: str
    kind: str
    spatial: bool  #: it happens somewhere, so a place goes along
    subjects: tuple[str, ...]
    core: tuple[str, ...]  #: what is the matter, naming the product
    vague: tuple[str, ...]  #: the same without ever naming it
    detail: tuple[str, ...]
    ask: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrasebook:
    """One language: its subjects by product id, and everything around them by name."""

    language: str
    subjects: dict[str, Subject]
    say: dict[str, tuple[str, ...]]
    slips: tuple[tuple[str, str], ...]


def pick(rng: Random, items: tuple[T, ...]) -> T:
    """One of these. Three times as fast as `rng.choice`, and a corpus picks fifty times a record."""
    return items[int(rng.random() * len(items))]


@cache
def phrasebook(language: str) -> Phrasebook:
    """The phrases of a language; an unknown one speaks Dutch."""
    known = language if language in LANGUAGES else "nl"
    dutch, own, around = _table("products.nl"), _table(f"products.{known}"), _table(f"phrases.{known}")
    slips = tuple((wrong[0], wrong[1]) for wrong in around.pop("slips"))
    say = {name: (text,) if isinstance(text, str) else tuple(text) for name, text in around.items()}
    subjects = {product: _subject(product, dutch[product], own[product], say) for product in own}
    return Phrasebook(language=known, subjects=subjects, say=say, slips=slips)


@cache
def names(kind: str) -> tuple[str, ...]:
    """Invented names: `first`, `last`, `kids`, `towns` or `streets`."""
    return tuple(_table("names")[kind])


@cache
def products() -> tuple[str, ...]:
    """Every product id, each as often as people ask for it: picking from this is weighted."""
    return tuple(product for product, entry in _table("products.nl").items() for _ in range(entry["weight"]))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files("router.simulate").joinpath("words", f"{name}.toml").read_text(encoding="utf-8"))


def _subject(product: str, shared: dict[str, Any], own: dict[str, Any], say: dict[str, tuple[str, ...]]) -> Subject:
    return Subject(
        product=product,
        kind=shared["kind"],
        spatial=shared.get("place", False),
        subjects=tuple(own.get("subject", say["vague_subject"])),
        core=tuple(own["core"]),
        vague=tuple(own.get("vague", own["core"])),
        detail=tuple(own.get("detail", ())),
        ask=tuple(own.get("ask", ())),
    )
