"""A case told to its citizen: what was done, what we failed to do, what is to come. Codes; the page has the words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from router.domain.change import History
from router.domain.contact import NOT_CALLED
from router.domain.promise import Promise
from router.domain.words import CaseStatus, PromiseKind, PromiseState
from router.store.views.status import Followed

TOLD = (PromiseKind.CALLBACK, PromiseKind.ANSWER, PromiseKind.RESOLVE, PromiseKind.PARTNER, PromiseKind.ACKNOWLEDGE)
"""The promises made to the citizen; picking up and handing over are among ourselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    code: str
    at: datetime
    state: str = "done"  #: done, late, here, todo
    detail: str = ""  #: a team, an outcome, a result or the kind of a promise
    fulfilled: datetime | None = None
    legal: datetime | None = None


def behind(file: Followed) -> list[Step]:
    """What happened, in order of time; somebody who took the case twice is one step."""
    done = [step for line in file.history for step in _told(line, file)]
    broken = [
        Step(code="broken", at=each.ended or each.due, state="late", detail=each.kind, fulfilled=each.fulfilled)
        for each in file.promises
        if each.kind in TOLD and each.state == PromiseState.BROKEN
    ]
    steps = sorted([Step(code="received", at=file.case.received_at), *done, *broken], key=lambda step: step.at)
    return [step for place, step in enumerate(steps) if not _again(step, steps[:place])]


def ahead(file: Followed) -> list[Step]:
    """What is promised, the first moment first."""
    waiting = [each for each in file.promises if each.kind in TOLD and each.is_open]
    return [
        Step(code="promised", at=each.due, state="todo", detail=each.kind, legal=each.legal)
        for each in sorted(waiting, key=lambda each: each.due)
    ]


def owed_callback(file: Followed) -> Promise | None:
    """The callback somebody still waits for."""
    return next((each for each in file.promises if each.kind == PromiseKind.CALLBACK and each.is_owed), None)


def is_late(file: Followed) -> bool:
    """A promise broke and what it was about is still not done."""
    late = (each for each in file.promises if each.kind in TOLD and each.is_owed and not each.is_open)
    return file.case.status != CaseStatus.CLOSED and any(late)


def _told(line: History, file: Followed) -> Iterator[Step]:
    data = {name: str(value) for name, value in line.data.items()}
    match line.type:
        case "sent" if data.get("purpose") == "acknowledgement":
            yield Step(code="acknowledged", at=line.at)
        case "claimed":
            yield Step(code="claimed", at=line.at)
        case "transferred":
            yield Step(code="transferred", at=line.at, detail=data.get("to", ""))
        case "replied":
            yield Step(code="replied", at=line.at)
        case "called-back":
            yield Step(code="called", at=line.at, detail=data.get("outcome", ""))
        case "callback-chosen":
            yield Step(code="chosen", at=line.at, detail=data.get("choice", ""))
        case "callback-merged":
            yield Step(code="called", at=line.at, detail="reached")
        case "joined":
            yield Step(code="joined", at=line.at, detail=_way(data.get("contact", ""), data.get("channel", ""), file))
        case "closed":
            yield Step(code="closed", at=line.at, detail=data.get("result", ""))


def _way(contact: str, channel: str, file: Followed) -> str:
    """How they came back: by the button "I was not called", by phone, at a desk, or in writing."""
    found = file.contacts.get(contact)
    if found and (found.source_id or "").startswith(NOT_CALLED):
        return "not-called"
    return channel if channel in ("phone", "desk") else "written"


def _again(step: Step, before: list[Step]) -> bool:
    return step.code == "claimed" and any(each.code == "claimed" for each in before)
