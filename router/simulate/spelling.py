"""How people really type: in haste, on a telephone, by ear."""

from random import Random

from router.simulate.phrases import Phrasebook, pick

SLOPPY = 0.3  #: share of the texts with at least one slip


def stumble(rng: Random, text: str, book: Phrasebook) -> str:
    """The text as this hand would have typed it: mostly right, sometimes not. Digits stay: they carry the
    facts."""
    if rng.random() > SLOPPY:
        return text
    wrong = text
    for slip in (_by_ear, _swapped, _no_capitals):
        if rng.random() < 0.5:
            wrong = slip(rng, wrong, book)
    return wrong


def _by_ear(rng: Random, text: str, book: Phrasebook) -> str:
    for _ in range(3):
        right, wrong = pick(rng, book.slips)
        text = text.replace(right, wrong, 1)
    return text


def _swapped(rng: Random, text: str, book: Phrasebook) -> str:
    place = int(rng.random() * max(1, len(text) - 3))
    pair = text[place : place + 2]
    return text[:place] + pair[::-1] + text[place + 2 :] if pair.isalpha() else text


def _no_capitals(rng: Random, text: str, book: Phrasebook) -> str:
    return text.lower() if rng.random() < 0.3 else text.replace(". ", " ", 1)
