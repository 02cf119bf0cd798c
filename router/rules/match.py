"""Matching: a rule's conditions compiled to small tests, and an index that keeps matching flat with the number of rules."""

from collections.abc import Callable, Mapping, Sequence

from router.domain.record import Record
from router.rules.facts import Draft

Test = Callable[[Draft], bool]

READERS: Mapping[str, Callable[[Draft], object]] = {
    "channel": lambda draft: draft.contact.channel,
    "source": lambda draft: draft.contact.source,
    "product": lambda draft: draft.product.id if draft.product else None,
    "kind": lambda draft: draft.kind,
    "urgency": lambda draft: draft.urgency,
    "language": lambda draft: draft.language,
    "team": lambda draft: draft.team,
    "place": lambda draft: draft.contact.place,
    "needs_assistance": lambda draft: draft.contact.needs_assistance,
    "complexity": lambda draft: draft.product.complexity if draft.product else None,
    "callback": lambda draft: draft.contact.callback is not None,
    "legal": lambda draft: draft.product is not None and draft.product.legal is not None,
    "automatic": lambda draft: draft.contact.automatic,
    "steer": lambda draft: draft.steer,
}
"""Every field a rule may ask about, and where it is read."""


class Rule(Record):
    """One rule of a stage. `when` is kept as written, for whoever asks why."""

    id: str
    stage: str
    when: dict[str, object]
    then: dict[str, object]
    why: str = ""
    line: int = 0


class Compiled:
    """A rule with its tests."""

    __slots__ = ("channels", "marker", "products", "rule", "tests")

    def __init__(self, rule: Rule, partners: frozenset[str]) -> None:
        self.rule = rule
        self.channels = _accepted(rule.when.get("channel"))
        self.products = _accepted(rule.when.get("product"))
        self.marker = (
            rule.id if "text" in rule.when else None
        )  #: what a text sets off when it has the words or the pattern
        # Channel and product are answered by the index; what is left is tested one by one.
        self.tests = tuple(
            _test(rule, field, value, partners)
            for field, value in rule.when.items()
            if field not in ("channel", "product")
        )

    def holds(self, draft: Draft) -> bool:
        for test in self.tests:  # noqa: SIM110 - a generator costs three times as much on the hot path
            if not test(draft):
                return False
        return True


class Index:
    """The rules of one stage by (channel, product), in the order in which they were written."""

    def __init__(self, rules: Sequence[Rule], partners: frozenset[str] = frozenset()) -> None:
        self.rules = tuple(Compiled(rule, partners) for rule in rules)
        self._by_key: dict[tuple[str, str | None], tuple[tuple[Compiled, ...], tuple[str, ...]]] = {}
        channels = ("webform", "email", "phone", "mention", "desk")
        named = {product for rule in self.rules for product in rule.products or ()}
        self._named = frozenset(named)
        for channel in channels:
            for product in (*named, None):
                fitting = tuple(each for each in self.rules if _fits(each, channel, product))
                self._by_key[channel, product] = fitting, tuple(each.rule.id for each in fitting)

    def first(self, draft: Draft) -> tuple[Rule | None, tuple[str, ...]]:
        """The first rule that holds, and every rule tried up to it."""
        product = draft.product.id if draft.product is not None else None
        candidates, names = self._by_key[draft.contact.channel, product if product in self._named else None]
        for place, candidate in enumerate(candidates):
            for test in candidate.tests:
                if not test(draft):
                    break
            else:
                return candidate.rule, names[: place + 1]
        return None, names


def _fits(compiled: Compiled, channel: str, product: str | None) -> bool:
    return (compiled.channels is None or channel in compiled.channels) and (
        compiled.products is None or product in compiled.products
    )


def _accepted(value: object) -> frozenset[str] | None:
    """The values a condition accepts; None where the rule has no such condition."""
    if value is None:
        return None
    return frozenset(str(each) for each in value) if isinstance(value, list) else frozenset((str(value),))


def _test(rule: Rule, field: str, value: object, partners: frozenset[str]) -> Test:
    if field == "text":
        marker = rule.id
        return lambda draft: marker in draft.markers
    if field == "partner":
        return lambda draft: (draft.team in partners) is value
    read = READERS[field]
    if isinstance(value, list):
        accepted = frozenset(value)
        return lambda draft: read(draft) in accepted
    return lambda draft: read(draft) == value
