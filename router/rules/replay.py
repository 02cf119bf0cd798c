"""Replay: decide past contacts again with other rules, and say what would move. Nothing is touched."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from router.domain.past import Past, came_in
from router.domain.record import Record
from router.rules.decide import StageFailed, decide
from router.rules.facts import Outcome, Told
from router.rules.rulebook import Rulebook

FIELDS = ("team", "steer", "product", "kind", "urgency", "priority", "promises")


class Settled(Record):
    """What a decision comes to, as far as people notice. `promises` are (kind, due), the first due first."""

    team: str
    steer: str
    product: str | None
    kind: str
    urgency: str
    priority: int
    promises: tuple[tuple[str, datetime], ...]


class Shift(Record):
    """One promise: made new (no `before`), made no more (no `after`), or due at another moment."""

    kind: str
    before: datetime | None
    after: datetime | None

    @property
    def how(self) -> str:
        if self.before is None:
            return "new"
        if self.after is None:
            return "gone"
        return "earlier" if self.after < self.before else "later"


class Again(Record):
    """A contact decided again. `after` is None when the new rules fail on it."""

    case: str
    at: datetime  #: of receipt
    before: Settled
    after: Settled | None

    @property
    def moved(self) -> tuple[str, ...]:
        """The fields that would be another."""
        if self.after is None:
            return ()
        return tuple(name for name in FIELDS if getattr(self.before, name) != getattr(self.after, name))

    @property
    def shifts(self) -> tuple[Shift, ...]:
        after = self.after.promises if self.after else self.before.promises
        return tuple(_shifts(self.before.promises, after))


class _Outcome(Record):
    """What stages wrote down, of which each has its own part."""

    team: str = ""
    steer: str = ""
    product: str | None = None
    kind: str = ""
    urgency: str = ""
    priority: int = 0
    promises: tuple["_Promise", ...] = ()


class _Promise(Record):
    kind: str
    due: datetime


class _Stage(Record):
    stage: str
    outcome: _Outcome


_stages = msgspec.json.Decoder(tuple[_Stage, ...])


def again(past: Past, book: Rulebook) -> Again | None:
    """Decided on the facts of then, with these rules. None when its words or its sender were blanked."""
    told = Told.read(past.facts)
    contact = came_in(past.contact, told.given)
    if contact is None:
        return None
    try:
        after = settled_now(decide(contact, told.facts(), book, told.decided_at))
    except StageFailed:
        after = None
    return Again(case=past.case, at=contact.received_at, before=settled_then(past.stages), after=after)


def settled_then(stages: str) -> Settled:
    """From what the stages wrote down, long ago."""
    said = {stage.stage: stage.outcome for stage in _stages.decode(stages)}
    recognised, routed = said["recognise"], said["route"]
    return Settled(
        team=routed.team,
        steer=said["steer"].steer,
        product=recognised.product,
        kind=recognised.kind,
        urgency=recognised.urgency,
        priority=routed.priority,
        promises=tuple(sorted((each.kind, each.due) for each in said["promise"].promises)),
    )


def settled_now(outcome: Outcome) -> Settled:
    return Settled(
        team=outcome.team,
        steer=outcome.steer.value,
        product=outcome.product,
        kind=outcome.kind.value,
        urgency=outcome.urgency.value,
        priority=outcome.priority,
        promises=tuple(sorted((str(each.kind), each.due) for each in outcome.promises)),
    )


def _shifts(before: Iterable[tuple[str, datetime]], after: Iterable[tuple[str, datetime]]) -> Iterable[Shift]:
    """Promises of one kind stand beside each other in order; what is left over is gone or new."""
    were, are = _by_kind(before), _by_kind(after)
    for kind in sorted(were.keys() | are.keys()):
        for place in range(max(len(were[kind]), len(are[kind]))):
            was = were[kind][place] if place < len(were[kind]) else None
            now = are[kind][place] if place < len(are[kind]) else None
            if was != now:
                yield Shift(kind=kind, before=was, after=now)


def _by_kind(promises: Iterable[tuple[str, datetime]]) -> defaultdict[str, list[datetime]]:
    found = defaultdict[str, list[datetime]](list)
    for kind, due in promises:
        found[kind].append(due)
    return found


@dataclass(slots=True)
class Summary:
    """Folded over contacts; parts of a replay are added up."""

    contacts: int = 0
    moved: int = 0
    blanked: int = 0  #: left out: what they said is no longer kept
    failed: int = 0  #: a stage crashed on them with the new rules
    fields: Counter[str] = field(default_factory=Counter)
    teams: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))  #: before, after
    steers: tuple[Counter[str], Counter[str]] = field(default_factory=lambda: (Counter(), Counter()))
    promises: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))  #: kind -> how

    def add(self, found: Again | None) -> None:
        self.contacts += 1
        self.blanked += found is None
        if found is None:
            return
        self.failed += found.after is None
        moved = found.moved
        self.moved += bool(moved)
        self.fields.update(moved)
        for place, settled in enumerate((found.before, found.after or found.before)):
            self.teams[place][settled.team] += 1
            self.steers[place][settled.steer] += 1
        for shift in found.shifts:
            self.promises[shift.kind][shift.how] += 1

    def plus(self, other: "Summary") -> None:
        self.contacts += other.contacts
        self.moved += other.moved
        self.blanked += other.blanked
        self.failed += other.failed
        self.fields.update(other.fields)
        for place in (0, 1):
            self.teams[place].update(other.teams[place])
            self.steers[place].update(other.steers[place])
        for kind, hows in other.promises.items():
            self.promises[kind].update(hows)
