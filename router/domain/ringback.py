"""A wish to be called, in somebody's own words: "bel mij terug op 0475 12 34 56". A suggestion to an agent, and never more.

No patterns: words are looked up, and numbers are read figure by figure, so that the time it takes grows with the text alone.
"""

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from router.domain.phone import may_be_dialled

READ_AT_MOST = 20_000  #: characters
TRIED_AT_MOST = 50  #: places where somebody may have asked it
AFTER, BEFORE = 120, 60  #: characters in which the number stands
FIGURES = frozenset("0123456789")
IN_NUMBERS = FIGURES | frozenset(" +()/.-")
FEWEST, MOST = 8, 15  #: figures of a full number
LONGEST = 60  #: characters, with what stands between the figures
ASKED = (
    "bel mij", "bel me", "bel ons", "belt u mij", "belt u me", "belt u ons", "mij bellen", "me bellen", "mij te bellen", "me te bellen",
    "ons bellen", "terugbellen", "terug te bellen", "terug bellen", "mij opbellen", "me opbellen", "telefonisch bereikbaar", "bereikbaar op",
    "te bereiken op", "mij bereiken", "me bereiken", "terugbelverzoek", "terug gebeld worden", "teruggebeld worden",
    "rappelez-moi", "rappelez moi", "rappelle-moi", "me rappeler", "nous rappeler", "appelez-moi", "appelez moi", "m'appeler", "etre rappele",
    "etre rappelee", "telephonez-moi", "me telephoner", "me joindre", "joignable au", "me contacter au", "joindre au",
    "rufen sie mich", "ruf mich", "rufen sie uns", "mich anrufen", "mich anzurufen", "mich zuruckrufen", "mich zuruckzurufen", "um ruckruf",
    "ruckruf unter", "ruckruf auf", "mich erreichen", "erreichbar unter", "zu erreichen unter",
    "call me", "ring me", "phone me", "call us", "give me a call", "give me a ring", "call back", "reach me", "be reached on", "be reached at",
)  # fmt: skip
"""Without accents, in small letters."""
NOT = frozenset((
    "niet", "geen", "nooit", "hoeft", "zonder", "ne", "pas", "jamais", "sans", "nicht", "kein", "keinen", "nie", "ohne",
    "not", "no", "never", "without", "don't", "dont", "won't", "cannot", "can't",
))  # fmt: skip
OF_THEM = frozenset(("mij", "me", "ons", "moi", "m'appeler", "nous", "mich", "uns", "us"))
KIND = (
    "aarzel niet", "aarzelt u niet", "schroom niet", "twijfel niet", "n'hesitez pas", "n'hesite pas", "zogern sie nicht",
    "don't hesitate", "do not hesitate", "no problem", "geen probleem",
)  # fmt: skip
"""They say no, and mean yes."""
ENDS = ".,;:!?"


class Wished(NamedTuple):
    number: str  #: in E.164, one that we may dial
    written: str  #: as it stood there


def wished_call(text: str, region: str) -> Wished | None:
    """The number at which somebody asks to be called. None where nobody does, asks not to, or leaves one that is never dialled."""
    plain = _plain(text)
    for begin, end in _meant(plain):
        after = next(_numbers(plain, end, end + AFTER, region), None)
        found = after or next(reversed(list(_numbers(plain, max(0, begin - BEFORE), begin, region))), None)
        if found is not None:
            return found
    return None


def asks_for_call(text: str) -> bool:
    """Whether somebody asks that we call them, with a number or without. Who says that they will call us does not."""
    plain = _plain(text)
    return any(not OF_THEM.isdisjoint(_near(plain, begin, end)) for begin, end in _meant(plain))


def _near(plain: str, begin: int, end: int) -> list[str]:
    """The words of the asking, and the three before it."""
    before = _words(_clause_before(plain[max(0, begin - BEFORE) : begin]))[-3:]
    return [*before, *_words(plain[begin:end])]


def _meant(plain: str) -> Iterator[tuple[int, int]]:
    """Where it is asked, and neither before nor after it in its clause they say no."""
    for begin, end in _asked(plain):
        before = plain[max(0, begin - BEFORE) : begin]
        after = plain[end : end + AFTER]
        stop = next((place for place, sign in enumerate(after) if sign in FIGURES or sign in ENDS), len(after))
        if NOT.isdisjoint(_words(_clause_before(before))) and NOT.isdisjoint(_words(after[:stop])):
            yield begin, end


def _plain(text: str) -> str:
    """Small letters without accents, white space as one space; without what is quoted from an earlier mail."""
    own = "\n".join(line for line in text[:READ_AT_MOST].splitlines() if not line.lstrip().startswith(">"))
    letters = unicodedata.normalize("NFKD", own.casefold().replace("\u2019", "'"))
    plain = " ".join("".join(each for each in letters if not unicodedata.combining(each)).split())
    for each in KIND:
        plain = plain.replace(each, "")
    return plain


def _asked(plain: str) -> list[tuple[int, int]]:
    """Where it may be asked: the beginnings and ends of the words for it, in the order of the text."""
    found: list[tuple[int, int]] = []
    for phrase in ASKED:
        place = plain.find(phrase)
        while place >= 0 and len(found) < TRIED_AT_MOST * len(ASKED):
            end = place + len(phrase)
            if not plain[max(0, place - 1) : place].isalnum() and not plain[end : end + 1].isalnum():
                found.append((place, end))
            place = plain.find(phrase, end)
    return sorted(found)[:TRIED_AT_MOST]


def _numbers(plain: str, begin: int, end: int, region: str) -> Iterator[Wished]:
    """All that may be dialled and begin there, in their order; one that begins before it is somebody else's."""
    place = begin
    while 0 < place < len(plain) and plain[place] in IN_NUMBERS and plain[place - 1] in IN_NUMBERS:
        place += 1
    while place < min(end, len(plain)):
        stop = place
        while stop < len(plain) and plain[stop] in IN_NUMBERS:
            stop += 1
        if FEWEST <= stop - place <= LONGEST:
            found = _read(_whole_words(plain, place, stop), region)
            if found is not None:
                yield found
        place = max(stop, place + 1)


def _whole_words(text: str, begin: int, end: int) -> list[str]:
    """What stands between spaces, without what hangs on a letter: 14u is an hour, NL91ABNA0417164300 an account."""
    words = text[begin:end].split()
    if words and begin and text[begin - 1].isalnum() and text[begin] != " ":
        words = words[1:]
    if words and end < len(text) and text[end].isalnum() and text[end - 1] != " ":
        words = words[:-1]
    return words


def _read(words: list[str], region: str) -> Wished | None:
    """All of them, or without one or two at an end: an hour before it, a house number after it."""
    count = len(words)
    for begin, end in ((0, count), (0, count - 1), (0, count - 2), (1, count), (2, count), (1, count - 1)):
        written = " ".join(words[begin : max(begin, end)]).strip(" ./-")
        if (
            not written.startswith(("0", "+", "(0", "(+"))
            or not FEWEST <= sum(each in FIGURES for each in written) <= MOST
        ):
            continue
        number = may_be_dialled(written, region)
        if number is not None:
            return Wished(number, written)
    return None


def _clause_before(text: str) -> str:
    return text[max((text.rfind(each) for each in ENDS), default=-1) + 1 :]


def _words(text: str) -> list[str]:
    return "".join(each if each.isalnum() or each == "'" else " " for each in text).split()
