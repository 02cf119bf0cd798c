"""Claim: a person takes a case. One winner, and nobody holds more than they can (I4)."""

from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Actor, Change, History, Load
from router.domain.errors import Refused
from router.domain.seeker import TOTAL, Holds, room_for
from router.domain.words import CaseStatus, PromiseKind
from router.steps.keep import keep_promises


def claim(file: CaseFile, by: Actor, holds: Holds, now: datetime) -> Change:
    """`holds` is how many cases `by` has already. Raises Refused when another was first or the hands are full."""
    case = file.case
    if case.assignee == by.account and case.status == CaseStatus.ACTIVE:
        return Change(cases=((case, case.changed(now)),))  # taken already: a second click is no error
    if case.assignee is not None:
        raise HeldBy(case.assignee)
    if case.offered_to not in (None, by.account) and not by.is_lead:
        raise HeldBy(str(case.offered_to))
    if case.status not in (CaseStatus.QUEUED, CaseStatus.OFFERED):
        raise Refused(f"This case is {case.status}; only a case that waits in a queue can be taken.")
    if room_for(case.lane, by.capacity, holds) <= 0:
        raise HandsFull(f"You have {holds.get(TOTAL, 0)} cases in hand. Finish or release one first.")
    kept, promises = keep_promises(file, now, PromiseKind.TRANSFER)  # a colleague took it up
    return Change(
        cases=(
            (
                case,
                case.changed(
                    now,
                    status=CaseStatus.ACTIVE,
                    assignee=by.account,
                    handler=by.account,
                    offered_to=None,
                    offer_ends=None,
                    next_breach=file.breach_after(kept),
                ),
            ),
        ),
        promises=promises,
        loads=_counted(by.account, case, holds, 1),
        history=(
            History(
                subject=case.reference,
                type="claimed",
                at=now,
                by=by.account,
                data={"team": case.team, "kept": sorted(each.kind for each in kept.values())},
            ),
        ),
    )


def release(file: CaseFile, by: Actor, holds: Holds, reason: str | None, now: datetime) -> Change:
    """Back to the queue. `holds` is what the one who had it holds."""
    case = file.case
    if case.assignee is None:
        raise Refused("Nobody has this case.")
    if case.assignee != by.account and not by.is_lead:
        raise HeldBy(case.assignee)
    return Change(
        cases=((case, case.changed(now, status=CaseStatus.QUEUED, assignee=None)),),
        loads=let_go(case, holds),
        history=(
            History(
                subject=case.reference,
                type="released",
                at=now,
                by=by.account,
                data={"reason": reason, "from": case.assignee},
            ),
        ),
    )


def left_behind(file: CaseFile, holds: Holds, now: datetime) -> Change:
    """Its owner went offline: back to the queue, where the rest of the team finds it."""
    case = file.case
    if case.assignee is None or case.status != CaseStatus.ACTIVE:
        return Change()
    return Change(
        cases=((case, case.changed(now, status=CaseStatus.QUEUED, assignee=None)),),
        loads=let_go(case, holds),
        history=(
            History(subject=case.reference, type="released", at=now, data={"reason": "offline", "from": case.assignee}),
        ),
    )


def let_go(case: Case, holds: Holds) -> tuple[Load, ...]:
    """One case fewer in somebody's hands."""
    return _counted(case.assignee, case, holds, -1) if case.assignee else ()


def _counted(account: str, case: Case, holds: Holds, by: int) -> tuple[Load, ...]:
    lanes = ((lane, holds.get(lane, 0)) for lane in (case.lane, TOTAL))
    return tuple(Load(account=account, lane=lane, before=had, after=max(0, had + by)) for lane, had in lanes)


class HandsFull(Refused):
    """No room in the lane of this case; another lane may have some."""


class HeldBy(Refused):
    """Another was first. HTTP 409 with `heldBy`."""

    def __init__(self, account: str) -> None:
        super().__init__(f"{account} has this case.")
        self.account = account
