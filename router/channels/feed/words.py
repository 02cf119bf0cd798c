"""Does a text name one of some words? Whole words only, whatever their capitals; a word may be several. Pure."""

import re
from collections.abc import Sequence

_TOKEN = re.compile(r"\w+")


def tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


def names_one(text: str, words: Sequence[str]) -> bool:
    """Klaverdam is named in "#Klaverdam" and "Oud-Klaverdam", and not in "Klaverdammers"."""
    found = f" {' '.join(tokens(text))} "
    return any(f" {' '.join(tokens(word))} " in found for word in words)
