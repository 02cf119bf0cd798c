"""Decide the examples, and tell what is not as they say. A change of a rule that breaks one is seen before it is live."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from router.domain.contact import Attachment, CallbackWish, Inbound, Sender
from router.domain.known import Earlier, Known
from router.domain.record import Record
from router.rules.decide import decide
from router.rules.examples import Example, ExampleEntry, ExpectEntry, LoadEntry, examples_of
from router.rules.facts import Facts, Outcome, QueueLoad
from router.rules.rulebook import Rulebook
from router.rules.spans import span

WHEN = datetime(2026, 11, 23, 10, 0)  # noqa: DTZ001 - a Monday morning, local; used where an example names no moment
STAGE_OF: Mapping[str, int] = {"steer": 1, "team": 2, "priority": 2, "prefers": 2, "skills": 2, "promises": 3, "due": 3}


class Difference(Record):
    """One thing that is not as an example says."""

    field: str
    expected: str
    got: str
    rule: str  #: what decided it


class Tried(Record):
    """One example, decided."""

    file: str
    line: int
    example: str
    says: str
    differences: tuple[Difference, ...] = ()


def try_all(folder: Path, book: Rulebook) -> list[Tried]:
    """Every example of the folder, decided. Raises Unsound where one cannot be read."""
    return [_tried(each, book) for each in examples_of(folder, book.municipality)]


def failing(results: Sequence[Tried]) -> list[Tried]:
    return [each for each in results if each.differences]


def _tried(example: Example, book: Rulebook) -> Tried:
    entry = example.entry
    zone = ZoneInfo(book.municipality.organisation.zone)
    at = _local(entry.at or WHEN, zone)
    outcome = decide(_contact(entry, at), _facts(entry, at), book, at)
    return Tried(
        file=example.file,
        line=example.line,
        example=entry.id,
        says=entry.says,
        differences=tuple(_differences(entry.expect, outcome, zone)),
    )


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def _contact(entry: ExampleEntry, at: datetime) -> Inbound:
    told = entry.contact.model_dump(exclude={"sender", "callback", "attachments"})
    file = Attachment(name="bijlage.jpg", media_type="image/jpeg", size=1, sha256="")
    return Inbound(
        **told,
        id=entry.id,
        received_at=at,
        sender=Sender(**entry.contact.sender.model_dump()),
        callback=CallbackWish() if entry.contact.callback else None,
        attachments=(file,) * entry.contact.attachments,
    )


def _facts(entry: ExampleEntry, at: datetime) -> Facts:
    earlier = [
        Earlier(
            at=at - span(each.ago),
            case=f"earlier-{place}",
            product=each.product,
            handler=each.handler,
            refused=each.refused,
        )
        for place, each in enumerate(entry.known.earlier)
    ]
    newest_first = tuple(sorted(earlier, key=lambda each: each.at, reverse=True))
    return Facts(
        loads={team: _load(load) for team, load in entry.loads.items()},
        known=Known(needs_assistance=entry.known.needs_assistance, earlier=newest_first),
    )


def _load(entry: LoadEntry) -> QueueLoad:
    return QueueLoad(waiting=entry.waiting, oldest_seconds=int(span(entry.oldest).total_seconds()))


def _differences(expect: ExpectEntry, outcome: Outcome, zone: ZoneInfo) -> Iterator[Difference]:
    got = _got(outcome)
    for field in expect.model_fields_set:
        wanted = getattr(expect, field)
        if field == "due":
            yield from _dues(wanted, outcome, zone)
        elif not _same(field, wanted, got[field]):
            yield Difference(field=field, expected=_shown(wanted), got=_shown(got[field]), rule=_rule(field, outcome))


def _same(field: str, wanted: object, got: object) -> bool:
    if field == "promises" and isinstance(wanted, list) and isinstance(got, list):
        return sorted(wanted) == sorted(got)
    return wanted == got


def _got(outcome: Outcome) -> dict[str, object]:
    found = {name: getattr(outcome, name) for name in ExpectEntry.model_fields if hasattr(outcome, name)}
    promised = [each.term_id for each in outcome.promises]
    wanted = outcome.wanted
    kept = {"prefers": wanted.agent, "skills": list(wanted.skills)} if wanted else {"prefers": None, "skills": []}
    return {**found, **kept, "promises": promised}


def _dues(wanted: Mapping[str, datetime], outcome: Outcome, zone: ZoneInfo) -> Iterator[Difference]:
    promised = {each.term_id: each for each in outcome.promises}
    for term, moment in wanted.items():
        found, expected = promised.get(term), _local(moment, zone)
        if found is None or found.due != expected:
            got = "not promised" if found is None else found.why
            yield Difference(
                field=f"due of {term}", expected=f"{expected:%a %d %b %H:%M}", got=got, rule=_rule("due", outcome)
            )


def _rule(field: str, outcome: Outcome) -> str:
    return outcome.traces[STAGE_OF.get(field, 0)].rule


def _shown(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value) or "nothing"
    return "none" if value is None else str(value)
