"""Matching: a rule's conditions compiled to small tests, and an index that keeps matching flat with the number of rules."""

from collections.abc import Callable, Mapping, Sequence
from heapq import merge
from typing import NamedTuple

from router.domain.record import Record
from router.domain.words import Channel
from router.rules.facts import Draft
from router.rules.fields import DAYS, FIELDS, team_of
from router.rules.matchers import Ground, Value, count_test, marker_of, text_test, value_test
from router.rules.sorts import Sort

Test = Callable[[Draft], bool]
FILED = ("channel", "product")  #: answered by the bucket a contact falls in


class Rule(Record):
    """One rule of a stage. `when` is kept as written, for whoever asks why."""

    id: str
    stage: str
    when: dict[str, object]
    then: dict[str, object]
    why: str = ""
    line: int = 0


class Condition(NamedTuple):
    field: str
    wanted: object
    test: Test
    accepts: Value | None  #: of a field with few values: a test of the value alone


class Compiled:
    """A rule with its tests."""

    __slots__ = ("channels", "conditions", "later", "marker", "place", "products", "rule")

    def __init__(self, rule: Rule, ground: Ground, place: int = 0) -> None:
        self.rule, self.place = rule, place
        self.channels = _accepted(rule.when.get("channel"))
        self.products = _accepted(rule.when.get("product"))
        text = rule.when.get("text")
        #: What a text sets off when it has the rule's words; None where the rule asks for none.
        self.marker = _first_marker(rule) if isinstance(text, dict) else None
        self.conditions = tuple(_condition(rule, field, value, ground) for field, value in rule.when.items())
        # Channel and product are answered by the index, fields of few values by its bits; the rest is tested.
        filed = {"channel": self.channels, "product": self.products}
        self.later = tuple(
            each.test for each in self.conditions if each.accepts is None and filed.get(each.field) is None
        )

    def holds(self, draft: Draft) -> bool:
        return self.failing(draft) is None

    def failing(self, draft: Draft) -> Condition | None:
        """The first condition that does not hold, for whoever asks why."""
        return next((each for each in self.conditions if not each.test(draft)), None)


class Bits:
    """One bit for each value of each field that has few: a contact is an int, and so is what a rule refuses.

    So a rule costs one `and`, whatever it asks of such fields, and ten thousand rules stay small enough to be near.
    """

    def __init__(self, rules: Sequence[Compiled]) -> None:
        asked = dict.fromkeys(each.field for rule in rules for each in rule.conditions if each.accepts is not None)
        self._tables: dict[str, dict[object, int]] = {}
        count = 0
        for name in asked:
            values = _values(name)
            self._tables[name] = {value: 1 << count + place for place, value in enumerate(values)}
            count += len(values)
        self._reading = tuple((FIELDS[name].read, table, table.get(None, 0)) for name, table in self._tables.items())

    def of(self, draft: Draft) -> int:
        bits = 0
        for read, table, other in self._reading:
            bits |= table.get(read(draft), other)
        return bits

    def refused(self, rule: Compiled) -> int:
        """The bits of every value that the rule does not accept."""
        return sum(
            bit
            for each in rule.conditions
            if each.accepts is not None
            for value, bit in self._tables[each.field].items()
            if not each.accepts(value)
        )


class Bucket(NamedTuple):
    """The rules for one channel and product, in order."""

    rules: tuple[Compiled, ...]
    names: tuple[str, ...]
    refused: tuple[int, ...]


