"""Do the rules make sense? Fields, values, names, patterns, and rules that can never be reached."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import re2

from router.domain.municipality import Municipality
from router.domain.words import Channel, Kind, PromiseKind, Steer, Urgency
from router.rules.check import known
from router.rules.escalation import READ as ESCALATED
from router.rules.files import Files, parsed
from router.rules.match import READERS, Rule
from router.rules.schema import TextMatcher
from router.rules.source import Source

THEN: Mapping[str, tuple[str, ...]] = {
    "recognition": ("product", "kind", "urgency"),
    "steering": ("steer",),
    "routing": ("team", "priority"),
    "promises": ("promises",),
    "escalation": ("priority", "notify"),
}


def check_rules(municipality: Municipality, rules: Mapping[str, Sequence[Rule]], files: Files) -> None:
    for stage, listed in rules.items():
        source = files.rules[stage]
        for place, rule in enumerate(listed):
            _when(rule, source, place, municipality)
            _then(rule, source, place, municipality)
        if stage != "escalation" and not source.problems:
            _reachable(listed, source)


def _when(rule: Rule, source: Source, place: int, municipality: Municipality) -> None:
    fields = [*ESCALATED, "partner"] if rule.stage == "escalation" else [*READERS, "text", "partner"]
    for field, value in rule.when.items():
        where = (place, "when", field)
        known(source, where, "field", field, fields)
        if field == "text":
            _text(source, where, value)
        elif isinstance(value, dict):
            source.problem(where, f'"{field}" takes a value or a list of values; only text takes words or a pattern')
        elif field in (names := _names(municipality)):
            for each in value if isinstance(value, list) else [value]:
                known(source, where, field, each, names[field])


def _names(municipality: Municipality) -> dict[str, Iterable[str]]:
    return {
        "product": municipality.products,
        "team": municipality.teams,
        "channel": list(Channel),
        "kind": list(Kind),
        "urgency": list(Urgency),
        "promise": list(PromiseKind),
        "event": ("at-risk", "broken"),
        "complexity": ("simple", "complex"),
    }


def _text(source: Source, where: tuple[str | int, ...], value: object) -> None:
    matcher = parsed(source, TextMatcher, value, where)
    if matcher is None:
        return
    if (matcher.words is None) == (matcher.pattern is None):
        source.problem(where, "text takes either words or a pattern")
    elif matcher.pattern is not None:
        try:
            re2.compile(matcher.pattern)
        except re2.error as error:
            reason = error.args[0] if error.args else error
            said = reason.decode() if isinstance(reason, bytes) else reason
            source.problem(where, f"RE2 does not take this pattern: {said}")


def _then(rule: Rule, source: Source, place: int, municipality: Municipality) -> None:
    checks: Mapping[str, Callable[[object, tuple[str | int, ...]], None]] = {
        "product": lambda value, where: known(source, where, "product", value, municipality.products),
        "team": lambda value, where: known(source, where, "team", value, municipality.teams),
        "kind": lambda value, where: known(source, where, "kind", value, list(Kind)),
        "urgency": lambda value, where: known(source, where, "urgency", value, list(Urgency)),
        "steer": lambda value, where: known(source, where, "steer", value, [*Steer, "catalogue"]),
        "promises": lambda value, where: _promises(rule, source, where, value, municipality),
        "notify": lambda value, where: known(source, where, "person to notify", value, ("lead",)),
        "priority": lambda value, where: _number(source, where, value),
    }
    for field, value in rule.then.items():
        where = (place, "then", field)
        known(source, where, "outcome", field, THEN[rule.stage])
        if field in THEN[rule.stage]:
            checks[field](value, where)


def _number(source: Source, where: tuple[str | int, ...], value: object) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not -100 <= value <= 100:
        source.problem(where, f'"priority" is a whole number up to 100, not {value!r}')


def _promises(
    rule: Rule, source: Source, where: tuple[str | int, ...], value: object, municipality: Municipality
) -> None:
    if not isinstance(value, list):
        source.problem(where, '"promises" is a list of ids from promises.yaml')
        return
    for each in value:
        known(source, where, "promise", each, municipality.terms)
        term = municipality.terms.get(str(each))
        if term and term.term == "legal" and rule.when.get("legal") is not True and not _all_legal(rule, municipality):
            source.problem(where, f'"{each}" takes the legal term of the product; add legal: true to when')


def _all_legal(rule: Rule, municipality: Municipality) -> bool:
    value = rule.when.get("product")
    names = value if isinstance(value, list) else [value]
    return value is not None and all(
        str(name) in municipality.products and municipality.products[str(name)].legal for name in names
    )


def _reachable(rules: Sequence[Rule], source: Source) -> None:
    """A rule behind one that asks less and decides as much can never be used."""
    if source.name.endswith("recognition.yaml"):
        return
    for place, rule in enumerate(rules):
        for earlier in rules[:place]:
            if all(field in rule.when and _within(rule.when[field], value) for field, value in earlier.when.items()):
                source.problem(
                    (place,),
                    f'rule "{rule.id}" is never reached: "{earlier.id}" on line {earlier.line} takes everything it would',
                )
                break


def _within(value: object, wider: object) -> bool:
    """Is every value that `value` accepts accepted by `wider`?"""
    if isinstance(value, dict) or isinstance(wider, dict):
        return value == wider
    narrow = value if isinstance(value, list) else [value]
    return all(each in (wider if isinstance(wider, list) else [wider]) for each in narrow)
