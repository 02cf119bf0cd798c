"""Tone by the look of a text: shouting is seen without knowing a word. What is said is for the rules."""

from router.domain.words import Tone

READ_AT_MOST = 20_000  #: characters
_FEWEST_LETTERS = 24  #: a shorter text in capitals is an abbreviation or a habit
_SHARE = 0.6  #: of the letters
_SMALL = bytes(code for code in range(128) if not chr(code).isupper())  #: no part of a capital


def tone_of(text: str) -> Tone:
    """Upset when most of the text is in capitals, or when one exclamation mark was not enough."""
    read = text[:READ_AT_MOST]
    if "!!" in read or "?!" in read or read.count("!") > 3:
        return Tone.UPSET
    looked_at = read[:400]
    if len(looked_at.encode(errors="replace").translate(None, _SMALL)) <= _SHARE * _FEWEST_LETTERS:
        return Tone.CALM  # most texts, without a look at every letter
    letters = sum(map(str.isalpha, looked_at))
    capitals = sum(map(str.isupper, looked_at))
    return Tone.UPSET if letters >= _FEWEST_LETTERS and capitals > _SHARE * letters else Tone.CALM
