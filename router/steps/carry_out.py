"""Carry out what escalation rules want done with a case: each rule at most once about one cause, and no team twice."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change, History, Load, Notice, Outgoing
from router.domain.municipality import Team
from router.domain.promise import Promise, next_breach
from router.domain.record import Record
from router.domain.seeker import Holds
from router.domain.words import CaseStatus, PromiseKind
from router.rules.escalation import Raised
from router.rules.escalation_fields import CONTACT
from router.rules.rulebook import Rulebook
from router.steps.claim import let_go
from router.steps.forward import forwarded
from router.steps.plan_promise import planned
from router.steps.tell_people import told_people

HIGHEST = 100
RAISED = 90  #: the least priority of a case that was raised to a lead
REMEMBERED = 200  #: marks on a case, each some 60 bytes, read with every case; no case we saw came to 30


class Around(Record):
    """What the acts need to know beside the case file."""

    has_phone: bool = False  #: of the citizen
    holds: Holds | None = (
        None  #: how many cases its agent has; None where that was not read: then the case stays with them
    )


class CarriedOut:
    """What came of it, in the making; short-lived. Do the rules in order, then ask for the Change.

    `base` is the change so far, and `file` the case file as it is after it."""

    def __init__(
        self, base: Change, file: CaseFile, around: Around, book: Rulebook, now: datetime, code: str = ""
    ) -> None:
        self._base, self._first, self._file = base, file, file
        self._around, self._book, self._now = around, book, now
        self._code = code  #: of notices; without one each is called by its rule
        self._history: list[History] = []
        self._notices: dict[str, Notice] = {}
        self._outgoing: list[Outgoing] = []
        self._loads: tuple[Load, ...] = ()
        self._moved = False
        self.acts: list[dict[str, object]] = []  #: which rule did what, or could not, for history

    def do(self, raised: Sequence[Raised]) -> tuple[Raised, ...]:
        """Returns those that had not acted on this before, and now have."""
        marks = self._file.case.escalated
        fresh = tuple(each for each in raised if each.mark not in marks)
        fresh = fresh[: room(marks)]
        for each in fresh:
            self._one(each)
        if fresh:
            self._change(escalated=remembered(marks, tuple(each.mark for each in fresh)))
        return fresh

    def change(self, *told: History) -> Change:
        """All of it as one change, with these lines of history before its own."""
        ((before, _),) = self._base.cases
        breach = next_breach(self._file.promises)
        return self._base.with_(
            cases=((before, self._file.case.with_(next_breach=breach)),),
            promises=tuple(self._promises()),
            loads=(*self._base.loads, *self._loads),
            notices=(*self._base.notices, *self._notices.values()),
            outgoing=(*self._base.outgoing, *((None, each) for each in self._outgoing)),
            history=(*self._base.history, *told, *self._history),
        )

    def _promises(self) -> Iterator[tuple[Promise | None, Promise]]:
        """Each changed one with what it was before anything happened."""
        first = {each.id: each for each in self._first.promises}
        before = {after.id: old for old, after in self._base.promises}
        for each in self._file.promises:
            if each.id in before or each is not first.get(each.id):
                yield before.get(each.id, first.get(each.id)), each

    def told(self, event: str, contact: str | None, fresh: Sequence[Raised]) -> History:
        """A line of history: which rules, and what each did or could not do."""
        return History(
            subject=self._file.case.reference,
            type="escalated",
            at=self._now,
            data={
                "event": event,
                "contact": contact,
                "rules": [each.rule for each in fresh],
                "priority": self._file.case.priority,
                "acts": self.acts,
            },
        )

    @property
    def case(self) -> Case:
        return self._file.case

    def _change(self, **changes: object) -> None:
        self._file = self._file.with_(case=self._file.case.with_(**changes))

    def _one(self, raised: Raised) -> None:
        team = self._file.case.team  # whose it was when the rule held: that team's lead is the one to tell
        if raised.priority:
            self._change(priority=min(HIGHEST, self._file.case.priority + raised.priority))
        if raised.team is not None:
            self._move(raised, raised.team)
        if raised.overflow:
            self._overflow(raised)
        if raised.callback:
            self._call_back(raised)
        if raised.to_lead:
            self._raise(raised)
        self._tell(raised, team)

    def _move(self, raised: Raised, to: str) -> None:
        case, team = self._file.case, self._book.municipality.teams[to]
        if reason := self._stays(to):
            self._act(raised, "not-moved", to=to, reason=reason)
            return
        self._moved = True
        self._loads = let_go(case, self._around.holds or {})
        self._change(
            team=to,
            teams_seen=(*case.teams_seen, to),
            status=CaseStatus.QUEUED,
            assignee=None,
            offered_to=None,
            offer_ends=None,
        )
        self._file = self._file.with_(promises=tuple(_given(each, to) for each in self._file.promises))
        self._promise(PromiseKind.PARTNER if team.is_partner else PromiseKind.TRANSFER, to)
        number = f"e{len(case.teams_seen)}"
        self._outgoing += (each for _, each in forwarded(case.reference, team, number, self._now))
        self._history.append(self._transferred(raised, case, team))
        self._act(raised, "moved", to=to)

    def _stays(self, to: str) -> str | None:
        """Why it does not move, as a code; None when it does."""
        case = self._file.case
        if case.is_closed:
            return "closed"
        if self._moved:
            return "moved"
        if to == case.team or to in case.teams_seen:
            return "been-there"
        return "in-hand" if case.assignee is not None and self._around.holds is None else None

    def _transferred(self, raised: Raised, before: Case, to: Team) -> History:
        return History(
            subject=before.reference,
            type="transferred",
            at=self._now,
            data={"version": before.version, "from": before.team, "to": to.id, "note": None, "rule": raised.rule},
        )

    def _overflow(self, raised: Raised) -> None:
        town = self._book.municipality
        over = town.teams[self._file.case.team].overflow
        if over is None:
            self._act(raised, "not-moved", to=None, reason="no-overflow")
        elif not town.calendar_of(over.to).is_open(self._now):
            self._act(raised, "not-moved", to=over.to, reason="not-open")
        else:
            self._move(raised, over.to)

    def _call_back(self, raised: Raised) -> None:
        if self._file.case.is_closed or not self._around.has_phone or self._file.owed(PromiseKind.CALLBACK):
            reason = "no-phone" if not self._around.has_phone else "closed" if self._file.case.is_closed else "owed"
            self._act(raised, "no-callback", reason=reason)
        elif self._promise(PromiseKind.CALLBACK, self._file.case.team):
            self._act(raised, "callback")

    def _promise(self, kind: PromiseKind, team: str) -> bool:
        promise = planned(self._file, kind, team, self._book, self._now)
        if promise is not None:
            self._file = self._file.with_(promises=(*self._file.promises, promise))
        return promise is not None

    def _raise(self, raised: Raised) -> None:
        lead = self._book.municipality.teams[self._file.case.team].lead
        self._change(raised=lead, priority=max(RAISED, self._file.case.priority))
        self._act(raised, "raised", who=lead)
        self._page(raised, lead)

    def _tell(self, raised: Raised, team: str) -> None:
        for word in told_people(raised, team, self._file.case.reference, self._book.municipality, self._now):
            if word.account is not None:
                self._page(raised, word.account)
            if word.outgoing is not None:
                self._outgoing.append(word.outgoing)
            self._act(raised, word.act, who=word.who)

    def _page(self, raised: Raised, account: str) -> None:
        """About a promise one word to each person, however many rules ask for it."""
        cause = raised.cause if self._code else f"{raised.rule} {raised.cause}"
        notice = Notice(
            id=f"{self._file.case.reference}:{cause}:{account}",
            account=account,
            case=self._file.case.reference,
            at=self._now,
            code=self._code or raised.rule,
            data={"rule": raised.rule},
        )
        self._notices.setdefault(notice.id, notice)

    def _act(self, raised: Raised, act: str, **said: object) -> None:
        self.acts.append({"rule": raised.rule, "act": act, **said})


def _given(promise: Promise, team: str) -> Promise:
    """Promises go along with the case, each with the moment it had."""
    if not promise.is_owed or promise.team == team:
        return promise
    return promise.with_(team=team, generation=promise.generation + 1)


def remembered(before: tuple[str, ...], new: tuple[str, ...]) -> tuple[str, ...]:
    """The marks of a case. Of a promise each moment passes once (I6), so where there are too many, its marks go first."""
    marks = (*before, *new)
    spare = [mark for mark in before if not _of_contact(mark)][: max(0, len(marks) - REMEMBERED)]
    return tuple(mark for mark in marks if mark not in spare) if spare else marks


def room(marks: Sequence[str]) -> int:
    """How many more can act and be remembered: what is forgotten could act again, so without room a rule does nothing."""
    return max(0, REMEMBERED - sum(_of_contact(mark) for mark in marks))


def _of_contact(mark: str) -> bool:
    return mark.partition(" ")[2].startswith(CONTACT)
