"""Reply: an agent answers, over the channel the citizen used or another that reaches them.

The answer promise is kept the moment the answer is on its way.
"""

from datetime import datetime

from router.channels.outgoing import Length
from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History, Outgoing
from router.domain.contact import Contact, Party, Text
from router.domain.errors import Refused
from router.domain.municipality import Municipality
from router.domain.words import Direction, PromiseKind
from router.steps.keep import keep_promises
from router.steps.ways import channel_of, ways_of


def way_of(file: CaseFile, party: Party | None, town: Municipality, wanted: str | None) -> str:
    """The channel an answer goes over. Raises Refused, with the mend, when it cannot reach them."""
    ways = ways_of(file.case, party, town)
    if not ways:
        raise Refused("There is no e-mail address in this case. Call them, or note what was said.")
    if wanted is not None and wanted not in ways:
        raise Refused("The answer cannot go over that channel. Choose another one.")
    return wanted or ways[0]


def reply(
    file: CaseFile, by: Actor, party: Party, way: str, contact: str, subject: str, text: str, now: datetime
) -> Change:
    """`contact` is the id of the outbound contact, `way` of `way_of`. Raises Refused for an empty answer."""
    case = file.case
    if not text.strip():
        raise Refused("The answer is empty.")
    kept, promises = keep_promises(file, now, PromiseKind.ANSWER, PromiseKind.ACKNOWLEDGE)
    return Change(
        cases=((case, case.changed(now, next_breach=file.breach_after(kept))),),
        contacts=(
            Contact(
                id=contact,
                channel=channel_of(way, case),
                source=way,
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
                    channel=way,
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
                    "channel": way,
                    "version": case.version + 1,
                    "kept": sorted(promise.kind for promise in kept.values()),
                },
            ),
        ),
    )


def may_be_so_long(length: Length | None) -> None:
    """Raises Refused for a text that the channel would not take."""
    if length is not None and length.used > length.most:
        raise TooLong(length)


class TooLong(Refused):
    """The answer does not fit in one message of its channel."""

    def __init__(self, length: Length) -> None:
        super().__init__(
            f"The answer is too long for this channel: {length.used} characters of {length.most} at most. Make it shorter."
        )
        self.length = length
