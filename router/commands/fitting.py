"""Fitting the model's weights: scikit-learn's logistic regression, one for each head, on words, letter groups and pairs."""

import importlib
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from router.domain.words import Kind, Urgency
from router.rules.model import FORMAT, Stored, features_of

FEATURES = 40_000
INVERSE_PENALTY = {"product": 30.0, "kind": 10.0, "urgency": 10.0}
TRUST, TRUSTED = 0.6, 4.0
ITERATIONS = 120


class Example(NamedTuple):
    tokens: list[str]
    product: str | None
    kind: str | None
    urgency: str | None


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
    found.update(f" {one} {other} " for one, other in set(pairwise(words)) if len(one) + len(other) < 50)
    return found


def vocabulary(examples: Sequence[Example], most: int) -> list[str]:
    """The features that tell the products apart best, of those that turn up more than once."""
    by_product: dict[str, Counter[str]] = {}
    for example in examples:
        by_product.setdefault(_named(example), Counter()).update(counted(example.tokens).keys())
    total: Counter[str] = Counter()
    for each in by_product.values():
        total.update(each)
    size = len(examples)
    shares = {product: sum(1 for each in examples if _named(each) == product) / size for product in by_product}
    told: dict[str, float] = {}
    for product, counts in by_product.items():
        for feature, times in counts.items():
            if total[feature] > 1:
                expected = total[feature] * shares[product]
                told[feature] = told.get(feature, 0.0) + (times - expected) ** 2 / expected
    return sorted(sorted(told, key=lambda feature: (-told[feature], feature))[:most])


def _named(example: Example) -> str:
    """What it teaches: of a phrase without a product, its kind or urgency."""
    return example.product or example.kind or example.urgency or ""


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
    heads = (
        ("product", products, [each.product for each in examples]),
        ("kind", list(Kind), [each.kind for each in examples]),
        ("urgency", list(Urgency), [each.urgency for each in examples]),
    )
    weights, biases = [], []
    for name, classes, labels in heads:
        coefficients, intercepts = _head(inputs, labels, classes, INVERSE_PENALTY[name], numpy)
        weights.append(coefficients * idf)
        biases.append(intercepts)
    return _quantised(numpy.vstack(weights), numpy.concatenate(biases), mass, products, features, numpy)


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


def _head(inputs: Any, labels: Sequence[str | None], classes: Sequence[str], penalty: float, numpy: Any) -> Any:
    linear = importlib.import_module("sklearn.linear_model")
    known = [row for row, label in enumerate(labels) if label in classes]
    wanted = [classes.index(str(labels[row])) for row in known]
    learner = linear.LogisticRegression(C=penalty, max_iter=ITERATIONS, tol=1e-3)
    learner.fit(inputs[known], wanted)
    coefficients = numpy.zeros((len(classes), inputs.shape[1]))
    intercepts = numpy.full(len(classes), -20.0)  # a class nobody gave an example of
    coefficients[learner.classes_] = learner.coef_
    intercepts[learner.classes_] = learner.intercept_
    return coefficients, intercepts


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
