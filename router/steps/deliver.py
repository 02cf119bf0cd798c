"""Deliver: what is started is written down before the wire, so that a crash in between is known as uncertain (I8)."""

from datetime import datetime, timedelta

from router.domain.case import CaseFile
from router.domain.change import Change, History, Outgoing
from router.domain.contact import Contact, Text
from router.domain.words import Channel, Direction, PromiseKind
from router.steps.keep import cancel_promises, keep_promises

MOST_ATTEMPTS = 8
PATIENCE = timedelta(minutes=10)  #: the longest wait between two tries


UNTOLD = ("notice", "event")  #: between our own people and systems: no part of what was said to the citizen


def started(outgoing: Outgoing, composed: tuple[str, str], message_id: str, now: datetime) -> Change:
    """On its way. A message that composed itself becomes a contact now; its Message-ID leads answers back to the case."""
    if outgoing.purpose in UNTOLD:
        after = outgoing.with_(state="started", attempts=outgoing.attempts + 1, next_at=None)
        return Change(outgoing=((outgoing, after),))
    contact = outgoing.contact or f"out-{outgoing.id}"
    after = outgoing.with_(state="started", attempts=outgoing.attempts + 1, contact=contact, next_at=None)
    change = Change(outgoing=((outgoing, after),), threads=((message_id, outgoing.case),))
    if outgoing.contact is not None:
        return change
    row = Contact(
        id=contact,
        channel=Channel.EMAIL,
        source="email",
        received_at=now,
        direction=Direction.OUT,
        case=outgoing.case,
        party=outgoing.recipient,
        by="balie",
        automatic=True,
    )
    subject, body = composed
    return change.with_(contacts=(row,), texts=(Text(id=contact, subject=subject, body=body, message_id=message_id),))


def sent(outgoing: Outgoing, file: CaseFile, now: datetime) -> Change:
    """The relay has it. An acknowledgement on its way keeps the promise of one."""
    kept, promises = (
        keep_promises(file, now, PromiseKind.ACKNOWLEDGE) if outgoing.purpose == "acknowledgement" else ({}, ())
    )
    case = file.case
    return Change(
        cases=((case, case.changed(now, next_breach=file.breach_after(kept))),) if kept else (),
        promises=promises,
        outgoing=((outgoing, outgoing.with_(state="sent")),),
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


def failed(outgoing: Outgoing, file: CaseFile, code: str, again: bool, now: datetime) -> Change:
    """Not taken: tried again with growing patience, at last given up and shown; a promise that cannot be kept says why."""
    again = again and outgoing.attempts < MOST_ATTEMPTS
    wait = min(PATIENCE, timedelta(seconds=5 * 2**outgoing.attempts))
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
        history=(History(subject=case.reference, type="not-sent", at=now, data=_not_sent(outgoing, code)),),
    )


def _not_sent(outgoing: Outgoing, code: str) -> dict[str, object]:
    return {"message": outgoing.id, "code": code, "purpose": outgoing.purpose}


def recovered(outgoing: Outgoing, now: datetime) -> Change:
    """Started by a process that ended. Mail is sent once more under the same Message-ID; after that a person must look."""
    again = outgoing.attempts < 2
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
