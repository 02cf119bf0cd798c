"""Deliver: what is started is written down before the wire, so that a crash in between is known as uncertain (I8)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from router.domain.case import CaseFile
from router.domain.change import Change, History, Outgoing
from router.domain.contact import Contact, Text
from router.domain.promise import Promise
from router.domain.words import Channel, Direction, PromiseKind
from router.steps.keep import cancel_promises, keep_promises

MOST_ATTEMPTS = 48  #: some seven hours: a relay that is being mended loses no letter
PATIENCE = timedelta(minutes=10)  #: the longest wait between two tries
ABANDONED = timedelta(minutes=5)  #: longer than any wire takes: whoever started it then will not say what became of it
UNTOLD = ("notice", "event")  #: between our own people and systems: no part of what was said to the citizen


def started(
    outgoing: Outgoing,
    composed: tuple[str, str],
    message_id: str | None,
    now: datetime,
    channel: Channel = Channel.EMAIL,
) -> Change:
    """On its way, for as long as a wire can take. A message that composed itself becomes a contact now; its Message-ID leads
    answers back to the case."""
    if outgoing.purpose in UNTOLD:
        after = outgoing.with_(state="started", attempts=outgoing.attempts + 1, next_at=now + ABANDONED)
        return Change(outgoing=((outgoing, after),))
    contact = outgoing.contact or f"out-{outgoing.id}"
    after = outgoing.with_(state="started", attempts=outgoing.attempts + 1, contact=contact, next_at=now + ABANDONED)
    change = Change(outgoing=((outgoing, after),), threads=((message_id, outgoing.case),) if message_id else ())
    if outgoing.contact is not None:
        return change
    row = Contact(
        id=contact,
        channel=channel,
        source=outgoing.channel,
        received_at=now,
        direction=Direction.OUT,
        case=outgoing.case,
        party=outgoing.recipient,
        by="balie",
        automatic=True,
    )
    subject, body = composed
    return change.with_(contacts=(row,), texts=(Text(id=contact, subject=subject, body=body, message_id=message_id),))


def sent(outgoing: Outgoing, file: CaseFile, source_id: str | None, now: datetime) -> Change:
    """The neighbour has it, under its own id when it told one. An acknowledgement on its way keeps the promise of one."""
    kept, promises = (
        keep_promises(file, now, PromiseKind.ACKNOWLEDGE) if outgoing.purpose == "acknowledgement" else ({}, ())
    )
    case = file.case
    return Change(
        cases=((case, case.changed(now, next_breach=file.breach_after(kept))),) if kept else (),
        promises=promises,
        outgoing=((outgoing, taken(outgoing, source_id)),),
        threads=((source_id, case.reference),) if source_id else (),
        history=(
            History(
                subject=case.reference,
                type="sent",
                at=now,
                data={
                    "message": outgoing.id,
                    "purpose": outgoing.purpose,
                    "contact": outgoing.contact,
                    "kept": sorted(each.kind for each in kept.values()),
                },
            ),
        ),
    )


def taken(outgoing: Outgoing, source_id: str | None) -> Outgoing:
    """Answers to it, and receipts for it, may name the neighbour's id."""
    known = {"source_id": source_id} if source_id else {}
    return outgoing.with_(state="sent", next_at=None, data={**outgoing.data, **known})


def failed(outgoing: Outgoing, file: CaseFile, code: str, again: bool, now: datetime, unsure: bool = False) -> Change:
    """Not taken: tried again with growing patience, at last given up and shown; a promise that cannot be kept says why.
    `unsure`: it may have gone after all, and once more would be twice: a person must look."""
    if unsure:
        return _uncertain(outgoing, code, now)
    again = again and outgoing.attempts < MOST_ATTEMPTS
    wait = min(PATIENCE, timedelta(seconds=5 * 2 ** min(outgoing.attempts, 10)))
    after = outgoing.with_(state="pending" if again else "failed", next_at=now + wait if again else None, note=code)
    if again:
        return Change(outgoing=((outgoing, after),))
    kinds = (PromiseKind.ACKNOWLEDGE,) if outgoing.purpose == "acknowledgement" else ()
    cancelled, promises = cancel_promises(file, now, f"could not be sent: {code}", *kinds)
    case = file.case
    return Change(
        cases=((case, case.changed(now, next_breach=file.breach_after(cancelled))),) if cancelled else (),
        promises=promises,
        outgoing=((outgoing, after),),
        history=(History(subject=case.reference, type="not-sent", at=now, data=_not_sent(outgoing, code, cancelled)),),
    )


WITHHELD = {
    "sender": "too many automatic answers to this sender within an hour",
    "loop": "too many messages in this case within an hour",
}


def withheld(outgoing: Outgoing, file: CaseFile, reason: str, now: datetime) -> Change:
    """Not sent, so that two machines do not go on answering each other; `reason` is one of WITHHELD. Its promise says why it ended."""
    kinds = (PromiseKind.ACKNOWLEDGE,) if outgoing.purpose == "acknowledgement" else ()
    cancelled, promises = cancel_promises(file, now, WITHHELD[reason], *kinds)
    case = file.case
    told: dict[str, object] = {
        "message": outgoing.id,
        "purpose": outgoing.purpose,
        "reason": reason,
        **_cancelled(cancelled),
    }
    return Change(
        cases=((case, case.changed(now, next_breach=file.breach_after(cancelled))),) if cancelled else (),
        promises=promises,
        outgoing=((outgoing, outgoing.with_(state="withheld", next_at=None, note=reason)),),
        history=(History(subject=case.reference, type="withheld", at=now, data=told),),
    )


def _uncertain(outgoing: Outgoing, code: str, now: datetime) -> Change:
    told = {"message": outgoing.id, "again": False, "code": code}
    return Change(
        outgoing=((outgoing, outgoing.with_(state="uncertain", next_at=None, note=code)),),
        history=(History(subject=outgoing.case, type="send-interrupted", at=now, data=told),),
    )


def _not_sent(outgoing: Outgoing, code: str, cancelled: Mapping[str, Promise]) -> dict[str, object]:
    return {"message": outgoing.id, "code": code, "purpose": outgoing.purpose, **_cancelled(cancelled)}


def _cancelled(cancelled: Mapping[str, Promise]) -> dict[str, object]:
    """What ended with it, for a number on a page to be recounted (I9); nothing where nothing did."""
    return {"cancelled": sorted(each.kind for each in cancelled.values())} if cancelled else {}


def recovered(outgoing: Outgoing, harmless: bool, now: datetime) -> Change:
    """Started by a process that ended. Where one more of it is `harmless` it goes once more under the same key; else, and
    after that, a person must look."""
    again = harmless and outgoing.attempts < 2
    after = outgoing.with_(
        state="pending" if again else "uncertain", next_at=now if again else None, note="interrupted"
    )
    return Change(
        outgoing=((outgoing, after),),
        history=(
            History(
                subject=outgoing.case, type="send-interrupted", at=now, data={"message": outgoing.id, "again": again}
            ),
        ),
    )
