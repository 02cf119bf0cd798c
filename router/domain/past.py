"""The past: a contact as the register keeps it, and what it was before it was decided."""

from datetime import datetime

from router.domain.contact import CallbackWish, Inbound, Sender
from router.domain.record import Record
from router.domain.words import Kind

ADDRESSES = ("email", "phone", "handle")


class Given(Record, omit_defaults=True, rename="camel"):
    """What came along with the words of a contact and counts in a decision: codes and moments, never a name or an address."""

    addresses: tuple[str, ...] = ()  #: the kinds of address that were left
    wordless: bool = False  #: there was no text, also before anything was blanked
    product: str | None = None
    kind: Kind | None = None
    language: str | None = None
    entrance: str | None = None
    needs_assistance: bool = False
    callback: CallbackWish | None = None
    reply_before: datetime | None = None


class Past(Record):
    """The contact that opened a case, and the decision about it as it was stored."""

    case: str
    contact: Inbound  #: as its rows tell. Words and sender may be gone: they can be blanked
    facts: str  #: JSON
    stages: str  #: JSON


def given_of(contact: Inbound) -> Given:
    return Given(
        addresses=tuple(kind for kind in ADDRESSES if getattr(contact.sender, kind)),
        wordless=not (contact.text or contact.subject),
        product=contact.product,
        kind=contact.kind,
        language=contact.language,
        entrance=contact.entrance,
        needs_assistance=contact.needs_assistance,
        callback=contact.callback,
        reply_before=contact.reply_before,
    )


def came_in(contact: Inbound, given: Given) -> Inbound | None:
    """As it came in, as far as decisions read it; None when its words or its sender were blanked."""
    left = {kind: getattr(contact.sender, kind) for kind in given.addresses}  # a party may have told more since
    if not all(left.values()) or not (given.wordless or contact.text or contact.subject):
        return None
    return contact.with_(
        sender=Sender(**left),
        product=given.product,
        kind=given.kind,
        language=given.language,
        entrance=given.entrance,
        needs_assistance=given.needs_assistance,
        callback=given.callback,
        reply_before=given.reply_before,
    )
