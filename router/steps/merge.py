"""Merge: two cases about one thing go on as one. What was promised goes along, and the clock is that of the first contact."""

from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Actor, Change, History
from router.domain.errors import Refused
from router.domain.promise import Promise, next_breach
from router.domain.seeker import Holds
from router.domain.words import CaseStatus, PromiseKind, Result, SteerOutcome
from router.rules.rulebook import Rulebook
from router.steps.answer_offer import steered
from router.steps.claim import HeldBy, let_go
from router.steps.wait import resumed

STAYS = (PromiseKind.ACKNOWLEDGE, PromiseKind.TRANSFER)
"""Receipt of it was told, and nobody need take it up any more: these end with their case."""
Pairs = tuple[tuple[Promise | None, Promise], ...]


def merge(
    file: CaseFile, into: CaseFile, by: Actor, holds: Holds, book: Rulebook, now: datetime, *, of_many: bool = False
) -> Change:
    """`file` closes as a duplicate of `into`. `holds` is of who has `file` in hand. Raises Refused.

    `of_many`: posts that everybody can read, of many people about one thing, which need no lead."""
    _may(file.case, into.case, by, of_many)
    reason = f"merged into {into.case.reference}"
    cancelled = {each.id: each.cancel(now, reason) for each in file.promises if _ends(each, into)}
    awake = into.case.status != CaseStatus.WAITING
    moved = {
        each.id: _moved(resumed(each, file, book, now) if awake and each.paused else each, into.case)
        for each in file.promises
        if each.is_owed and each.id not in cancelled
    }
    ignored = file.case.steer_outcome == SteerOutcome.OFFERED
    closed = _closed(file.case, into.case, ignored, now)
    target = _joined(file.case, into, tuple(moved.values()), now)
    ended = sorted(each.kind for each in cancelled.values())
    return Change(
        cases=((file.case, closed), (into.case, target)),
        promises=_pairs(file, {**cancelled, **moved}),
        loads=let_go(file.case, holds),
        history=(
            *((steered(closed, Actor(), now),) if ignored else ()),
            _left(closed, by, now, ended, moved),
            _came(file.case, target, by, now, moved),
        ),
    )


def _may(case: Case, into: Case, by: Actor, of_many: bool) -> None:
    if case.reference == into.reference:
        raise Refused("This is the same case. Name another one.")
    if case.is_closed:
        raise Refused("This case is closed already.")
    if into.merged_into:
        raise Refused(f"{into.reference} went on as {into.merged_into}. Name that one.")
    if into.is_closed:
        raise Refused(f"{into.reference} is closed. Name a case that is still open.")
    if case.assignee not in (None, by.account) and not by.is_lead:
        raise HeldBy(str(case.assignee))
    if (case.party is None or case.party != into.party) and not by.is_lead and not of_many:
        raise Refused("These cases are of two people. Ask a team lead to put them together.")


def _ends(promise: Promise, into: CaseFile) -> bool:
    """Open, and nobody waits for it beside what the other case owes; a broken one is still owed and goes along."""
    if not promise.is_open:
        return False
    return promise.kind in STAYS or any(each.due <= promise.due for each in into.owed(promise.kind))


def _moved(promise: Promise, into: Case) -> Promise:
    return promise.with_(case=into.reference, team=into.team, generation=promise.generation + 1)


def _pairs(file: CaseFile, changed: dict[str, Promise]) -> Pairs:
    return tuple((each, changed[each.id]) for each in file.promises if each.id in changed)


def _closed(case: Case, into: Case, ignored: bool, now: datetime) -> Case:
    return case.changed(
        now,
        status=CaseStatus.CLOSED,
        result=Result.DUPLICATE,
        closed_at=now,
        merged_into=into.reference,
        assignee=None,
        offered_to=None,
        offer_ends=None,
        next_breach=None,
        steer_outcome=SteerOutcome.IGNORED if ignored else case.steer_outcome,
    )


def _joined(case: Case, into: CaseFile, came: tuple[Promise, ...], now: datetime) -> Case:
    return into.case.changed(
        now,
        received_at=min(case.received_at, into.case.received_at),
        priority=max(case.priority, into.case.priority),
        needs_assistance=case.needs_assistance or into.case.needs_assistance,
        next_breach=next_breach((*into.promises, *came)),
    )


def _left(case: Case, by: Actor, now: datetime, ended: list[PromiseKind], moved: dict[str, Promise]) -> History:
    return History(
        subject=case.reference,
        type="closed",
        at=now,
        by=by.account,
        data={
            "version": case.version,
            "result": Result.DUPLICATE,
            "into": case.merged_into,
            "kept": [],
            "cancelled": ended,
            "moved": list(moved),
            "note": None,
        },
    )


def _came(case: Case, target: Case, by: Actor, now: datetime, moved: dict[str, Promise]) -> History:
    return History(
        subject=target.reference,
        type="merged",
        at=now,
        by=by.account,
        data={
            "version": target.version,
            "from": case.reference,
            "moved": list(moved),
            "receivedAt": target.received_at,
        },
    )
