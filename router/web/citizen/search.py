"""Find a product by what people type: any word of theirs against names and synonyms in every language, forgiving."""

import unicodedata
from collections.abc import Iterable, Iterator

from router.domain.product import Product, in_language

LONGEST, SHORTEST = 120, 3  #: of the question, and of a word that says something


def find(question: str, products: Iterable[Product], language: str, limit: int = 12) -> list[Product]:
    """The products that fit, the best first."""
    asked = [word for word in _words(question[:LONGEST]) if len(word) >= SHORTEST] or _words(question[:LONGEST])
    if not asked:
        return []
    scored = [(_score(product, asked), product) for product in products]
    found = [each for each in scored if each[0] > 0]
    found.sort(key=lambda each: (-each[0], in_language(each[1].name, language).casefold()))
    best = found[0][0] if found else 0.0
    return [product for score, product in found if score >= best / 3][:limit]


def _score(product: Product, asked: list[str]) -> float:
    """For each word asked: the best fit with any word of the product."""
    known = [(_words(name), 1.5) for name in product.name.values()]
    known += [(_words(phrase), 1.0) for phrases in product.synonyms.values() for phrase in phrases]
    return sum(
        max((_fit(word, each) * weight for words, weight in known for each in words), default=0.0) for word in asked
    )


def _fit(asked: str, word: str) -> float:
    if asked == word:
        return 4.0
    if word.startswith(asked) or (len(word) > 3 and asked.startswith(word)):
        return 2.0
    return 1.0 if len(asked) > 3 and asked in word else 0.0


def _words(text: str) -> list[str]:
    return list(_split(unicodedata.normalize("NFKD", text.casefold())))


def _split(text: str) -> Iterator[str]:
    plain = "".join(char if char.isalnum() else " " for char in text if not unicodedata.combining(char))
    yield from plain.split()
