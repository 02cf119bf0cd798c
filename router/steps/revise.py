"""Revise: a post reads otherwise than when it came in, or its writer took it back. What was removed is not kept."""

from datetime import UTC, datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import EDITED, REMOVED, Contact, Inbound, Revision, Text
from router.domain.words import CaseStatus, Channel, Direction, Result
from router.steps.close import close
from router.steps.context import Context

UNTAKEN = (CaseStatus.QUEUED, CaseStatus.OFFERED)


def revise(revision: Revision, context: Context, now: datetime) -> Change:
    """Nothing for what we do not know, what reads so already, and what was removed before."""
    known = context.message(revision.contact)
    if known is None or known[0].direction != Direction.IN or REMOVED in known[1].wire:
        return Change()
    contact, text = known
    file = context.file(contact.case or "")
    if revision.text is None:
        return _removed(contact, text, file, context, now)
    if revision.text == text.body or _edited_at(text) > revision.at:
        return Change()
    return _edited(contact, text.with_(body=revision.text), revision.at, now)


def revision_of(contact: Inbound, now: datetime) -> Revision:
    """A post that came again in other words, and says itself that it was edited."""
    return Revision(contact=contact.id, at=_moment(contact.wire.get(EDITED, ""), now), text=contact.text)


def _edited(contact: Contact, text: Text, at: datetime, now: datetime) -> Change:
    return Change(
        texts=(text.with_(wire={**text.wire, EDITED: min(at, now).isoformat()}),),
        history=(_told(contact, "edited", now),),
    )


def _removed(contact: Contact, text: Text, file: CaseFile | None, context: Context, now: datetime) -> Change:
    """The words, files and original go; that there was a post stays. A case that nobody took and that is only this, closes."""
    change = Change(
        texts=(Text(id=text.id, message_id=text.message_id, wire={**text.wire, REMOVED: now.isoformat()}),),
        history=(_told(contact, "removed", now),),
    )
    return change.and_(_withdrawn(file, now)) if file and _ends(file, contact, context) else change


def _ends(file: CaseFile, contact: Contact, context: Context) -> bool:
    case = file.case
    untaken = case.status in UNTAKEN and case.assignee is None and case.handler is None
    return untaken and case.channel == Channel.MENTION and case.contact == contact.id and context.is_alone(case)


def _withdrawn(file: CaseFile, now: datetime) -> Change:
    change = close(file, Actor(), Result.WITHDRAWN, None, "", {}, now)
    ((before, closed),) = change.cases
    return change.with_(cases=((before, closed.with_(offered_to=None, offer_ends=None)),))


def _told(contact: Contact, type: str, now: datetime) -> History:
    return History(subject=contact.case or contact.id, type=type, at=now, data={"contact": contact.id})


def _edited_at(text: Text) -> datetime:
    return _moment(text.wire.get(EDITED, ""), datetime.min.replace(tzinfo=UTC))


def _moment(text: str, otherwise: datetime) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return otherwise
    return moment if moment.tzinfo else otherwise
