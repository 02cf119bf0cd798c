"""The model: a linear vote on product, kind and urgency, where words alone leave it open. Learned offline by `balie rules learn`.

A text is the sum of its words, and a word the sum of its letter groups, so that a word nobody wrote before is known by its
parts and every word can be shown with what it did. All heads are added up in one number: each has 32 bits of it.
"""

import math
import struct
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, NamedTuple

import msgspec

from router.domain.words import Kind, Urgency

FORMAT = 1
LARGEST = 4_000_000  #: bytes of a model file
MOST_FEATURES, MOST_PRODUCTS = 60_000, 500
LONGEST_WORD = 24  #: letters of a word that count
GROUPS = (3, 4, 5)  #: letters in a group
REMEMBERED = 20_000  #: words whose sum is kept
SHOWN = 5  #: words in a vote
ENOUGH = 5  #: different words, the mark of the beginning counted: who writes less is not understood by them alone
NEGLIGIBLE = 15.0  #: so far behind the best, a lane adds less than a millionth to the sum
_LANE = 32
_HALF = 1 << (_LANE - 1)
_MASK = (1 << _LANE) - 1
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
    """A word between spaces, and its groups of letters."""
    padded = f" {word[:LONGEST_WORD]} "
    yield padded
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
        self._stored, self._lanes = stored, lanes
        self._bias = sum(_HALF << (_LANE * lane) for lane in range(lanes))
        self._unpack = struct.Struct(f"<{lanes}I").unpack
        self._place = {product: place for place, product in enumerate(stored.products) if product in known}
        self._usable = [*self._place.values()]
        if stored.products[-1] not in known:
            self._usable.append(len(stored.products) - 1)
        self._rows: dict[str, int] = {}
        self._pairs: dict[tuple[str, str], int] = {}
        self._sums: dict[str, int] = {}
        for feature, row in zip(stored.features, _packed(weights, lanes), strict=True):
            words = feature.split()
            if len(words) == 2 and feature.startswith(" "):
                self._pairs[words[0], words[1]] = row
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
        total = self._sum(words) + sum(self._pairs[pair] for pair in set(pairwise(tokens)) if pair in self._pairs)
        sums = [lane - _HALF for lane in self._unpack((total + self._bias).to_bytes(4 * self._lanes, "little"))]
        if sums[-1] <= 0 and not scores:
            return None
        stored, length = self._stored, math.sqrt(max(sums[-1], 1))
        spoken = [
            bias + scale * each / length for bias, scale, each in zip(stored.biases, stored.scales, sums, strict=True)
        ]
        for product, score in scores.items():
            if product in self._place:
                spoken[self._place[product]] += stored.trust * min(score, stored.trusted)
        best, probability = _likeliest(spoken, self._usable)
        nothing = len(stored.products) - 1
        kind, kind_probability, urgency, urgency_probability, danger = self._others(spoken)
        return Vote(
            stored.products[best] if best != nothing else None,
            probability,
            best != nothing and probability >= stored.sure and len(words) >= ENOUGH,
            self._top(words, best) if best != nothing else (),
            kind,
            kind_probability,
            urgency,
            urgency_probability,
            danger,
        )

    def _others(self, spoken: Sequence[float]) -> tuple[Kind, float, Urgency, float, float]:
        first, kinds = len(self._stored.products), list(Kind)
        place, probability = _likeliest(spoken, range(first, first + len(kinds)))
        return kinds[place - first], probability, *self._urgency(spoken[first + len(kinds) :])

    def _urgency(self, spoken: Sequence[float]) -> tuple[Urgency, float, float]:
        """With its probability, and that of danger."""
        urgencies = list(Urgency)
        chances = _chances(spoken[: len(urgencies)])
        danger, high = chances[urgencies.index(Urgency.DANGER)], chances[urgencies.index(Urgency.HIGH)]
        if danger >= self._stored.danger:
            return Urgency.DANGER, danger, danger
        if high + danger >= self._stored.high:
            return Urgency.HIGH, high + danger, danger
        return Urgency.NORMAL, chances[urgencies.index(Urgency.NORMAL)], danger

    def _sum(self, words: Sequence[str]) -> int:
        known, total = self._sums, 0
        for word in words:
            try:
                total += known[word]
            except KeyError:
                total += self._learn(word)
        return total

    def _learn(self, word: str) -> int:
        if len(self._sums) >= REMEMBERED:
            self._sums.clear()
        rows = self._rows
        found = self._sums[word] = sum(rows[each] for each in features_of(word) if each in rows)
        return found

    def _top(self, words: Sequence[str], lane: int) -> tuple[str, ...]:
        """The words that spoke most for this lane."""
        shift, bias, known = _LANE * lane, self._bias, self._sums
        said = [(((known.get(word, 0) + bias) >> shift) & _MASK, word) for word in words]
        best = sorted((each for each in said if each[0] > _HALF), reverse=True)[:SHOWN]
        return tuple(word for _, word in best)


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
    """A row's signed bytes in one number: adding numbers adds lanes, as long as no lane outgrows its 32 bits."""
    wide = bytearray(4 * len(weights))
    wide[::4] = weights.translate(_RAISED)
    raised = sum(128 << (_LANE * lane) for lane in range(lanes))
    for start in range(0, len(wide), 4 * lanes):
        yield int.from_bytes(wide[start : start + 4 * lanes], "little") - raised


def _likeliest(spoken: Sequence[float], places: Sequence[int]) -> tuple[int, float]:
    best = max(places, key=spoken.__getitem__)
    top, exp = spoken[best], math.exp
    near = top - NEGLIGIBLE
    return best, 1.0 / sum([exp(spoken[place] - top) for place in places if spoken[place] > near])


def _chances(spoken: Sequence[float]) -> list[float]:
    top = max(spoken)
    powers = [math.exp(each - top) for each in spoken]
    total = sum(powers)
    return [each / total for each in powers]
