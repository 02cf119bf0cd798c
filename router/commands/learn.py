"""Learn a model from labelled texts: `balie rules learn DIR` reads DIR/labels/*.csv and writes DIR/model.bin.

Needs scikit-learn (`pip install balie[learn]`), here only: what is written is read without it. Every figure is out of fold:
of a model that had not seen the text.
"""

import copy
from collections import Counter
from collections.abc import Callable, Sequence
from importlib.util import find_spec
from pathlib import Path

import msgspec

from router.commands.bench_recognition import Labelled, Report, Seen, fits, read_labels, score, see
from router.commands.fitting import Example, Fitted, fit, vocabulary
from router.domain.errors import BadPayload
from router.domain.words import Urgency
from router.rules.model import LARGEST, Model, Vote
from router.rules.rulebook import Rulebook
from router.rules.tokens import tokens

FOLDS = 5
MODEL = "model.bin"
HIGH = 0.9  #: hurry that only the model sees has to be plain
PRECISION, FALSE_ALARMS = 0.97, 0.01  #: what the thresholds are set for
Say = Callable[[str], None]


def learn(folder: Path, book: Rulebook, say: Say) -> Report:
    """Train, set the thresholds on texts out of fold, and write the model. Raises BadPayload where labels are missing."""
    labelled = [label for path in sorted((folder / "labels").glob("*.csv")) for label in read_labels(path)]
    texts = [label for label in labelled if _is_whole(label)]
    if len(texts) < 10 * FOLDS:
        raise BadPayload(
            f"{folder / 'labels'} has {len(texts)} labelled texts; learning asks for {10 * FOLDS} or more."
        )
    examples = [_example(label, book) for label in texts]
    phrases = [_example(label, book) for label in labelled if not _is_whole(label)] + _catalogue(book)
    words = vocabulary([*examples, *phrases])
    say(f"{len(texts)} texts, {len(phrases)} phrases, {len(words)} features")
    models, votes = _out_of_fold(texts, examples, phrases, words, book, say)
    thresholds = _thresholds(texts, votes, book, say)
    final = fit([*examples, *phrases], words, _products(book))
    content = msgspec.msgpack.encode(final.stored(**thresholds))
    assert len(content) <= LARGEST
    (folder / MODEL).write_bytes(content)
    say(f"{folder / MODEL}: {len(content) / 1e6:.2f} MB")
    return score(_seen(texts, models, thresholds, book))


def _is_whole(label: Labelled) -> bool:
    """A text with everything told of it. What has less is a phrase: it teaches what it tells, and is not scored."""
    return bool(label.product and label.kind and label.urgency)


def _example(label: Labelled, book: Rulebook) -> Example:
    heard = book.lexicon.listen("", label.text).tokens if _is_whole(label) else tokens(label.text)
    return Example(heard, label.product, label.kind, label.urgency)


def _catalogue(book: Rulebook) -> list[Example]:
    """What the catalogue says of a product is an example of it."""
    found = []
    for product in book.municipality.products.values():
        said = [phrase for phrases in product.synonyms.values() for phrase in phrases]
        said += [*product.name.values(), *product.summary.values(), *product.answer.values()]
        found += [Example(tokens(phrase), product.id, None, None) for phrase in said]
    return found


def _products(book: Rulebook) -> list[str]:
    return [*sorted(book.municipality.products), "onbekend"]


def _folds(examples: Sequence[Example]) -> list[int]:
    """Each text's fold; the texts of a product are spread."""
    seen: Counter[str] = Counter()
    found = []
    for example in examples:
        found.append(seen[str(example.product)] % FOLDS)
        seen[str(example.product)] += 1
    return found


def _out_of_fold(
    texts: Sequence[Labelled],
    examples: Sequence[Example],
    phrases: Sequence[Example],
    words: Sequence[str],
    book: Rulebook,
    say: Say,
) -> tuple[list[Fitted], list[Vote | None]]:
    """The model that each text was kept from, and its vote."""
    folds = _folds(examples)
    models: list[Fitted] = []
    votes: list[Vote | None] = [None] * len(texts)
    for fold in range(FOLDS):
        kept = [example for example, place in zip(examples, folds, strict=True) if place != fold]
        models.append(fit([*kept, *phrases], words, _products(book)))
        model = Model(models[-1].stored(), book.municipality.products)
        for place, example in enumerate(examples):
            if folds[place] == fold:
                scores = book.lexicon.listen("", texts[place].text).scores
                votes[place] = model.vote(example.tokens, scores)
        say(f"fold {fold + 1} of {FOLDS}")
    return [models[fold] for fold in folds], votes


def _thresholds(texts: Sequence[Labelled], votes: Sequence[Vote | None], book: Rulebook, say: Say) -> dict[str, float]:
    products = book.municipality.products
    sure = [
        (vote.probability, fits(label, products.get(vote.product)))
        for label, vote in zip(texts, votes, strict=True)
        if vote and vote.product
    ]
    bare = copy.copy(book)
    bare.model = None
    calm, dangerous = [], 0
    for label, vote in zip(texts, votes, strict=True):
        if label.urgency == Urgency.DANGER:
            dangerous += 1
        elif vote and label.urgency:
            # What a rule already cries wolf for is no better for the model's silence.
            calm.append(2.0 if see(label, bare).urgency == Urgency.DANGER else vote.danger)
    calm.sort(reverse=True)
    allowed = int(FALSE_ALARMS * len(calm))
    danger = min(0.99999, (calm[allowed] if calm else 0.5) + 1e-6)
    thresholds = {"sure": _lowest(sure), "danger": danger, "high": HIGH}
    say(", ".join(f"{name} from {figure:.3f}" for name, figure in thresholds.items()))
    return thresholds


def _lowest(answers: Sequence[tuple[float, bool]]) -> float:
    """The lowest probability from which so many answers are right as we want."""
    right, best = 0, 0.999
    for number, (probability, is_right) in enumerate(sorted(answers, reverse=True), 1):
        right += is_right
        if number >= 30 and right >= PRECISION * number:
            best = probability
    return best


def _seen(
    texts: Sequence[Labelled], models: Sequence[Fitted], thresholds: dict[str, float], book: Rulebook
) -> list[tuple[Labelled, Seen]]:
    """Each text as the whole first stage sees it, with the model that did not know it."""
    ready: dict[int, Rulebook] = {}
    found = []
    for label, fitted in zip(texts, models, strict=True):
        if id(fitted) not in ready:
            ready[id(fitted)] = copy.copy(book)
            ready[id(fitted)].model = Model(fitted.stored(**thresholds), book.municipality.products)
        found.append((label, see(label, ready[id(fitted)])))
    return found


def is_ready() -> bool:
    """Is scikit-learn there?"""
    return find_spec("sklearn") is not None
