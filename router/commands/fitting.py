"""Fitting the model's weights on words, letter groups and pairs: for each head scikit-learn's linear support vector machine."""

import importlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from router.domain.words import Kind, Urgency
from router.rules.model import FORMAT, Stored, features_of
from router.rules.phrasing import is_word

SHARPNESS = 7.0  #: of margins to odds: it makes the products of texts out of fold the likeliest
WHOLE = 2.0  #: a whole text counts as so many phrases
TRUST, TRUSTED = 0.3, 4.0


class Example(NamedTuple):
    tokens: list[str]
    product: str | None
    kind: str | None
    urgency: str | None


class Head(NamedTuple):
    """What is told of a text: the `features` that tell it best are kept, beside those of the other heads."""

    name: str
    features: int
    looseness: float  #: scikit-learn's C
    is_even: bool = False  #: a rare class weighs as much as a common one


HEADS = (Head("product", 40_000, 0.5), Head("kind", 12_000, 1.0, is_even=True), Head("urgency", 8_000, 1.0))


class Fitted(NamedTuple):
    """Weights as they will be stored, but for the thresholds."""

    products: list[str]
    features: list[str]
    weights: bytes
    scales: list[float]
    biases: list[float]

    def stored(self, sure: float = 0.9, danger: float = 0.9, high: float = 0.9) -> Stored:
        return Stored(
            FORMAT,
            self.products,
            self.features,
            self.weights,
            self.scales,
            self.biases,
            TRUST,
            TRUSTED,
            sure,
            danger,
            high,
        )


def counted(words: Sequence[str]) -> Counter[str]:
    """How often each feature turns up: a word counts once, and so does a pair."""
    found = Counter(feature for word in dict.fromkeys(words) for feature in features_of(word))
    found.update(
        f" {one} {other} " for one, other in set(pairwise(filter(is_word, words))) if len(one) + len(other) < 50
    )
    return found


def vocabulary(examples: Sequence[Example]) -> list[str]:
    """The features that tell the classes of each head apart best, of those that turn up more than once."""
    seen = [set(counted(each.tokens)) for each in examples]
    return sorted({feature for head in HEADS for feature in _telling(examples, seen, head)})


def _telling(examples: Sequence[Example], seen: Sequence[set[str]], head: Head) -> list[str]:
    """By how far their counts are from those of features that tell nothing (chi squared)."""
    by_class: dict[str, Counter[str]] = {}
    sizes: Counter[str] = Counter()
    for example, features in zip(examples, seen, strict=True):
        if (label := getattr(example, head.name)) is not None:
            by_class.setdefault(label, Counter()).update(features)
            sizes[label] += 1
    total = sum(by_class.values(), Counter[str]())
    told: dict[str, float] = {}
    for label, counts in by_class.items():
        share = sizes[label] / sizes.total()
        for feature, times in counts.items():
            if total[feature] > 1:
                expected = total[feature] * share
                told[feature] = told.get(feature, 0.0) + (times - expected) ** 2 / expected
    return sorted(told, key=lambda feature: (-told[feature], feature))[: head.features]


def fit(examples: Sequence[Example], features: Sequence[str], products: Sequence[str]) -> Fitted:
    """The weights of every head. The same examples give the same bytes."""
    numpy, sparse = importlib.import_module("numpy"), importlib.import_module("scipy.sparse")
    place = {feature: column for column, feature in enumerate(features)}
    counts = _matrix((counted(each.tokens) for each in examples), place, sparse)
    often = numpy.asarray((counts > 0).sum(0)).ravel()
    idf = numpy.log((1 + len(examples)) / (1 + often)) + 1
    mass = numpy.clip(numpy.round(idf**2), 1, 127)
    length = numpy.sqrt(numpy.maximum(counts @ mass, 1))
    inputs = sparse.diags(1 / length) @ counts.multiply(idf).tocsr()
    classes = {"product": products, "kind": list(Kind), "urgency": list(Urgency)}
    heads = [_fitted(head, inputs, examples, classes[head.name], numpy) for head in HEADS]
    weights = numpy.vstack([coefficients * idf for coefficients, _ in heads])
    return _quantised(weights, numpy.concatenate([each for _, each in heads]), mass, products, features, numpy)


def _fitted(head: Head, inputs: Any, examples: Sequence[Example], classes: Sequence[str], numpy: Any) -> Any:
    """Coefficients and intercepts of every class, in their order."""
    labels = [getattr(each, head.name) for each in examples]
    known = [row for row, label in enumerate(labels) if label in classes]
    weighs = [WHOLE if examples[row].kind and examples[row].product else 1.0 for row in known]
    balance = "balanced" if head.is_even else None
    machine = importlib.import_module("sklearn.svm")
    learner = machine.LinearSVC(C=head.looseness, class_weight=balance, random_state=0)
    learner.fit(inputs[known], [classes.index(labels[row]) for row in known], sample_weight=weighs)
    coefficients = numpy.zeros((len(classes), inputs.shape[1]))
    intercepts = numpy.full(len(classes), -20.0)  # a class nobody gave an example of
    coefficients[learner.classes_] = learner.coef_ * SHARPNESS
    intercepts[learner.classes_] = learner.intercept_ * SHARPNESS
    return coefficients, intercepts


def _matrix(counts: Iterable[Counter[str]], place: dict[str, int], sparse: Any) -> Any:
    rows, columns, values, size = [], [], [], 0
    for row, each in enumerate(counts):
        size = row + 1
        for feature, times in each.items():
            if feature in place:
                rows.append(row)
                columns.append(place[feature])
                values.append(float(times))
    return sparse.csr_matrix((values, (rows, columns)), shape=(size, len(place)))


def _quantised(
    weights: Any, biases: Any, mass: Any, products: Sequence[str], features: Sequence[str], numpy: Any
) -> Fitted:
    """To a byte a weight. The few largest are cut off, so that the many small ones keep their differences."""
    limits = numpy.maximum(numpy.quantile(numpy.abs(weights), 0.9995, axis=1), 1e-6)
    scales = limits / 127
    whole = numpy.clip(numpy.round(weights / scales[:, None]), -127, 127).astype("int8")
    table = numpy.vstack([whole, mass.astype("int8")]).T
    return Fitted(
        list(products),
        list(features),
        zlib.compress(numpy.ascontiguousarray(table).tobytes(), 9),
        [*(float(each) for each in scales), 1.0],
        [*(float(each) for each in biases), 0.0],
    )
