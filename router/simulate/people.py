"""The people of Klaverdam, all invented: person number n is always the same, so a seed needs no address
book."""

import re
import unicodedata
from functools import cache
from random import Random
from typing import NamedTuple

from router.simulate.phrases import names

POPULATION = 90_000
MIXED = 7919  #: prime to the population, so that neighbours in number do not share a name


class Person(NamedTuple):
    """Somebody who contacts us. The name, the mail address and the number all belong to nobody."""

    name: str
    email: str
    phone: str
    handle: str
    language: str = "nl"


def person(number: int, language: str = "nl") -> Person:
    """Person `number`. Addresses end in RFC 2606 domains; the phone is in 06-6, the range of the pagers
    switched off long ago: valid to a parser, but nobody can be rung (the Netherlands has no numbers set apart
    for fiction)."""
    mixed = number * MIXED % POPULATION
    first, last = names("first"), names("last")
    given, family = first[mixed % len(first)], last[mixed // len(first) % len(last)]
    local = f"{_ascii(given)}.{_ascii(family)}{number}"
    domain = ("example.com", "example.org", "example.net")[number % 3]
    handle = f"{_ascii(given)}{number}@social.{domain}"
    return Person(f"{given} {family}", f"{local}@{domain}", f"+316600{number % POPULATION:05d}", handle, language)


def anybody(rng: Random) -> Person:
    """Somebody of the town, who may have been here before."""
    number = int(rng.random() * POPULATION)
    return person(number, _tongue(number))


def _tongue(number: int) -> str:
    """A person keeps one language over all channels."""
    share = number * 37 % 100
    return "nl" if share < 88 else "fr" if share < 94 else "en"


@cache
def _ascii(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z]+", "", plain)
