"""Close: the case is finished, with a result. What was still promised ends here too, each with its reason."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Text
from router.domain.errors import Refused
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.domain.words import CaseStatus, PromiseKind, Result, SteerOutcome
from router.steps.answer_offer import steered
from router.steps.claim import HeldBy, let_go
from router.steps.keep import cancel_promises, keep_promises

FULFILS = {
    Result.ANSWERED: (PromiseKind.ANSWER, PromiseKind.RESOLVE, PromiseKind.PARTNER, PromiseKind.TRANSFER),
    Result.DONE: (PromiseKind.ANSWER, PromiseKind.RESOLVE, PromiseKind.PARTNER, PromiseKind.TRANSFER),
}
"""What a result fulfils. A callback is kept by reaching somebody and by nothing else."""


def close(
    file: CaseFile, by: Actor, result: Result, note_id: str | None, text: str, holds: Holds, now: datetime
) -> Change:
    case = file.case
    if case.is_closed:
        raise Refused("This case is closed already.")
    if case.assignee not in (None, by.account) and not by.is_lead:
        raise HeldBy(str(case.assignee))
    kept, keeping = keep_promises(file, now, *FULFILS.get(result, ()))
    rest = CaseFile(case=case, promises=tuple(each for each in file.promises if each.id not in kept))
    cancelled, cancelling = cancel_promises(rest, now, f"closed: {result}", *PromiseKind)
    ignored = case.steer_outcome == SteerOutcome.OFFERED
    closed = case.changed(
        now,
        status=CaseStatus.CLOSED,
        assignee=None,
        closed_at=now,
        result=result,
        next_breach=None,
        steer_outcome=SteerOutcome.IGNORED if ignored else case.steer_outcome,
    )
    return Change(
        cases=((case, closed),),
        texts=(Text(id=note_id, body=text),) if note_id and text else (),
        promises=(*keeping, *cancelling),
        loads=let_go(case, holds),
        history=(
            *((steered(closed, Actor(), now),) if ignored else ()),
            History(
                subject=case.reference,
                type="closed",
                at=now,
                by=by.account,
                data={
                    "version": case.version + 1,
                    "result": result,
                    "kept": _kinds(kept),
                    "cancelled": _kinds(cancelled),
                    "note": note_id if text else None,
                },
            ),
        ),
    )


def _kinds(promises: dict[str, Promise]) -> list[str]:
    return sorted(promise.kind for promise in promises.values())
