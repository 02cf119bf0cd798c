"""Receipt: a neighbour says what became of a message: delivered, read, or never arrived."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from router.domain.change import SYSTEM, Change, History, Outgoing
from router.domain.contact import Inbound, Receipt
from router.domain.words import Delivery
from router.rules.rulebook import Rulebook
from router.steps.context import Context
from router.steps.deliver import sent, taken
from router.steps.undelivered import with_consequences
from router.steps.wait import woken

log = structlog.get_logger()
STATES = {Delivery.DELIVERED: "delivered", Delivery.READ: "read", Delivery.FAILED: "bounced"}
UNSURE = ("pending", "started", "uncertain", "failed")  #: it is news that it went at all
BEFORE = {
    "delivered": (*UNSURE, "sent"),
    "read": (*UNSURE, "sent", "delivered"),
    "bounced": (*UNSURE, "sent", "delivered"),
}
"""The states that a receipt goes on from; any other has heard more already."""


def receipts_in(events: Iterable[object]) -> list[Receipt]:
    """Those of a batch, and what mails tell in the place of one."""
    told = (event.report if isinstance(event, Inbound) else event for event in events)
    return [each for each in told if isinstance(each, Receipt)]


def received(receipt: Receipt, context: Context, book: Rulebook, now: datetime) -> Change:
    """Nothing new for a repeat. What we never sent is counted, and no case."""
    if receipt.state == Delivery.DELAYED:
        log.info("receipt.delayed", code=receipt.code)
        return Change()
    outgoing = context.posted.of(receipt)
    if outgoing is None:
        log.info("receipt.unknown", state=receipt.state, code=receipt.code)
        return Change(history=(History(subject="receipts", type="receipt-unknown", at=now, data=_said(receipt)),))
    state = STATES[receipt.state]
    if outgoing.state not in BEFORE[state]:
        return Change()
    if receipt.state == Delivery.FAILED:
        return bounced(receipt, outgoing, context, book, now)
    return _arrived(receipt, outgoing, context, now)


def _arrived(receipt: Receipt, outgoing: Outgoing, context: Context, now: datetime) -> Change:
    """Of one that nobody knew had gone, an acknowledgement keeps its promise by it."""
    state, file = STATES[receipt.state], context.file(outgoing.case)
    if outgoing.state in UNSURE and file is not None:
        change = sent(outgoing, file, receipt.message_id, now)
    else:
        change = Change(outgoing=((outgoing, outgoing),))
    ((_, after),) = change.outgoing
    line = History(subject=outgoing.case, type=state, at=now, data=_told(outgoing))
    return change.with_(outgoing=((outgoing, after.with_(state=state)),), history=(*change.history, line))


def bounced(receipt: Receipt, outgoing: Outgoing, context: Context, book: Rulebook, now: datetime) -> Change:
    """It never arrived. Its case comes back to somebody, and another way is tried where there is one."""
    file = context.file_on(outgoing.case)
    after = taken(outgoing, receipt.message_id if outgoing.state in UNSURE else None)
    change = Change(
        outgoing=((outgoing, after.with_(state="bounced", note=receipt.code)),),
        history=(
            History(
                subject=file.case.reference if file else outgoing.case,
                type="bounced",
                at=now,
                data={**_told(outgoing), "code": receipt.code},
            ),
        ),
    )
    if file is None:
        return change
    change = with_consequences(change, outgoing, file, context.posted.to(outgoing), book.municipality, now)
    return woken(change, file, book, now, SYSTEM) if change.cases else change


def _told(outgoing: Outgoing) -> dict[str, object]:
    return {
        "message": outgoing.id,
        "purpose": outgoing.purpose,
        "contact": outgoing.contact,
        "channel": outgoing.channel,
    }


def _said(receipt: Receipt) -> dict[str, object]:
    return {"state": receipt.state, "code": receipt.code, "source": receipt.source}
