"""Reply: an agent answers by mail. The answer promise is kept the moment the answer is on its way."""

from datetime import datetime

from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History, Outgoing
from router.domain.contact import Contact, Party, Text
from router.domain.errors import Refused
from router.domain.words import Channel, Direction, PromiseKind
from router.steps.keep import keep_promises


def reply(
    file: CaseFile, by: Actor, party: Party | None, contact: str, subject: str, text: str, now: datetime
) -> Change:
    """`contact` is the id of the outbound contact. Raises Refused without an address to answer to."""
    case = file.case
    if party is None or not party.email:
        raise Refused("There is no e-mail address in this case. Call them, or note what was said.")
    if not text.strip():
        raise Refused("The answer is empty.")
    kept, promises = keep_promises(file, now, PromiseKind.ANSWER, PromiseKind.ACKNOWLEDGE)
    return Change(
        cases=((case, case.changed(now, next_breach=file.breach_after(kept))),),
        contacts=(
            Contact(
                id=contact,
                channel=Channel.EMAIL,
                source="email",
                received_at=now,
                direction=Direction.OUT,
                case=case.reference,
                party=party.id,
                by=by.account,
            ),
        ),
        texts=(Text(id=contact, subject=subject, body=text),),
        promises=promises,
        outgoing=(
            (
                None,
                Outgoing(
                    id=contact,
                    case=case.reference,
                    purpose="reply",
                    channel=Channel.EMAIL,
                    contact=contact,
                    recipient=party.id,
                    next_at=now,
                ),
            ),
        ),
        history=(
            History(
                subject=case.reference,
                type="replied",
                at=now,
                by=by.account,
                data={
                    "contact": contact,
                    "version": case.version + 1,
                    "kept": sorted(promise.kind for promise in kept.values()),
                },
            ),
        ),
    )
