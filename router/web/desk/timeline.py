"""A case's story over all channels, oldest first: what was said, noted and done."""

from collections.abc import Iterator
from datetime import datetime

from router.domain.change import History, Outgoing
from router.domain.contact import Contact, Party, Text
from router.domain.record import Record
from router.domain.words import Direction
from router.store.views.case_page import CasePage

SAID_ELSEWHERE = frozenset({"replied", "joined", "sent", "delivered", "read"})
"""Their words stand in the timeline themselves."""
FORWARD = "forward"  #: to a partner: what a citizen said, mailed on, which says nothing new but that it was


class Said(Record, tag="said"):
    """A contact, in or out."""

    at: datetime
    contact: Contact
    text: Text
    party: Party | None
    outgoing: Outgoing | None

    @property
    def goes_out(self) -> bool:
        return self.contact.direction == Direction.OUT


class Done(Record, tag="done"):
    """A line of history, with the note that belongs to it."""

    at: datetime
    event: History
    note: str


def timeline(page: CasePage) -> list[Said | Done]:
    return sorted([*_said(page), *_done(page)], key=lambda entry: entry.at)


def _said(page: CasePage) -> Iterator[Said]:
    sent = {each.contact: each for each in page.outgoing if each.contact and each.purpose != FORWARD}
    for contact in page.contacts:
        yield Said(
            at=contact.received_at,
            contact=contact,
            text=page.texts.get(contact.id, Text(id=contact.id)),
            party=page.parties.get(contact.party or ""),
            outgoing=sent.get(contact.id),
        )


def _done(page: CasePage) -> Iterator[Done]:
    for event in page.history:
        if event.type not in SAID_ELSEWHERE or event.data.get("purpose") == FORWARD:
            note = page.texts.get(str(event.data.get("note")))
            yield Done(at=event.at, event=event, note=note.body if note else "")
