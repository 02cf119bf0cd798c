"""Whether the citizen wrote that they would like to be called: shown to the agent, who decides."""

from itertools import islice

from router.domain.phone import may_be_dialled
from router.domain.record import Record
from router.domain.ringback import Wished, asks_for_call, wished_call
from router.domain.words import Direction, PromiseKind
from router.store.views.case_page import CasePage

LOOKED_AT = 20  #: contacts, the latest


class WishedCall(Record):
    """What the suggestion tells."""

    number: str  #: in E.164
    written: str  #: as they wrote it
    channel: str  #: where it was seen


def wished(page: CasePage, region: str) -> WishedCall | None:
    """The latest wish that nobody promised a call after. None while a call is owed, or the case is closed."""
    callbacks = [each for each in page.promises if each.kind == PromiseKind.CALLBACK]
    if page.case.is_closed or any(each.is_owed for each in callbacks):
        return None
    said = (each for each in reversed(page.contacts) if each.direction == Direction.IN and not each.automatic)
    for contact in islice(said, LOOKED_AT):
        if any(each.since >= contact.received_at for each in callbacks):
            return None
        text = page.texts.get(contact.id)
        found = _found(page, contact.party, f"{text.subject}\n{text.body}", region) if text else None
        if found is not None:
            return WishedCall(number=found.number, written=found.written, channel=contact.channel)
    return None


def _found(page: CasePage, sender: str | None, text: str, region: str) -> Wished | None:
    """The number that they wrote, else the one that they left with us."""
    party = page.parties.get(sender or "")
    left = may_be_dialled(party.phone, region) if party and party.phone else None
    if found := wished_call(text, region):
        return found
    return Wished(left, left) if left and asks_for_call(text) else None
