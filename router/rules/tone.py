"""Tone by the look of a text: shouting is seen without knowing a word. What is said is for the rules."""

from router.domain.words import Tone

READ_AT_MOST = 20_000  #: characters
_FEWEST_LETTERS = 24  #: a shorter text in capitals is an abbreviation or a habit


def tone_of(text: str) -> Tone:
    """Upset when most of the text is in capitals, or when one exclamation mark was not enough."""
    read = text[:READ_AT_MOST]
    if "!!" in read or "?!" in read or read.count("!") > 3:
        return Tone.UPSET
    if read.islower():
        return Tone.CALM
    letters = sum(map(str.isalpha, read[:400]))
    capitals = sum(map(str.isupper, read[:400]))
    return Tone.UPSET if letters >= _FEWEST_LETTERS and capitals > 0.6 * letters else Tone.CALM
