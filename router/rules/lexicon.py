"""The lexicon: every word the rulebook listens for, in all its forms, and one pass over a text to find them."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from router.rules.compounds import known_parts
from router.rules.inflect import forms
from router.rules.languages import COMMON, ORDINARY
from router.rules.negation import negated
from router.rules.phrasing import marks_of
from router.rules.tokens import READ_AT_MOST, tokens
from router.rules.typos import Typos

SUBJECT_WEIGHT = 2
REMEMBERED = 20_000  #: words whose reading is kept; a stranger who sends more makes us forget, not grow
BEGIN, SIGNS = "^", ("?", "!", "@", "#")  #: what the model sees beside words: how a text begins, asks and calls
SHORTEST_HALF = 3  #: letters of a word that may be half of one: "lantaarn paal"
#: How much a word counts that was not written as we know it.
AS_TYPO, AS_ENDING, AS_BEGINNING = 0.8, 0.8, 0.6


class Listening(NamedTuple):
    """A phrase somebody listens for, anchored on its longest word: that one turns up least for nothing."""

    before: tuple[frozenset[str], ...]  #: the words in front of the anchor, each in all its forms
    after: tuple[frozenset[str], ...]
    phrase: str
    product: str | None  #: scores this product, or
    marker: str | None  #: tells a rule that its words were said
    weight: float
    is_single: bool  #: one word, with nothing around it to check
    can_be_denied: bool = False  #: "geen gevaar" does not set it off


class Reading(NamedTuple):
    """Who listens for a word. Most words have no one, and most phrases nothing of theirs beside it."""

    every: tuple[Listening, ...]
    singles: tuple[Listening, ...]  #: those who need nothing beside it
    beside: frozenset[str]  #: what the others need just before or just after it
    opens: bool  #: a longer word that somebody listens for begins with it


class Heard(NamedTuple):
    """What a text said."""

    scores: dict[str, float]  #: product -> score
    words: dict[str, list[str]]  #: product -> the words that decided
    markers: dict[str, str]  #: rule -> the words that set it off
    votes: Counter[str | None]  #: language -> words of it
    tokens: list[str]  #: for the model: where the text begins, every word, folded, in order, and its marks


class Lexicon:
    """Built once per rulebook. `listen` is pure and linear in the text; it only remembers how it read a word."""

    def __init__(self) -> None:
        self._anchors: dict[str, list[Listening]] = {}
        self._added: set[tuple[str | None, str | None, str, str]] = set()
        self._written: set[str] = set()  #: anchors as they were added, without their other forms
        self._typos = Typos((), ORDINARY)
        self._sorted: list[str] = []
        self._read: dict[str, Reading] = {}

    def add(
        self,
        phrase: str,
        language: str,
        *,
        product: str | None = None,
        marker: str | None = None,
        can_be_denied: bool = False,
    ) -> None:
        """Listen for a word or phrase of this language, for a product or for a rule."""
        words = tokens(phrase)
        # A name that is its own synonym is one reason, not two.
        told_already = (product, marker, language, " ".join(words))
        if not words or told_already in self._added:
            return
        self._added.add(told_already)
        anchor = max(range(len(words)), key=lambda place: len(words[place]))
        told = tuple(forms(word, language) for word in words)
        weight = 1.0 + 0.75 * (len(words) - 1) + (0.5 if len(words[anchor]) > 8 else 0.0)
        listening = Listening(
            told[:anchor], told[anchor + 1 :], phrase, product, marker, weight, len(words) == 1, can_be_denied
        )
        self._written.add(words[anchor])
        for form in told[anchor]:
            self._anchors.setdefault(form, []).append(listening)

    def settle(self) -> None:
        """After the last `add`: a word that many products share says little about each."""
        for form, listeners in self._anchors.items():
            divisor = max(1, len({each.product for each in listeners if each.product and each.is_single}))
            told: dict[str | None, Listening] = {each.product: each for each in reversed(listeners) if each.is_single}
            self._anchors[form] = [
                each._replace(weight=each.weight / divisor) if each.product and each.is_single else each
                for each in listeners
                # "Rat" and "ratten" are one reason for one product, whichever form was said.
                if each.product is None or not each.is_single or told[each.product] is each
            ]
        self._typos = Typos(sorted(self._written), ORDINARY)
        self._sorted = sorted(self._anchors)
        self._read.clear()

    def listen(self, subject: str, body: str) -> Heard:
        heard = Heard({}, {}, {}, Counter(), [BEGIN])
        for words, factor in ((tokens(subject), SUBJECT_WEIGHT), (tokens(body), 1)):
            if words:
                heard.tokens.extend(words)
                self._pass(words, factor, heard)
        heard.votes.update(map(COMMON.get, heard.tokens))
        heard.tokens.extend([sign for sign in SIGNS if sign in body[:READ_AT_MOST]])
        heard.tokens.extend(marks_of(body[:READ_AT_MOST]))
        heard.votes.pop(None, None)  # words of no language in particular
        return heard

    def _pass(self, words: list[str], factor: int, heard: Heard) -> None:
        read, anchors, last, half, following = self._read, self._anchors, "", "", [*words[1:], ""]
        for place, word in enumerate(words):
            try:
                every, singles, beside, opens = read[word]
            except KeyError:
                every, singles, beside, opens = self._reading(word)
            if every:
                there = every if last in beside or following[place] in beside else singles
                for listening in there:
                    if (listening.is_single or _surrounded(words, place, listening)) and not (
                        listening.can_be_denied and negated(words, place - len(listening.before))
                    ):
                        _note(heard, listening, factor)
            if half and half + word in anchors and len(word) >= SHORTEST_HALF:
                for listening in anchors[half + word]:
                    if listening.is_single and listening.product is not None:
                        _note(heard, listening, factor)
            half = word if opens else ""
            last = word

    def _reading(self, word: str) -> Reading:
        """Who listens for this word: as it is written, else with an error mended, else for a part of it."""
        if len(self._read) >= REMEMBERED:
            self._read.clear()
        every = tuple(self._anchors.get(word) or self._guessed(word))
        singles = tuple(each for each in every if each.is_single)
        beside = frozenset(word for each in every for word in _beside(each))
        found = self._read[word] = Reading(every, singles, beside, self._opens(word))
        return found

    def _opens(self, word: str) -> bool:
        after = bisect_right(self._sorted, word)
        return len(word) >= SHORTEST_HALF and after < len(self._sorted) and self._sorted[after].startswith(word)

    def _guessed(self, word: str) -> list[Listening]:
        if word in ORDINARY:
            return []
        meant = self._typos.meant(word)
        if meant is not None:
            return [_less(each, word, AS_TYPO) for each in self._anchors[meant]]
        found: list[Listening] = []
        for place, part in enumerate(known_parts(word, self._anchors)):
            # A part of a word never sets off a rule: "brandweerman" is no fire.
            factor = AS_ENDING if place == 0 and word.endswith(part) else AS_BEGINNING
            found += [_less(each, word, factor) for each in self._anchors[part] if each.product and each.is_single]
        return found


def _less(listening: Listening, word: str, factor: float) -> Listening:
    """For a word that was written otherwise; the trace shows how."""
    return listening._replace(phrase=f"{listening.phrase} ({word})", weight=listening.weight * factor)


def _beside(listening: Listening) -> Iterable[str]:
    """What may stand on one side of the anchor: without one of these the phrase is not there."""
    return (listening.before[-1:] or listening.after[:1] or (frozenset(),))[0]


def _surrounded(words: list[str], place: int, listening: Listening) -> bool:
    """Do the phrase's other words stand around its anchor?"""
    start = place - len(listening.before)
    if start < 0 or place + len(listening.after) >= len(words):
        return False
    for step, accepted in enumerate(listening.after, place + 1):
        if words[step] not in accepted:
            return False
    for step, accepted in enumerate(listening.before, start):  # noqa: SIM110 - a generator is half of the time
        if words[step] not in accepted:
            return False
    return True


def _note(heard: Heard, listening: Listening, factor: int) -> None:
    if listening.marker is not None:
        heard.markers.setdefault(listening.marker, listening.phrase)
    elif listening.product is not None:
        said = heard.words.setdefault(listening.product, [])
        # A word said five times is not five reasons.
        if listening.phrase not in said:
            said.append(listening.phrase)
            heard.scores[listening.product] = heard.scores.get(listening.product, 0.0) + listening.weight * factor
