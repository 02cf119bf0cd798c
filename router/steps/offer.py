"""Offer: work is laid before one agent for some seconds; they take it, let it go, or it rings out and goes to the next."""

from datetime import datetime, timedelta

from router.domain.case import Case, CaseFile
from router.domain.change import SYSTEM, Actor, Change, History
from router.domain.errors import Refused
from router.domain.words import CaseStatus
from router.steps.claim import HeldBy

TAKEN_BACK = {"offered_to": None, "offer_ends": None}


def offer(file: CaseFile, to: str, lasts: timedelta, now: datetime) -> Change:
    """Raises Refused when it waits no longer."""
    case = file.case
    if case.status != CaseStatus.QUEUED:
        raise Refused(f"This case is {case.status}; only one that waits in a queue can be offered.")
    ends = now + lasts
    after = case.changed(now, status=CaseStatus.OFFERED, offered_to=to, offer_ends=ends)
    return _change(case, after, "offered", SYSTEM, now, {"to": to, "until": ends})


def decline(file: CaseFile, by: Actor, now: datetime) -> Change:
    """Let go by who it lay before. Nobody is asked twice for the same case while others can be."""
    case = file.case
    if case.status != CaseStatus.OFFERED or case.offered_to is None:
        raise Refused("This offer is over.")
    if case.offered_to != by.account and not by.is_lead:
        raise HeldBy(case.offered_to)
    return _change(case, _back(case, now), "offer-declined", by.account, now, {"to": case.offered_to})


def expire(file: CaseFile, now: datetime) -> Change:
    """It rang out. An offer that was answered or renewed meanwhile is left alone (I6)."""
    case = file.case
    if case.status != CaseStatus.OFFERED or case.offer_ends is None or case.offer_ends > now:
        return Change()
    late = int((now - case.offer_ends).total_seconds())
    return _change(case, _back(case, now), "offer-missed", SYSTEM, now, {"to": case.offered_to, "lateSeconds": late})


def _back(case: Case, now: datetime) -> Case:
    passed = tuple(dict.fromkeys((*case.passed, str(case.offered_to))))
    return case.changed(now, status=CaseStatus.QUEUED, passed=passed, **TAKEN_BACK)


def _change(case: Case, after: Case, what: str, by: str, now: datetime, data: dict[str, object]) -> Change:
    return Change(
        cases=((case, after),),
        history=(History(subject=case.reference, type=what, at=now, by=by, data={**data, "team": case.team}),),
    )
