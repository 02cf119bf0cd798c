"""The lexicon: every word the rulebook listens for, in all its forms, and one pass over a text to find them."""

from collections import Counter
from typing import NamedTuple

from router.rules.inflect import forms
from router.rules.languages import COMMON

READ_AT_MOST = 20_000  #: characters of a text that are weighed
SUBJECT_WEIGHT = 2


class Listening(NamedTuple):
    """A phrase somebody listens for: its further words, each in all its forms, and who listens."""

    rest: tuple[frozenset[str], ...]
    phrase: str
    product: str | None  #: scores this product, or
    marker: str | None  #: tells a rule that its words were said
    weight: float


class Heard(NamedTuple):
    """What a text said."""

    scores: dict[str, float]  #: product -> score
    words: dict[str, list[str]]  #: product -> the words that decided
    markers: dict[str, str]  #: rule -> the words that set it off
    votes: Counter[str]  #: language -> words of it


class _Separators(dict[int, str]):
    """Everything that is no letter and no digit separates words. Filled as characters turn up; bounded by Unicode."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = char if char.isalnum() else " "
        self[code] = kept
        return kept


_SEPARATORS = _Separators()


def tokens(text: str) -> list[str]:
    """The words of a text, folded. No regex engine: the text is a stranger's."""
    return text[:READ_AT_MOST].casefold().translate(_SEPARATORS).split()


class Lexicon:
    """Built once per rulebook. `listen` is pure and linear in the text."""

    def __init__(self) -> None:
        self._first: dict[str, list[Listening]] = {}

    def add(self, phrase: str, language: str, *, product: str | None = None, marker: str | None = None) -> None:
        """Listen for a word or phrase of this language, for a product or for a rule."""
        words = tokens(phrase)
        if not words:
            return
        first, *rest = (forms(word, language) for word in words)
        weight = 1.0 + 0.75 * len(rest) + (0.5 if len(words[0]) > 8 else 0.0)
        listening = Listening(tuple(rest), phrase, product, marker, weight)
        for form in first:
            self._first.setdefault(form, []).append(listening)

    def settle(self) -> None:
        """After the last `add`: a word that many products share says little about each."""
        for form, listeners in self._first.items():
            sharing = Counter(each.product for each in listeners if each.product and not each.rest)
            divisor = max(1, len(sharing))
            self._first[form] = [
                each._replace(weight=each.weight / divisor) if each.product and not each.rest else each for each in listeners
            ]

    def listen(self, subject: str, body: str) -> Heard:
        heard = Heard({}, {}, {}, Counter())
        self._pass(tokens(subject), SUBJECT_WEIGHT, heard)
        self._pass(tokens(body), 1, heard)
        return heard

    def _pass(self, words: list[str], factor: int, heard: Heard) -> None:
        first, common, votes = self._first, COMMON, heard.votes
        for place, word in enumerate(words):
            if word in common:
                votes[common[word]] += 1
            if word in first:
                for listening in first[word]:
                    if not listening.rest or _follows(words, place + 1, listening.rest):
                        _note(heard, listening, factor)


def _follows(words: list[str], place: int, rest: tuple[frozenset[str], ...]) -> bool:
    return len(words) >= place + len(rest) and all(words[place + step] in each for step, each in enumerate(rest))


def _note(heard: Heard, listening: Listening, factor: int) -> None:
    if listening.marker is not None:
        heard.markers.setdefault(listening.marker, listening.phrase)
    elif listening.product is not None:
        said = heard.words.setdefault(listening.product, [])
        # A word said five times is not five reasons.
        if listening.phrase not in said:
            said.append(listening.phrase)
            heard.scores[listening.product] = heard.scores.get(listening.product, 0.0) + listening.weight * factor
