"""Rules that can never be used: one behind another that asks less, or one that asks what no product is."""

from collections.abc import Iterator, Mapping, Sequence

from router.domain.municipality import Municipality
from router.domain.product import Product
from router.rules.fields import FIELDS
from router.rules.match import Rule
from router.rules.matchers import Ground, value_test
from router.rules.sorts import Sort

Asked = Mapping[str, frozenset[object]]  #: field -> the values it may have
OF_PRODUCT = ("complexity", "legal")


def unreachable(rules: Sequence[Rule], municipality: Municipality) -> Iterator[tuple[int, str]]:
    """The place of each such rule, with the sentence."""
    earlier = Earlier()
    for place, rule in enumerate(rules):
        asked = {field: values_of(field, value) for field, value in rule.when.items()}
        if (contradiction := _contradiction(asked, municipality)) is not None:
            yield place, f'rule "{rule.id}" can never hold: {contradiction}'
        elif (wider := earlier.first_wider(asked)) is not None:
            what = f'"{rules[wider].id}" on line {rules[wider].line} takes everything it would'
            yield place, f'rule "{rule.id}" is never reached: {what}'
            continue
        earlier.add(place, asked)


class Earlier:
    """The rules so far, a bit each: so 10,000 of them are compared with one in a few steps, however alike they are."""

    def __init__(self) -> None:
        self._all = 0
        self._asks: dict[str, int] = {}  #: field -> the rules that ask for it
        self._accepts: dict[tuple[str, object], int] = {}  #: field and value -> the rules that ask for it and take it

    def add(self, place: int, asked: Asked) -> None:
        bit = 1 << place
        self._all |= bit
        for field, values in asked.items():
            self._asks[field] = self._asks.get(field, 0) | bit
            for value in values:
                self._accepts[field, value] = self._accepts.get((field, value), 0) | bit

    def first_wider(self, asked: Asked) -> int | None:
        """The place of the first that asks nothing else, and takes every value."""
        wider = self._all
        for field, rules in self._asks.items():
            takes = rules if field in asked else 0
            for value in asked.get(field, ()):
                takes &= self._accepts.get((field, value), 0)
                if not takes:
                    break
            wider &= ~rules | takes
            if not wider:
                return None
        return (wider & -wider).bit_length() - 1 if wider else None


def values_of(field: str, value: object) -> frozenset[object]:
    """What a condition takes. One on a field with any number of values is itself its only value."""
    if not isinstance(value, dict):
        return frozenset(value if isinstance(value, list) else [value])
    kind = FIELDS[field]
    if kind.values and kind.sort in (Sort.WORD, Sort.LEVEL):
        takes = value_test(kind.sort, value, Ground())
        nothing = () if kind.sort == Sort.LEVEL else (None,)
        return frozenset(each for each in (*kind.values, *nothing) if takes(each))
    if value.keys() == {"any"}:
        return frozenset(value["any"])
    return frozenset([repr(sorted(value.items()))])


def _contradiction(asked: Asked, municipality: Municipality) -> str | None:
    """No value is left, or a product is not as simple, or as legal, as the rule asks beside it."""
    for field, values in asked.items():
        if not values:
            return f"no {field} is left"
    products = [municipality.products[str(name)] for name in asked.get("product", ()) if name in municipality.products]
    for field in OF_PRODUCT:
        if products and field in asked and not any(_is(product, field) in asked[field] for product in products):
            wanted = " or ".join(str(each).lower() for each in asked[field])
            names = ", ".join(sorted(product.id for product in products)[:3])
            return f"{field} is {wanted}, and that is not so of {names}"
    return None


def _is(product: Product, field: str) -> object:
    return product.legal is not None if field == "legal" else product.complexity
