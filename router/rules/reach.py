"""Rules that can never be used: one behind another that asks less, or one that asks what no product is."""

from collections.abc import Iterator, Sequence

from router.domain.municipality import Municipality
from router.domain.product import Product
from router.rules.match import Rule

Key = tuple[str, object]
OF_PRODUCT = ("complexity", "legal")


def unreachable(rules: Sequence[Rule], municipality: Municipality) -> Iterator[tuple[int, str]]:
    """The place of each such rule, with the sentence. Rules are filed by one condition, so that 10,000 take no n squared."""
    filed: dict[Key, list[Rule]] = {}
    takes_all: list[Rule] = []
    for place, rule in enumerate(rules):
        if (contradiction := _contradiction(rule, municipality)) is not None:
            yield place, f'rule "{rule.id}" can never hold: {contradiction}'
        wider = [*takes_all, *(each for key in _keys(rule) for each in filed.get(key, ()))]
        earlier = next((each for each in wider if _covers(each, rule)), None)
        if earlier is not None:
            yield (
                place,
                f'rule "{rule.id}" is never reached: "{earlier.id}" on line {earlier.line} takes everything it would',
            )
        elif rule.when:
            for key in _anchor(rule):
                filed.setdefault(key, []).append(rule)
        else:
            takes_all.append(rule)


def _keys(rule: Rule) -> Iterator[Key]:
    """One look-up for each value the rule asks about."""
    for field, value in rule.when.items():
        for each in _values(value):
            yield field, each


def _anchor(rule: Rule) -> list[Key]:
    """Where a rule is filed: under its product if it names one, else its first condition."""
    field = "product" if "product" in rule.when else next(iter(rule.when))
    return [(field, each) for each in _values(rule.when[field])]


def _values(value: object) -> list[object]:
    if isinstance(value, dict):
        return [repr(value)]
    return list(value) if isinstance(value, list) else [value]


def _covers(wider: Rule, rule: Rule) -> bool:
    return all(
        field in rule.when and set(_values(rule.when[field])) <= set(_values(value))
        for field, value in wider.when.items()
    )


def _contradiction(rule: Rule, municipality: Municipality) -> str | None:
    """A product that is not as simple, or as legal, as the rule asks beside it."""
    value = rule.when.get("product")
    if value is None or isinstance(value, dict):
        return None
    products = [municipality.products[str(each)] for each in _values(value)]
    for field in OF_PRODUCT:
        wanted = rule.when.get(field)
        if wanted is not None and not any(_is(product, field) in _values(wanted) for product in products):
            names = ", ".join(product.id for product in products[:3])
            return f"{field} is {str(wanted).lower()}, and that is not so of {names}"
    return None


def _is(product: Product, field: str) -> object:
    return product.legal is not None if field == "legal" else product.complexity
