"""Merge: the citizen is spoken to before we rang them. The callback they asked for is done with that talk, and nobody rings twice."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import SYSTEM, Change, History
from router.domain.contact import CallEvent, Inbound
from router.domain.promise import Promise, next_breach
from router.domain.words import CallEventKind, Channel, PromiseKind
from router.steps.context import Context


def merged_by_call(file: CaseFile, call: CallEvent, now: datetime) -> Change:
    """`call` came from this case's citizen. Nothing changes unless one of us answered it, after the callback was promised."""
    if call.event != CallEventKind.ANSWERED:
        return Change()
    at = min(call.at, now)
    return _merged(file, at, now, call.agent or SYSTEM, {"call": call.call, "agent": call.agent})


def merged_by_contact(file: CaseFile, contact: Inbound, by: str, now: datetime) -> Change:
    """`contact` is a talk by telephone with this case's citizen, written down by agent `by`."""
    asks_again = contact.callback is not None or contact.automatic
    if contact.channel != Channel.PHONE or asks_again:
        return Change()
    return _merged(file, min(contact.received_at, now), now, by, {"contact": contact.id})


def with_talk(change: Change, file: CaseFile, contact: Inbound, now: datetime) -> Change:
    """`change` lets `contact` join this case; where it was a talk, the callback of the case is done as well."""
    merged = merged_by_contact(file, contact, SYSTEM, now)
    if not merged.promises:
        return change
    pairs = (*change.promises, *merged.promises)
    latest = {**{each.id: each for each in file.promises}, **{after.id: after for _, after in pairs}}
    breach = next_breach(tuple(latest.values()))
    ((before, case),) = change.cases
    return change.with_(
        cases=((before, case.with_(next_breach=breach)),), promises=pairs, history=(*change.history, *merged.history)
    )


def merged_callbacks(event: CallEvent, context: Context, done: frozenset[str], now: datetime) -> Change:
    """Of every case of this caller in which a callback is owed, but for those that the same event changed already (`done`)."""
    if event.event != CallEventKind.ANSWERED:
        return Change()
    told = sorted((*context.calls.get(event.call, ()), event), key=lambda each: each.at)
    number = next((each.caller for each in told if each.caller), None)
    cases = context.caller(number).cases if number else ()
    merged = Change()
    for reference in cases:
        file = context.file(reference)
        if file is not None and reference not in done:
            merged = merged.and_(merged_by_call(file, event, now))
    return merged


def _merged(file: CaseFile, at: datetime, now: datetime, by: str, data: dict[str, object]) -> Change:
    kept = {each.id: each.keep(at) for each in file.owed(PromiseKind.CALLBACK) if each.since <= at}
    if not kept:
        return Change()
    pairs = tuple((each, kept[each.id]) for each in file.promises if each.id in kept)
    return Change(
        cases=((file.case, file.case.changed(now, next_breach=file.breach_after(kept))),),
        promises=pairs,
        history=(_told(file, kept, now, by, data),),
    )


def _told(file: CaseFile, kept: dict[str, Promise], now: datetime, by: str, data: dict[str, object]) -> History:
    return History(
        subject=file.case.reference,
        type="callback-merged",
        at=now,
        by=by,
        data={**data, "promises": sorted(kept), "kept": [PromiseKind.CALLBACK]},
    )
