"""Matching: a rule's conditions compiled to small tests, and an index that keeps matching flat with the number of rules."""

from collections.abc import Callable, Mapping, Sequence
from heapq import merge
from typing import NamedTuple

from router.domain.record import Record
from router.domain.words import Channel
from router.rules.facts import Draft
from router.rules.fields import DAYS, FIELDS, team_of
from router.rules.matchers import Ground, count_test, marker_of, text_test, value_test
from router.rules.sorts import Sort

Test = Callable[[Draft], bool]


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


class Compiled:
    """A rule with its tests."""

    __slots__ = ("channels", "conditions", "marker", "place", "products", "rule", "tests")

    def __init__(self, rule: Rule, ground: Ground, place: int = 0) -> None:
        self.rule, self.place = rule, place
        self.channels = _accepted(rule.when.get("channel"))
        self.products = _accepted(rule.when.get("product"))
        text = rule.when.get("text")
        #: What a text sets off when it has the rule's words; None where the rule asks for none.
        self.marker = _first_marker(rule) if isinstance(text, dict) else None
        self.conditions = tuple(
            Condition(field, value, _test(rule, field, value, ground)) for field, value in rule.when.items()
        )
        # Channel and product are answered by the index; what is left is tested one by one.
        answered = {
            field
            for field, accepted in (("channel", self.channels), ("product", self.products))
            if accepted is not None
        }
        self.tests = tuple(each.test for each in self.conditions if each.field not in answered)

    def holds(self, draft: Draft) -> bool:
        for test in self.tests:  # noqa: SIM110 - a generator costs three times as much on the hot path
            if not test(draft):
                return False
        return True

    def failing(self, draft: Draft) -> Condition | None:
        """The first condition that does not hold, for whoever asks why."""
        return next((each for each in self.conditions if not each.test(draft)), None)


Candidates = tuple[tuple[Compiled, ...], tuple[str, ...]]


class Index:
    """The rules of one stage by (channel, product), in the order in which they were written.

    What fits a pair is put together when it is first asked for: most pairs of a large catalogue never are.
    """

    def __init__(self, rules: Sequence[Rule], ground: Ground = Ground()) -> None:  # noqa: B008 - it cannot change
        self.rules = tuple(Compiled(rule, ground, place) for place, rule in enumerate(rules))
        self._specific: dict[tuple[str, str], list[Compiled]] = {}
        self._general: dict[str, list[Compiled]] = {channel: [] for channel in Channel}
        for each in self.rules:
            self._file(each)
        self._by_key: dict[tuple[str, str | None], Candidates] = {}

    def first(self, draft: Draft) -> tuple[Rule | None, tuple[str, ...]]:
        """The first rule that holds, and every rule tried up to it."""
        candidates, names = self.candidates(draft)
        for place, candidate in enumerate(candidates):
            for test in candidate.tests:
                if not test(draft):
                    break
            else:
                return candidate.rule, names[: place + 1]
        return None, names

    def candidates(self, draft: Draft) -> Candidates:
        """The rules that ask for this channel and product, or for none."""
        key = draft.contact.channel, draft.product.id if draft.product is not None else None
        try:
            return self._by_key[key]
        except KeyError:
            return self._put_together(*key)

    def _put_together(self, channel: str, product: str | None) -> Candidates:
        specific = self._specific.get((channel, product), []) if product is not None else []
        if not specific and product is not None:
            return self._put_together(channel, None)  # not one rule names it: no need to remember it apart
        fitting = tuple(merge(self._general[channel], specific, key=_place))
        self._by_key[channel, product] = fitting, tuple(each.rule.id for each in fitting)
        return self._by_key[channel, product]

    def _file(self, compiled: Compiled) -> None:
        for channel in Channel if compiled.channels is None else compiled.channels:
            if compiled.products is None:
                self._general[channel].append(compiled)
            for product in compiled.products or ():
                self._specific.setdefault((channel, product), []).append(compiled)


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


def _test(rule: Rule, name: str, value: object, ground: Ground) -> Test:
    field = FIELDS[name]
    if special := _SPECIAL.get(field.sort):
        return special(rule, value, ground)
    test, read = value_test(field.sort, value, ground), field.read
    if name == "day":
        return _day(test, ground)
    if not isinstance(value, dict | list):
        return lambda draft: read(draft) == value
    return lambda draft: test(read(draft))


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
