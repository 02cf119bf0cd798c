"""Explain: every rule tried, in order, with the first condition that failed and the value it failed on.

Decides again, a stage at a time, on the same facts; so it says what `decide` did and costs the hot path nothing.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from router.domain.contact import Inbound
from router.domain.record import Record
from router.rules.decide import STAGES, outcome_of
from router.rules.facts import Draft, Facts, Outcome
from router.rules.fields import FIELDS
from router.rules.match import Compiled, Condition, Rule
from router.rules.matchers import count_since, marker_of
from router.rules.rulebook import Rulebook
from router.rules.sorts import Sort

LONGEST = 80  #: characters of one thing asked for, such as a pattern
FILES = {"steer": "steering", "route": "routing", "promise": "promises"}


class Tried(Record, omit_defaults=True):
    """One rule. Without `failed` it held."""

    rule: str
    line: int
    failed: str | None = None  #: the field
    wanted: str = ""
    found: str = ""


class Walk(Record):
    """What one stage looked at."""

    stage: str
    file: str | None
    tried: tuple[Tried, ...] = ()
    left_out: int = 0  #: rules for other channels and products, or whose words were not said


def explained(contact: Inbound, facts: Facts, book: Rulebook, now: datetime) -> tuple[Outcome, tuple[Walk, ...]]:
    """The outcome of `decide`, and the way to it."""
    draft, walks = Draft(contact, facts, now), []
    for stage in STAGES:
        name = stage.__name__
        walk = _walk(name, draft, book) if name in FILES else None
        stage(draft, book, now)
        walks.append(walk or _recognised(name, draft, book))
    return outcome_of(draft), tuple(walks)


def _walk(stage: str, draft: Draft, book: Rulebook) -> Walk:
    """The rules of a first-match stage, up to the one that holds."""
    index = book.indexes[FILES[stage]]
    rules = index.bucket(draft).rules
    tried = tuple(_up_to_the_first(rules, draft, book))
    return Walk(stage=stage, file=_file(FILES[stage]), tried=tried, left_out=len(index.rules) - len(rules))


def _up_to_the_first(rules: Sequence[Compiled], draft: Draft, book: Rulebook) -> Iterator[Tried]:
    for rule in rules:
        tried = _tried(rule, draft, book)
        yield tried
        if tried.failed is None:
            return


def _recognised(stage: str, draft: Draft, book: Rulebook) -> Walk:
    """Recognition tries every rule whose words were said; the last stage has no rules."""
    if stage != "recognise":
        return Walk(stage=stage, file=None)
    rules = book.indexes["recognition"].rules
    asked = [rule for rule in rules if rule.marker is None or rule.marker in draft.markers]
    tried = tuple(_tried(rule, draft, book) for rule in asked)
    return Walk(stage=stage, file=_file("recognition"), tried=tried, left_out=len(rules) - len(asked))


def _file(stage: str) -> str:
    return f"rules/{stage}.yaml"


def _tried(rule: Compiled, draft: Draft, book: Rulebook) -> Tried:
    condition = rule.failing(draft)
    if condition is None:
        return Tried(rule=rule.rule.id, line=rule.rule.line)
    return Tried(
        rule=rule.rule.id,
        line=rule.rule.line,
        failed=condition.field,
        wanted=wish(condition.wanted),
        found=_found(Failed(rule.rule, condition, draft, book)),
    )


class Failed(NamedTuple):
    rule: Rule
    condition: Condition
    draft: Draft
    book: Rulebook


def wish(value: object) -> str:
    """What a rule asks for, in words."""
    if isinstance(value, dict):
        return ", ".join(f"{str(key).replace('_', ' ')} {wish(asked)}" for key, asked in value.items())
    if isinstance(value, (list, tuple)):
        shown = [wish(each) for each in value]
        return " or ".join(shown) if len(shown) < 6 else f"{' or '.join(shown[:4])} or {len(shown) - 4} more"
    said = str(value).lower() if isinstance(value, bool) else str(value)
    return said if len(said) <= LONGEST else f"{said[:LONGEST]}..."


def _found(failed: Failed) -> str:
    """The value it failed on. Never the text itself: that is a citizen's."""
    field = FIELDS[failed.condition.field]
    if special := _SHOWN.get(field.sort):
        return special(failed)
    value = field.read(failed.draft)
    if isinstance(value, datetime):
        return _moment(failed)
    return "none" if value is None else wish(value)


def _said(failed: Failed) -> str:
    """Which of the words are missing, or which rules it out; of a pattern only that it is not there."""
    asked, said, marker = failed.condition.wanted, failed.draft.markers, marker_of(failed.rule.stage, failed.rule.id)
    assert isinstance(asked, dict)
    if ruled_out := said.get(f"{marker}#without"):
        return f"with {ruled_out}"
    if asked.get("words") and marker not in said:
        return "without any of these words"
    missing = [each for place, each in enumerate(asked.get("all") or ()) if f"{marker}#all{place}" not in said]
    return f"without {' and '.join(missing)}" if missing else "without such a pattern"


def _moment(failed: Failed) -> str:
    at = failed.draft.contact.received_at.astimezone(ZoneInfo(failed.book.municipality.organisation.zone))
    return f"{at:%a %Y-%m-%d %H:%M}"


def _count(failed: Failed) -> str:
    asked, draft = failed.condition.wanted, failed.draft
    assert isinstance(asked, dict)
    product = draft.product.id if draft.product else None
    return str(count_since(asked, draft.facts.known, draft.contact.received_at, product))


def _turned(failed: Failed) -> str:
    """A flag that is read together with the municipality's own files: it is the other than was asked."""
    return wish(failed.condition.wanted is not True)


def _span(failed: Failed) -> str:
    return f"{failed.draft.load.oldest_seconds // 60} minutes"


_SHOWN: Mapping[Sort, Callable[[Failed], str]] = {
    Sort.TEXT: _said,
    Sort.TIME: _moment,
    Sort.COUNT: _count,
    Sort.PARTNER: _turned,
    Sort.OPEN: _turned,
    Sort.SPAN: _span,
}
