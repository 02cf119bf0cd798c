"""The model: a linear vote on product, kind and urgency, where words alone leave it open. Learned offline by `balie rules learn`.

A text is the sum of its words, and a word the sum of its letter groups, so that a word nobody wrote before is known by its
parts and every word can be shown with what it did. A word is one number: each product, kind and urgency has 16 bits of it,
and on top stands how loud the word is, so that a sum tells by itself whether any of them can have outgrown its bits.
"""

import math
import struct
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Annotated, NamedTuple

import msgspec

from router.domain.words import Kind, Urgency
from router.rules.phrasing import is_word

FORMAT = 1
LARGEST = 4_000_000  #: bytes of a model file
MOST_FEATURES, MOST_PRODUCTS = 60_000, 500
LONGEST_WORD = 24  #: letters of a word that count
GROUPS = (3, 4, 5)  #: letters in a group
REMEMBERED = 20_000  #: words whose sum is kept
SHOWN = 5  #: words in a vote
ENOUGH = 5  #: different words, the mark of the beginning counted: who writes less is not understood by them alone
NEGLIGIBLE = 15.0  #: so far behind the best, a lane adds less than a millionth to the sum
LOUDEST = 30_000  #: as far as a sum of words fits its lanes; one word is at most 9,000
_LANE, _LOUD = 16, 64  #: bits of a lane, and of what stands on top of them
_HALF = 1 << (_LANE - 1)
_MASK = (1 << _LANE) - 1
_KINDS, _URGENCIES = tuple(Kind), tuple(Urgency)
_DANGER, _HIGH, _NORMAL = (_URGENCIES.index(each) for each in (Urgency.DANGER, Urgency.HIGH, Urgency.NORMAL))
_RAISED = bytes(each ^ 128 for each in range(256))  #: a signed byte to one that is 128 more, and never negative

Text = Annotated[str, msgspec.Meta(max_length=80)]


class Stored(msgspec.Struct, forbid_unknown_fields=True):
    """A model as it lies on disk: msgpack, no code in it."""

    format: int
    products: Annotated[list[Text], msgspec.Meta(max_length=MOST_PRODUCTS)]  #: ids; the last is "nothing fits"
    features: Annotated[list[Text], msgspec.Meta(max_length=MOST_FEATURES)]
    weights: bytes  #: deflated int8, a row of lanes for each feature; the last lane is how much the feature says
    scales: list[float]  #: a lane's weight is its int8 times this
    biases: list[float]
    trust: float  #: what a point of the words' score is worth beside the model
    trusted: float  #: points of the words' score that count at most
    sure: float  #: probability from which a product is sure
    danger: float  #: probability from which the model alone raises urgency
    high: float


class Vote(NamedTuple):
    product: str | None  #: the likeliest; None where nothing fits
    probability: float
    is_sure: bool
    words: tuple[str, ...]  #: that spoke most for it
    kind: Kind
    kind_probability: float
    urgency: Urgency
    urgency_probability: float
    danger: float  #: how likely somebody is in danger


class BadModel(ValueError):
    """The file is no model of ours, or one that does not add up."""


def features_of(word: str) -> Iterator[str]:
    """A word between spaces, and its groups of letters. A mark is whole: its letters were seen in the word itself."""
    padded = f" {word[:LONGEST_WORD]} "
    yield padded
    if not is_word(word):
        return
    for size in GROUPS:
        if len(padded) > size:
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


