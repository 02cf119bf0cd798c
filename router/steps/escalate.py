"""Escalate: what happens when a promise is at risk or broken. Rules say how much, the moment says when."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Change, History, Notice
from router.domain.promise import Promise
from router.rules.escalation import Cause, escalations
from router.rules.rulebook import Rulebook


def escalate(file: CaseFile, fired: Promise, book: Rulebook, now: datetime) -> Change:
    """The clock reached `fired`. A timer of an older generation does nothing (I6); what broke, broke at its due moment."""
    promise = next((each for each in file.promises if each.id == fired.id), None)
    if promise is None or not promise.is_open or promise.generation != fired.generation or promise.next_at is None or promise.next_at > now:
        return Change()
    event = "broken" if promise.due <= now else "at-risk"
    after = promise.break_() if event == "broken" else promise.warned()
    cause = Cause(case=file.case, promise=promise, event=event)
    found = escalations(cause, book)
    priority = min(100, file.case.priority + sum(each.priority for each in found))
    lead = book.municipality.teams[file.case.team].lead
    code = f"{promise.kind}-{event}"
    return Change(
        cases=((file.case, file.case.changed(now, priority=priority, next_breach=file.breach_after({promise.id: after}))),),
        promises=((promise, after),),
        notices=tuple(Notice(id=f"{promise.id}:{event}:{lead}", account=lead, case=file.case.reference, at=now, code=code)
                      for _ in [0] if any(one.notify for one in found)),
        history=(History(subject=file.case.reference, type=event, at=now, data={
            "promise": promise.id, "kind": promise.kind, "due": promise.due, "rules": [each.rule for each in found],
            "late": now > (promise.due if event == "broken" else promise.warn_at), "priority": priority}),),
    )
