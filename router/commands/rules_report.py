"""A rehearsal's findings, to read in a terminal, or as JSON for a page."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from router.commands.rules_replay import Report
from router.domain.record import Record
from router.rules.replay import Again, Settled

HOWS = ("earlier", "later", "new", "gone")
Rows = Iterable[tuple[str, tuple[int, ...]]]


class Side(Record):
    """One team or one steer: how many contacts went there, and how many would."""

    name: str
    before: int
    after: int


class Shifted(Record):
    """A promise that would be another. `how` is one of HOWS."""

    kind: str
    how: str
    before: datetime | None
    after: datetime | None


class Moved(Record, rename="camel"):
    """A case that would be another; without `after` the rules fail on it."""

    case: str
    received_at: datetime
    moved: tuple[str, ...]
    before: Settled
    after: Settled | None
    promises: tuple[Shifted, ...]


class Findings(Record):
    """The whole report. At most so many cases as were asked for; `--csv` has all."""

    rulebook: str
    since: datetime
    seconds: float
    contacts: int
    moved: int
    blanked: int
    failed: int
    fields: Mapping[str, int]
    teams: tuple[Side, ...]
    steers: tuple[Side, ...]
    promises: Mapping[str, Mapping[str, int]]  #: kind -> how -> number
    cases: tuple[Moved, ...]


def findings(report: Report, most: int) -> Findings:
    summary = report.summary
    return Findings(
        rulebook=report.version,
        since=report.since,
        seconds=round(report.seconds, 2),
        contacts=summary.contacts,
        moved=summary.moved,
        blanked=summary.blanked,
        failed=summary.failed,
        fields=dict(summary.fields.most_common()),
        teams=_sides(summary.teams),
        steers=_sides(summary.steers),
        promises={kind: {how: counts[how] for how in HOWS} for kind, counts in sorted(summary.promises.items())},
        cases=tuple(_case(each) for each in report.cases[:most]),
    )


def _sides(counted: tuple[Counter[str], Counter[str]]) -> tuple[Side, ...]:
    """The greatest change first."""
    before, after = counted
    found = [Side(name=name, before=before[name], after=after[name]) for name in before.keys() | after.keys()]
    return tuple(sorted(found, key=lambda side: (-abs(side.after - side.before), side.name)))


def _case(each: Again) -> Moved:
    return Moved(
        case=each.case,
        received_at=each.at,
        moved=each.moved,
        before=each.before,
        after=each.after,
        promises=tuple(
            Shifted(kind=shift.kind, how=shift.how, before=shift.before, after=shift.after) for shift in each.shifts
        ),
    )


def as_text(report: Report, most: int, zone: ZoneInfo) -> str:
    found = findings(report, most)
    return "\n".join((*_heads(found, zone), *_tables(found), *_cases(found, len(report.cases), zone)))


def _heads(found: Findings, zone: ZoneInfo) -> Iterator[str]:
    since = found.since.astimezone(zone)
    yield f"Rulebook {found.rulebook}, {found.contacts:,} contacts since {since:%d %b %Y %H:%M}, in {found.seconds:.1f} s."
    yield f"{found.moved:,} would move ({found.moved / (found.contacts or 1):.1%})."
    if found.blanked:
        yield f"{found.blanked:,} were left out: what they said is no longer kept."
    if found.failed:
        yield f"{found.failed:,} could not be decided with these rules and would go to quarantine."
    if found.fields:
        yield "  " + ", ".join(f"{name} {count:,}" for name, count in found.fields.items())


def _tables(found: Findings) -> Iterator[str]:
    for title, listed in (("Team", found.teams), ("Steer", found.steers)):
        changed = [side for side in listed if side.before != side.after]
        yield from _table(title, ("before", "after"), ((side.name, (side.before, side.after)) for side in changed))
    yield from _table("Promise", HOWS, ((kind, tuple(counts.values())) for kind, counts in found.promises.items()))


def _table(title: str, columns: tuple[str, ...], rows: Rows) -> Iterator[str]:
    listed = list(rows)
    if listed:
        yield ""
        yield f"{title:<24}" + "".join(f"{column:>10}" for column in columns)
    for name, counts in listed:
        yield f"  {name:<22}" + "".join(f"{count:>10,}" for count in counts)


def _cases(found: Findings, whole: int, zone: ZoneInfo) -> Iterator[str]:
    if found.cases:
        yield ""
        yield f"The first {len(found.cases):,} of {whole:,} cases:"
    for each in found.cases:
        yield f"  {each.case:<16}{each.received_at.astimezone(zone):%d %b %H:%M}  {_said(each, zone)}"


def _said(each: Moved, zone: ZoneInfo) -> str:
    if each.after is None:
        return "fails"
    changes = [
        f"{name} {_or_dash(getattr(each.before, name))} -> {_or_dash(getattr(each.after, name))}"
        for name in each.moved
        if name != "promises"
    ]
    for shift in each.promises:
        until = "" if shift.after is None else f" {shift.after.astimezone(zone):%d %b %H:%M}"
        changes.append(f"{shift.kind} {shift.how}{until}")
    return ", ".join(changes)


def _or_dash(value: object) -> object:
    return "-" if value is None else value