class Index:
    """The rules of one stage by (channel, product), in the order in which they were written.

    What fits a pair is put together when it is first asked for: most pairs of a large catalogue never are.
    """

    def __init__(self, rules: Sequence[Rule], ground: Ground = Ground()) -> None:  # noqa: B008 - it cannot change
        self.rules = tuple(Compiled(rule, ground, place) for place, rule in enumerate(rules))
        self._bits = Bits(self.rules)
        same: dict[int, int] = {}  # rules that refuse the same share one int: what is near stays near
        self._refused = tuple(same.setdefault(bits, bits) for bits in map(self._bits.refused, self.rules))
        self._specific: dict[tuple[str, str | None], list[Compiled]] = {}
        self._general: dict[str, list[Compiled]] = {channel: [] for channel in Channel}
        for each in self.rules:
            self._file(each)
        self._buckets: dict[tuple[str, str | None], Bucket] = {}

    def first(self, draft: Draft) -> tuple[Rule | None, tuple[str, ...]]:
        """The first rule that holds, and every rule tried up to it."""
        bucket, bits = self.bucket(draft), self._bits.of(draft)
        for place, refused in enumerate(bucket.refused):
            if not bits & refused:
                rule = bucket.rules[place]
                for test in rule.later:
                    if not test(draft):
                        break
                else:
                    return rule.rule, bucket.names[: place + 1]
        return None, bucket.names

    def bucket(self, draft: Draft) -> Bucket:
        """The rules that ask for this channel and product, or for none."""
        key = draft.contact.channel, draft.product.id if draft.product is not None else None
        try:
            return self._buckets[key]
        except KeyError:
            return self._put_together(*key)

    def _put_together(self, channel: str, product: str | None) -> Bucket:
        specific = self._specific.get((channel, product), [])
        if not specific and product is not None:
            return self._buckets.get((channel, None)) or self._put_together(channel, None)
        rules = tuple(merge(self._general[channel], specific, key=_place))
        names = tuple(each.rule.id for each in rules)
        self._buckets[channel, product] = Bucket(rules, names, tuple(self._refused[each.place] for each in rules))
        return self._buckets[channel, product]

    def _file(self, compiled: Compiled) -> None:
        for channel in Channel if compiled.channels is None else compiled.channels:
            if compiled.products is None:
                self._general[channel].append(compiled)
            for product in compiled.products or ():
                self._specific.setdefault((channel, product), []).append(compiled)


def _values(field: str) -> tuple[object, ...]:
    """Every value the field can have; None stands for having none."""
    if FIELDS[field].sort == Sort.FLAG:
        return False, True
    return FIELDS[field].values if FIELDS[field].sort == Sort.LEVEL else (*FIELDS[field].values, None)


def _place(compiled: Compiled) -> int:
    return compiled.place


def _first_marker(rule: Rule) -> str:
    """One marker that must be there for the rule to hold."""
    text = rule.when["text"]
    assert isinstance(text, dict)
    marker = marker_of(rule.stage, rule.id)
    if text.get("words"):
        return marker
    return f"{marker}#all0" if text.get("all") else f"{marker}#pattern"


def _accepted(value: object) -> frozenset[str] | None:
    """The values a plain condition accepts; None where there is no such condition."""
    if value is None or isinstance(value, dict):
        return None
    return frozenset(str(each) for each in value) if isinstance(value, list) else frozenset((str(value),))


def _condition(rule: Rule, name: str, value: object, ground: Ground) -> Condition:
    field = FIELDS[name]
    if special := _SPECIAL.get(field.sort):
        return Condition(name, value, special(rule, value, ground), None)
    test, read = value_test(field.sort, value, ground), field.read
    if name == "day":
        return Condition(name, value, _day(test, ground), None)
    has_few = name not in FILED and (field.sort == Sort.FLAG or field.values)
    return Condition(name, value, lambda draft: test(read(draft)), test if has_few else None)


def _day(test: Callable[[object], bool], ground: Ground) -> Test:
    assert ground.zone_of is not None
    zone = ground.zone_of.zone
    return lambda draft: test(DAYS[draft.contact.received_at.astimezone(zone).weekday()])


def _text(rule: Rule, value: object, ground: Ground) -> Test:
    assert isinstance(value, dict)
    test = text_test(rule.stage, rule.id, value)
    return lambda draft: test(draft.markers)


def _count(rule: Rule, value: object, ground: Ground) -> Test:
    assert isinstance(value, dict)
    test = count_test(value)
    return lambda draft: test(draft.facts.known, draft.contact.received_at, draft.product.id if draft.product else None)


def _partner(rule: Rule, value: object, ground: Ground) -> Test:
    partners = ground.partners
    return lambda draft: (team_of(draft) in partners) is value


def _open(rule: Rule, value: object, ground: Ground) -> Test:
    calendars = ground.team_calendars
    return lambda draft: team_of(draft) in calendars and calendars[team_of(draft)].is_open(draft.now) is value


_SPECIAL: Mapping[Sort, Callable[[Rule, object, Ground], Test]] = {
    Sort.TEXT: _text,
    Sort.COUNT: _count,
    Sort.PARTNER: _partner,
    Sort.OPEN: _open,
}
