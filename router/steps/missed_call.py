"""A caller who hung up unheard is called back, once; who was answered in the end is not.

It looks at all recent calls of one number and not at the event that came, so that no order and no repeat matters (D5).
"""

from datetime import datetime

from router.domain.call import legs
from router.domain.caller import REMEMBERED, Caller, missed_id
from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import CallbackWish, CallEvent, Inbound, Sender
from router.domain.due import Term
from router.domain.phone import may_be_dialled, region_of
from router.domain.promise import Promise, next_breach
from router.domain.words import CaseStatus, Channel, PromiseKind, Result
from router.rules.rulebook import Rulebook
from router.steps.close import close
from router.steps.context import Context
from router.steps.keep import cancel_promises, keep_promises
from router.steps.plan_promise import planned

ANSWERED = "answered by phone"  #: why an offered callback was withdrawn
WAITS = (CaseStatus.QUEUED, CaseStatus.OFFERED, CaseStatus.WAITING)


def callback_after(event: CallEvent, context: Context, book: Rulebook, now: datetime) -> Inbound | Change | None:
    """What this event leaves to do for its caller: a new contact that asks to be called back, or a change of one there was."""
    events = (*context.calls.get(event.call, ()), event)
    number = next((each.caller for each in sorted(events, key=lambda each: each.at) if each.caller), None)
    if number is None:
        return None
    caller = context.caller(number).with_call(event.call, events)
    files = tuple(file for case in caller.cases if (file := context.file(case)))
    unheard = caller.unheard()
    if unheard is None:
        return _withdrawn(caller, files, now)
    return _offered(unheard, number, caller, files, event, context, book, now)


def _offered(
    unheard: tuple[datetime, str], number: str, caller: Caller, files: tuple[CaseFile, ...],
    event: CallEvent, context: Context, book: Rulebook, now: datetime,
) -> Inbound | Change | None:  # fmt: skip
    """Never two for one caller; a number that costs money, or is none, is counted only."""
    at, call = min(unheard[0], now), unheard[1]
    dialled = may_be_dialled(number, region_of(book.municipality.organisation.zone))
    callbacks = [each for file in files for each in file.promises if each.kind == PromiseKind.CALLBACK]
    if dialled is None or at < now - REMEMBERED or any(each.is_owed for each in callbacks):
        return None
    queue = legs(caller.calls[call])[-1].queue
    if any(_lately(each, at, _team(queue, book), book) for each in callbacks):
        return None
    if missed_id(call) not in context.digests:
        return _contact(call, queue, number, at, event.source)
    mine = next((file for file in files if file.case.contact == missed_id(call)), None)
    return _renewed(mine, book, at, now) if mine and _was_withdrawn(mine) else None


def _contact(call: str, queue: str, number: str, at: datetime, source: str) -> Inbound:
    return Inbound(
        id=missed_id(call),
        channel=Channel.PHONE,
        source=source,
        source_id=f"missed:{call}",
        received_at=at,
        subject="Gemiste oproep",
        sender=Sender(phone=number),
        callback=CallbackWish(),
        entrance=queue or None,
    )


def _team(queue: str, book: Rulebook) -> str:
    municipality = book.municipality
    return municipality.telephony.team_of(queue, municipality.teams, municipality.organisation.default_team)


def _lately(callback: Promise, at: datetime, team: str, book: Rulebook) -> bool:
    """Promised within the set opening time, before or after; one that we took back ourselves does not count."""
    term = Term.parse(book.municipality.organisation.one_callback_within)
    minutes = term.count * (60 if term.unit == "opening hour" else 1)
    between = abs(book.municipality.calendar_of(team).open_between(callback.since, at))
    return callback.reason != ANSWERED and between.total_seconds() < minutes * 60


def _was_withdrawn(file: CaseFile) -> bool:
    callbacks = [each for each in file.promises if each.kind == PromiseKind.CALLBACK]
    return bool(callbacks) and all(each.reason == ANSWERED for each in callbacks)


def _withdrawn(caller: Caller, files: tuple[CaseFile, ...], now: datetime) -> Change | None:
    """Only what a missed call made: whoever asked to be called is asked whether it still is needed."""
    ours = {missed_id(call) for call in caller.calls}
    for file in files:
        if file.case.contact in ours and file.owed(PromiseKind.CALLBACK):
            return withdraw(file, now)
    return None


def withdraw(file: CaseFile, now: datetime) -> Change:
    """The callback ends here. The case too, when nobody has it in hand and nothing else is owed."""
    cancelled, cancelling = cancel_promises(file, now, ANSWERED, PromiseKind.CALLBACK)
    late = file.with_(promises=tuple(each for each in file.promises if each.id not in cancelled))
    kept, keeping = keep_promises(late, now, PromiseKind.CALLBACK)
    ended = file.with_(promises=file.with_promises({**cancelled, **kept}))
    told = History(
        subject=file.case.reference, type="callback-withdrawn", at=now,
        data={"reason": ANSWERED, "promises": sorted((*cancelled, *kept))},
    )  # fmt: skip
    if file.case.assignee is None and file.case.status in WAITS and not ended.owed(*PromiseKind):
        change = close(ended, Actor(), Result.WITHDRAWN, None, "", {}, now)
    else:
        change = Change(cases=((file.case, file.case.changed(now, next_breach=next_breach(ended.promises))),))
    return change.with_(promises=(*cancelling, *keeping, *change.promises), history=(told, *change.history))


def _renewed(file: CaseFile, book: Rulebook, at: datetime, now: datetime) -> Change | None:
    """It was missed after all: the callback is promised again, from the moment they hung up."""
    callback = planned(file, PromiseKind.CALLBACK, file.case.team, book, at)
    if callback is None:
        return None
    woken = {"status": CaseStatus.QUEUED, "closed_at": None, "result": None} if file.case.is_closed else {}
    case = file.case.changed(now, next_breach=next_breach((*file.promises, callback)), **woken)
    return Change(
        cases=((file.case, case),),
        promises=((None, callback),),
        history=(
            History(
                subject=case.reference, type="callback-renewed", at=now,
                data={"promises": [{"id": callback.id, "kind": callback.kind, "due": callback.due}]},
            ),
        ),
    )  # fmt: skip
