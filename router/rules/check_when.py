"""Does what a rule asks make sense? Its fields, their matchers, and the names they mention."""

from collections.abc import Iterable

from router.domain.municipality import Municipality
from router.rules.check import known
from router.rules.fields import FIELDS
from router.rules.files import parsed
from router.rules.match import Rule
from router.rules.matchers import LEVELS
from router.rules.patterns import refused
from router.rules.sorts import SHAPES, Scalar, Sort
from router.rules.source import Source
from router.rules.spans import span

Where = tuple[str | int, ...]
ONLY_WITH_KEYS = (Sort.TEXT, Sort.COUNT, Sort.TIME, Sort.NUMBER, Sort.SPAN)
FLAGS = (Sort.FLAG, Sort.PARTNER, Sort.OPEN)


def check_when(rule: Rule, source: Source, place: int, municipality: Municipality) -> None:
    for name, value in rule.when.items():
        where = (place, "when", name)
        known(source, where, "field", name, FIELDS)
        if name in FIELDS:
            check_value(source, where, name, FIELDS[name].sort, value, names_of(name, municipality))
            check_calendars(source, where, value, municipality)


def names_of(name: str, municipality: Municipality) -> tuple[str, ...]:
    """The words a field can hold; empty where anything goes."""
    own: dict[str, Iterable[str]] = {"product": municipality.products, "team": municipality.teams}
    return tuple(own[name]) if name in own else FIELDS[name].values


def check_value(source: Source, where: Where, name: str, sort: Sort, value: object, names: tuple[str, ...]) -> None:
    if sort in FLAGS:
        if not isinstance(value, bool):
            source.problem(where, f'"{name}" is true or false, not {value!r}')
    elif isinstance(value, dict):
        _keys(source, where, name, sort, value, names)
    elif sort in ONLY_WITH_KEYS:
        source.problem(where, f'"{name}" takes {", ".join(SHAPES[sort].model_fields)}; not a plain value')
    else:
        _plain(source, where, name, value if isinstance(value, list) else [value], names)


def _plain(source: Source, where: Where, name: str, values: list[object], names: tuple[str, ...]) -> None:
    if not values:
        source.problem(where, f'"{name}" is any of none at all; write at least one value')
    for each in values:
        if not isinstance(each, Scalar):
            source.problem(where, f'"{name}" takes a value, a list of values or a matcher')
        elif names:
            known(source, where, name, each, names)


def _keys(
    source: Source, where: Where, name: str, sort: Sort, value: dict[str, object], names: tuple[str, ...]
) -> None:
    if sort not in SHAPES or parsed(source, SHAPES[sort], value, where) is None:
        return
    for key in ("any", "none"):
        listed = value.get(key)
        if isinstance(listed, list):
            _plain(source, (*where, key), name, listed, names)
    for key in ("at_least", "at_most"):
        if sort == Sort.LEVEL and key in value:
            known(source, (*where, key), name, value[key], names)
    if sort == Sort.TEXT and isinstance(value.get("pattern"), str):
        _pattern(source, where, str(value["pattern"]))
    if not source.problems:
        _order(source, where, name, sort, value)


def _order(source: Source, where: Where, name: str, sort: Sort, value: dict[str, object]) -> None:
    """A span of nothing is a mistake; a time of day may go past midnight."""
    match value:
        case {"between": [low, high]} if sort != Sort.TIME and _size(low) > _size(high):
            source.problem(where, f'"{name}" lies between {low} and {high}: nothing does; turn them round')
        case {"at_least": low, "at_most": high} if _size(low) > _size(high):
            source.problem(where, f'"{name}" is at least {low} and at most {high}: nothing is')


def _size(value: object) -> float:
    """Of a number, a level or a length of time; each was checked by itself."""
    if isinstance(value, int):
        return value
    return LEVELS[str(value)] if value in LEVELS else span(value).total_seconds()


def _pattern(source: Source, where: Where, pattern: str) -> None:
    if (reason := refused(pattern)) is not None:
        source.problem(where, f"RE2 does not take this pattern: {reason}")


def check_calendars(source: Source, where: Where, value: object, municipality: Municipality) -> None:
    for key in ("during", "outside"):
        if isinstance(value, dict) and key in value:
            known(source, (*where, key), "calendar", value[key], municipality.calendars)
