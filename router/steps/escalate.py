"""Escalate: what happens when a promise is at risk or broken. Rules say how much, the moment says when."""

from collections.abc import Sequence
from datetime import datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change, History, Notice
from router.domain.promise import Promise
from router.rules.escalation import Cause, Raised, escalations
from router.rules.rulebook import Rulebook

HIGHEST = 100


def escalate(file: CaseFile, fired: Promise, book: Rulebook, now: datetime) -> Change:
    """The clock reached `fired`. What broke, broke at its due moment, however late we noticed."""
    promise = next((each for each in file.promises if each.id == fired.id), None)
    if promise is None or not _still_due(promise, fired, now):
        return Change()
    event = "broken" if promise.due <= now else "at-risk"
    after = promise.break_() if event == "broken" else promise.warned()
    raised = escalations(Cause(case=file.case, promise=promise, event=event), book)
    priority = min(HIGHEST, file.case.priority + sum(each.priority for each in raised))
    breach = file.breach_after({promise.id: after})
    return Change(
        cases=((file.case, file.case.changed(now, priority=priority, next_breach=breach)),),
        promises=((promise, after),),
        notices=_notices(file.case, promise, event, raised, book, now),
        history=(_told(file.case, promise, event, raised, priority, now),),
    )


def _still_due(promise: Promise, fired: Promise, now: datetime) -> bool:
    """A timer of an older generation does nothing (I6)."""
    same = promise.is_open and promise.generation == fired.generation
    return same and promise.next_at is not None and promise.next_at <= now


def _notices(
    case: Case, promise: Promise, event: str, raised: Sequence[Raised], book: Rulebook, now: datetime
) -> tuple[Notice, ...]:
    """One word to the team's lead, however many rules ask for it."""
    if not any(each.notify for each in raised):
        return ()
    lead = book.municipality.teams[case.team].lead
    return (
        Notice(
            id=f"{promise.id}:{event}:{lead}", account=lead, case=case.reference, at=now, code=f"{promise.kind}-{event}"
        ),
    )


def _told(case: Case, promise: Promise, event: str, raised: Sequence[Raised], priority: int, now: datetime) -> History:
    expected = promise.due if event == "broken" else promise.warn_at
    return History(
        subject=case.reference,
        type=event,
        at=now,
        data={
            "promise": promise.id,
            "kind": promise.kind,
            "due": promise.due,
            "rules": [each.rule for each in raised],
            "lateSeconds": int((now - expected).total_seconds()),
            "priority": priority,
        },
    )
