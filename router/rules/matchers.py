"""A condition of a rule, compiled to a small test. What it asks was checked at load; here nothing can be wrong any more."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, TypeVar

from router.domain.calendar import Calendar
from router.domain.known import Known
from router.domain.words import Tone, Urgency
from router.rules.sorts import (
    CountMatcher,
    LevelMatcher,
    NumberMatcher,
    PlaceMatcher,
    Sort,
    SpanMatcher,
    TextMatcher,
    TimeMatcher,
    WordMatcher,
)
from router.rules.spans import span
from router.rules.tokens import tokens

Subject = TypeVar("Subject")
Value = Callable[[object], bool]
LEVELS: Mapping[str, int] = {level: place for levels in (Urgency, Tone) for place, level in enumerate(levels)}


class Ground(NamedTuple):
    """What conditions stand on beside the contact. `zone_of` is the municipality's own calendar."""

    calendars: Mapping[str, Calendar] = {}
    team_calendars: Mapping[str, Calendar] = {}
    partners: frozenset[str] = frozenset()
    zone_of: Calendar | None = None


def value_test(sort: Sort, value: object, ground: Ground) -> Value:
    """A test of the value that the field reads. Text, count, open and partner need more than that: see `match`."""
    if not isinstance(value, dict):
        return _among(value if isinstance(value, list) else [value])
    return _DICTS[sort](value, ground)


def _among(values: Sequence[object]) -> Value:
    if len(values) == 1:
        (only,) = values
        return lambda found: found == only
    accepted = frozenset(values) if len(values) > 8 else tuple(values)
    return lambda found: found in accepted


def _all(tests: Sequence[Value]) -> Value:
    if len(tests) == 1:
        return tests[0]
    return lambda found: all(test(found) for test in tests)


def _words(value: dict[str, object], ground: Ground) -> Value:
    asked, tests = WordMatcher.model_validate(value), []
    if asked.any is not None:
        tests.append(_among(asked.any))
    if asked.none is not None:
        refused = frozenset(asked.none)
        tests.append(lambda found: found not in refused)
    return _all(tests)


def _level(value: dict[str, object], ground: Ground) -> Value:
    asked = LevelMatcher.model_validate(value)
    low, high = LEVELS[asked.at_least or Urgency.NORMAL], LEVELS[asked.at_most or Urgency.DANGER]
    plain: dict[str, object] = {name: value[name] for name in ("any", "none") if name in value}
    tests: list[Value] = [lambda found: low <= LEVELS[str(found)] <= high]
    return _all([*tests, _words(plain, ground)] if plain else tests)


def _number(value: dict[str, object], ground: Ground) -> Value:
    asked = NumberMatcher.model_validate(value)
    low, high = asked.between or (asked.at_least, asked.at_most)
    return _between(low, high)


def _span(value: dict[str, object], ground: Ground) -> Value:
    asked = SpanMatcher.model_validate(value)
    low, high = asked.between or (asked.at_least, asked.at_most)
    return _between(span(low).total_seconds() if low else None, span(high).total_seconds() if high else None)


def _between(low: float | None, high: float | None) -> Value:
    least, most = low if low is not None else float("-inf"), high if high is not None else float("inf")
    return lambda found: isinstance(found, (int, float)) and least <= found <= most


def _time(value: dict[str, object], ground: Ground) -> Value:
    asked, tests = TimeMatcher.model_validate(value), []
    if asked.during:
        inside = ground.calendars[asked.during]
        tests.append(lambda found: isinstance(found, datetime) and inside.is_open(found))
    if asked.outside:
        closed = ground.calendars[asked.outside]
        tests.append(lambda found: isinstance(found, datetime) and not closed.is_open(found))
    if asked.between:
        tests.append(_clock(asked.between, ground))
    return _all(tests)


def _clock(between: tuple[str, str], ground: Ground) -> Value:
    """From the first up to the second, which may lie past midnight."""
    first, last = between
    assert ground.zone_of is not None
    zone = ground.zone_of.zone

    def test(found: object) -> bool:
        assert isinstance(found, datetime)
        at = found.astimezone(zone).strftime("%H:%M")
        return first <= at < last if first <= last else at >= first or at < last

    return test


def _place(value: dict[str, object], ground: Ground) -> Value:
    asked = PlaceMatcher.model_validate(value)
    plain: dict[str, object] = {name: value[name] for name in ("any", "none") if name in value}
    tests = [_words(plain, ground)] if plain else []
    if asked.words:
        wanted = [tokens(phrase) for phrase in asked.words]
        tests.append(lambda found: found is not None and _has_words(tokens(str(found)), wanted))
    return _all(tests)


def _has_words(said: list[str], wanted: Sequence[list[str]]) -> bool:
    return any(
        said[place : place + len(phrase)] == phrase for phrase in wanted for place in range(len(said) - len(phrase) + 1)
    )


_DICTS: Mapping[Sort, Callable[[dict[str, object], Ground], Value]] = {
    Sort.WORD: _words,
    Sort.LEVEL: _level,
    Sort.NUMBER: _number,
    Sort.SPAN: _span,
    Sort.TIME: _time,
    Sort.PLACE: _place,
}


def count_test(value: dict[str, object]) -> Callable[[Known, datetime, str | None], bool]:
    """Of earlier contacts: how many there were in the period before this one, this one left out."""
    asked = CountMatcher.model_validate(value)
    most = asked.at_most if asked.at_most is not None else 10**9
    within, of_product = span(asked.within), asked.same_product

    def test(known: Known, at: datetime, product: str | None) -> bool:
        return asked.at_least <= _counted(known, at - within, product, of_product) <= most

    return test


def count_since(value: dict[str, object], known: Known, at: datetime, product: str | None) -> int:
    """What `count_test` counts."""
    asked = CountMatcher.model_validate(value)
    return _counted(known, at - span(asked.within), product, asked.same_product)


def _counted(known: Known, since: datetime, product: str | None, of_product: bool) -> int:
    """About nothing known in particular, no contact is about the same."""
    if of_product and product is None:
        return 0
    return known.since(since, product if of_product else None)


def text_test(stage: str, rule: str, value: dict[str, object]) -> Callable[[Mapping[str, str]], bool]:
    """Of the markers that the text set off."""
    asked = TextMatcher.model_validate(value)
    marker = marker_of(stage, rule)
    needed = [f"{marker}#all{place}" for place in range(len(asked.all or ()))]
    if asked.words:
        needed.append(marker)
    if asked.pattern is not None:
        needed.append(f"{marker}#pattern")
    if asked.without:
        refused = f"{marker}#without"
        return lambda markers: refused not in markers and all(each in markers for each in needed)
    if len(needed) == 1:
        (only,) = needed
        return lambda markers: only in markers
    return lambda markers: all(each in markers for each in needed)


def marker_of(stage: str, rule: str) -> str:
    return f"{stage}/{rule}"


def listened(stage: str, rule: str, value: object) -> list[tuple[str, str]]:
    """Marker and phrase of everything a rule's text condition listens for."""
    if not isinstance(value, dict):
        return []
    marker = marker_of(stage, rule)
    found = [(marker, str(phrase)) for phrase in value.get("words") or ()]
    found += [(f"{marker}#all{place}", str(phrase)) for place, phrase in enumerate(value.get("all") or ())]
    return found + [(f"{marker}#without", str(phrase)) for phrase in value.get("without") or ()]
