"""Escalate: what happens when a promise is at risk or broken. Rules say how much, the moment says when."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import SYSTEM, Change, History
from router.domain.promise import Promise
from router.domain.words import CaseStatus
from router.rules.escalation import Raised
from router.rules.escalation_fields import AT_RISK, BROKEN, Cause
from router.rules.facts import NO_LOAD, QueueLoad
from router.rules.rulebook import Rulebook
from router.steps.carry_out import Around, CarriedOut
from router.steps.wait import woken

NOTHING_KNOWN = Around()


def escalate(
    file: CaseFile,
    fired: Promise,
    book: Rulebook,
    now: datetime,
    around: Around = NOTHING_KNOWN,
    load: QueueLoad = NO_LOAD,
) -> Change:
    """The clock reached `fired`. What broke, broke at its due moment, however late we noticed. `load` is of the case's team."""
    promise = next((each for each in file.promises if each.id == fired.id), None)
    if promise is None or not _still_due(promise, fired, now):
        return Change()
    event = BROKEN if promise.due <= now else AT_RISK
    after = promise.break_() if event == BROKEN else promise.warned()
    cause = Cause(case=file.case, event=event, at=now, received_at=file.case.received_at, promise=promise, load=load)
    case = file.case.changed(now)
    base = Change(cases=((file.case, case),), promises=((promise, after),))
    then = file.with_(case=case, promises=file.with_promises({promise.id: after}))
    carried = CarriedOut(base, then, around, book, now, code=f"{promise.kind}-{event}")
    fresh = carried.do(book.escalation.raised(cause))
    told = _told(cause, promise, fresh, carried.case.priority)
    change = carried.change(told, *((carried.told(event, None, fresh),) if carried.acts else ()))
    return woken(change, file, book, now, SYSTEM) if file.case.status == CaseStatus.WAITING else change


def _still_due(promise: Promise, fired: Promise, now: datetime) -> bool:
    """A timer of an older generation does nothing (I6)."""
    same = promise.is_open and promise.generation == fired.generation
    return same and promise.next_at is not None and promise.next_at <= now


def _told(cause: Cause, promise: Promise, fresh: tuple[Raised, ...], priority: int) -> History:
    expected = promise.next_at if cause.event == AT_RISK and promise.next_at else promise.due
    return History(
        subject=cause.case.reference,
        type=cause.event,
        at=cause.at,
        data={
            "promise": promise.id,
            "kind": promise.kind,
            "due": promise.due,
            "warning": cause.warning,
            "rules": [each.rule for each in fresh],
            "lateSeconds": int((cause.at - expected).total_seconds()),
            "priority": priority,
        },
    )
