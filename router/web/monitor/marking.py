"""Marking: the words of a post by which it was recognised."""

from collections.abc import Iterable

LEAST = 3  #: letters of a word that is worth marking


def marked(text: str, words: Iterable[str]) -> list[tuple[str, bool]]:
    """`text` in pieces, in order: each with whether it was decisive. Together they are `text`."""
    low = text.lower()
    if len(low) != len(text):  # a letter that becomes two: places would not fit
        return [(text, False)]
    on = [False] * len(text)
    for word in words:
        _mark(low, word.lower().strip(), on)
    pieces: list[tuple[str, bool]] = []
    start = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or on[place] != on[start]:
            pieces.append((text[start:place], on[start]))
            start = place
    return pieces


def _mark(low: str, word: str, on: list[bool]) -> None:
    """Where it begins a word, up to the end of that word: it may be the stem."""
    place = low.find(word) if len(word) >= LEAST else -1
    while place >= 0:
        end = place + len(word)
        if place == 0 or not low[place - 1].isalnum():
            while end < len(low) and low[end].isalnum():
                end += 1
            on[place:end] = [True] * (end - place)
        place = low.find(word, end)