class Model:
    """Read-only after construction, but that it remembers words. `known` are the products of the catalogue."""

    def __init__(self, stored: Stored, known: Collection[str]) -> None:
        lanes = len(stored.products) + len(Kind) + len(Urgency) + 1
        weights = _inflated(stored.weights, len(stored.features) * lanes)
        if stored.format != FORMAT or not stored.products:
            raise BadModel("This model is of another version. Mend: balie rules learn.")
        if len(stored.scales) != lanes or len(stored.biases) != lanes or not all(map(math.isfinite, _numbers(stored))):
            raise BadModel("The numbers of this model do not add up. Mend: balie rules learn.")
        self._stored = stored
        self._bias = sum(_HALF << (_LANE * lane) for lane in range(lanes))
        self._wide, self._unpack = lanes * _LANE // 8 + _LOUD // 8, struct.Struct(f"<{lanes}hQ").unpack
        self._products, self._loudness = slice(len(stored.products)), _LANE * lanes
        self._kinds = slice(len(stored.products), len(stored.products) + len(Kind))
        self._place = {product: place for place, product in enumerate(stored.products) if product in known}
        gone = [product not in known for product in stored.products[:-1]]  # they are never the likeliest
        self._biases = [-math.inf if lane < len(gone) and gone[lane] else stored.biases[lane] for lane in range(lanes)]
        self._rows: dict[str, int] = {}
        self._pairs: dict[str, dict[str, int]] = {}  #: first word, then second
        self._words: dict[str, int] = {}
        for feature, row in zip(stored.features, _packed(weights, lanes), strict=True):
            words = feature.split()
            if len(words) == 2 and feature.startswith(" "):
                self._pairs.setdefault(words[0], {})[words[1]] = self._raised(row)
            else:
                self._rows[feature] = row

    @classmethod
    def read(cls, content: bytes, known: Collection[str]) -> "Model":
        """Raises BadModel."""
        if len(content) > LARGEST:
            raise BadModel(f"A model is at most {LARGEST // 1_000_000} MB.")
        try:
            stored = msgspec.msgpack.decode(content, type=Stored)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:  # a wrong shape is of the first
            raise BadModel(f"This is no model: {error}.") from None
        return cls(stored, known)

    def vote(self, tokens: Sequence[str], scores: Mapping[str, float]) -> Vote | None:
        """What the model makes of these words and of the words' scores; None where it knows not one of them."""
        words = [*dict.fromkeys(tokens)]
        rows = self._of(words)
        sums = self._added([*rows, *self._together(tokens)])
        if sums[-1] <= 0 and not scores:
            return None
        stored, length = self._stored, math.sqrt(max(sums[-1], 1))
        spoken = [
            bias + scale * each / length for bias, scale, each in zip(self._biases, stored.scales, sums, strict=True)
        ]
        for product, score in scores.items():
            if product in self._place:
                spoken[self._place[product]] += stored.trust * min(score, stored.trusted)
        best, probability = _likeliest(spoken[self._products])
        fits = best != len(stored.products) - 1
        kind, kind_probability = _likeliest(spoken[self._kinds])
        return Vote(
            stored.products[best] if fits else None,
            probability,
            fits and probability >= stored.sure and sum(map(is_word, words)) >= ENOUGH,
            _top(words, rows, best) if fits else (),
            _KINDS[kind],
            kind_probability,
            *self._urgency(spoken[self._kinds.stop : -1]),
        )

    def _urgency(self, spoken: Sequence[float]) -> tuple[Urgency, float, float]:
        """With its probability, and that of danger."""
        chances = _chances(spoken)
        danger, high = chances[_DANGER], chances[_HIGH]
        if danger >= self._stored.danger:
            return Urgency.DANGER, danger, danger
        if high + danger >= self._stored.high:
            return Urgency.HIGH, high + danger, danger
        return Urgency.NORMAL, chances[_NORMAL], danger

    def _of(self, words: Sequence[str]) -> list[int]:
        """A number for each word."""
        known = self._words
        try:
            return [*map(known.__getitem__, words)]
        except KeyError:
            return [known.get(word) or self._summed(word) for word in words]

    def _together(self, tokens: Sequence[str]) -> Iterable[int]:
        """A number for each pair of words that says more than the two apart; said twice it counts once."""
        followed = zip(tokens, tokens[1:], map(self._pairs.get, tokens), strict=False)
        return {(one, other): by[other] for one, other, by in followed if by and other in by}.values()

    def _summed(self, word: str) -> int:
        if len(self._words) >= REMEMBERED:
            self._words.clear()
        rows = self._rows
        found = self._words[word] = self._raised(sum(rows[each] for each in features_of(word) if each in rows))
        return found

    def _raised(self, row: int) -> int:
        """With every lane above zero, so that one can be read by itself, and how loud the loudest is on top."""
        row += self._bias
        lanes: tuple[int, ...] = self._unpack((row ^ self._bias).to_bytes(self._wide, "little"))
        return row + (max(map(abs, lanes)) << self._loudness)

    def _added(self, rows: Sequence[int]) -> Sequence[int]:
        """The lanes of all rows together. Where they are too loud for one number, those of each half are added."""
        total = sum(rows) - (len(rows) - 1) * self._bias
        *lanes, loud = self._unpack((total ^ self._bias).to_bytes(self._wide, "little"))
        if loud <= LOUDEST:
            return lanes
        middle = len(rows) // 2
        return [*map(int.__add__, self._added(rows[:middle]), self._added(rows[middle:]))]


def _inflated(deflated: bytes, size: int) -> bytes:
    """At most `size` bytes, whatever the file says of itself."""
    try:
        content = zlib.decompressobj().decompress(deflated, size + 1)
    except zlib.error as error:
        raise BadModel(f"The weights of this model cannot be read: {error}.") from None
    if len(content) != size:
        raise BadModel("The weights of this model are not as many as its features. Mend: balie rules learn.")
    return content


def _numbers(stored: Stored) -> list[float]:
    return [*stored.scales, *stored.biases, stored.trust, stored.trusted, stored.sure, stored.danger, stored.high]


def _packed(weights: bytes, lanes: int) -> Iterator[int]:
    """A row's signed bytes in one number: adding numbers adds lanes, as long as no lane outgrows its bits."""
    width = _LANE // 8
    wide = bytearray(width * len(weights))
    wide[::width] = weights.translate(_RAISED)
    raised = sum(128 << (_LANE * lane) for lane in range(lanes))
    for start in range(0, len(wide), width * lanes):
        yield int.from_bytes(wide[start : start + width * lanes], "little") - raised


def _top(words: Sequence[str], rows: Sequence[int], lane: int) -> tuple[str, ...]:
    """The words that spoke most for this lane."""
    shift = _LANE * lane
    said = [(row >> shift & _MASK, word) for row, word in zip(rows, words, strict=True) if is_word(word)]
    best = sorted((each for each in said if each[0] > _HALF), reverse=True)[:SHOWN]
    return tuple(word for _, word in best)


def _likeliest(spoken: Sequence[float]) -> tuple[int, float]:
    """Its place, and how likely it is."""
    top, exp = max(spoken), math.exp
    near = top - NEGLIGIBLE
    return spoken.index(top), 1.0 / sum([exp(each - top) for each in spoken if each > near])


def _chances(spoken: Sequence[float]) -> list[float]:
    top = max(spoken)
    powers = [math.exp(each - top) for each in spoken]
    total = sum(powers)
    return [each / total for each in powers]
