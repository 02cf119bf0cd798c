"""Contacts: one communication over one channel, as it came in. Never edited."""

from datetime import datetime
from hashlib import blake2b
from uuid import UUID, uuid5

import msgspec

from router.domain.record import Record
from router.domain.words import CallEventKind, Channel, Delivery, Direction, Kind

CONTACT_IDS = UUID("6b1f0c1e-7a35-5e0e-9a5b-3a0a1d3f7c11")
INLINE_ORIGINAL = 64 * 1024  #: bytes; a larger original goes to `originals`


class Sender(Record, omit_defaults=True):
    """Who contacts us, as far as they said. Phone in E.164 where it is a full number, else as given."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    handle: str | None = None

    @property
    def address(self) -> str | None:
        """The strongest address, normalised: what makes two contacts come from one sender."""
        if self.email:
            return "mailto:" + self.email.casefold()
        if self.phone:
            return "tel:" + self.phone
        return "acct:" + self.handle.casefold() if self.handle else None


class CallbackWish(Record, omit_defaults=True):
    """ "Please call me", with the window that suits them."""

    not_before: datetime | None = None
    not_after: datetime | None = None


class Attachment(Record, omit_defaults=True):
    """A file that came along; its bytes live in `originals` under `sha256`."""

    name: str
    media_type: str  #: what its bytes show, not what the sender says
    size: int
    sha256: str  #: "" when it was left out
    inline: bool = False  #: a picture in the text itself, such as a logo: no file that somebody sent along
    left_out: str = ""  #: `size` or `number`: only in the original


class Receipt(Record, tag="receipt", omit_defaults=True):
    """A neighbour says what became of a message of ours. Named by our own id, or by the id that it has there."""

    state: Delivery
    at: datetime
    outgoing: str | None = None
    message_id: str | None = None
    code: str = ""  #: why it failed, in few letters and without personal data
    source: str = ""  #: the adapter it came through


class Inbound(Record, tag="contact", omit_defaults=True):
    """What a channel hands to `accept`, and what lies on the stream."""

    id: str
    channel: Channel
    source: str  #: the adapter's folder: email, webform, mastodon, ...
    received_at: datetime
    source_id: str | None = None
    text: str = ""
    subject: str = ""
    sender: Sender = Sender()
    language: str | None = None
    product: str | None = None
    kind: Kind | None = None
    url: str | None = None
    place: str | None = None
    needs_assistance: bool = False
    callback: CallbackWish | None = None
    attachments: tuple[Attachment, ...] = ()
    message_id: str | None = None
    reply_to: tuple[str, ...] = ()  #: message ids this one answers, nearest first
    reference: str | None = None  #: a case reference found in the subject; believed only for a known sender
    entrance: str | None = None  #: the address of ours it came in on
    report: Receipt | None = None  #: it is no message of somebody's, but tells what became of one of ours
    automatic: bool = False  #: an auto-reply, bounce or list (RFC 3834): never answered by a machine
    backlog: bool = False  #: history being filled in: promises already past end without firing
    original: bytes | None = None
    original_sha256: str | None = None  #: where the original is kept; the only place when it is over 64 KB
    wire: dict[str, str] = {}  #: what the channel needs to answer this contact, in the neighbour's own words
    reply_before: datetime | None = None  #: their channel takes no answer after it
    unreadable: str = ""  #: why nobody could take it apart; it lies in quarantine until a person lets it in as it is

    @property
    def digest(self) -> bytes:
        """What tells two bodies under one id apart. The moment of arrival is left out: a repeat arrives later."""
        parts = (
            self.channel,
            self.source,
            self.subject,
            self.text,
            self.product,
            self.kind,
            self.url,
            self.place,
            self.sender,
            self.callback,
            self.language,
            self.needs_assistance,
            self.attachments,
        )
        return blake2b(msgspec.json.encode(parts), digest_size=16).digest()


class CallEvent(Record, tag="call", omit_defaults=True):
    """One thing a switch says about a call; unique by (call, event, queue, at), in any order."""

    call: str
    event: CallEventKind
    at: datetime
    queue: str | None = None
    caller: str | None = None
    agent: str | None = None
    source: str = "phone"  #: the adapter it came through


class Revision(Record, tag="revision", omit_defaults=True):
    """The writer changed a post that came in before, or took it back."""

    contact: str  #: the contact's id
    at: datetime
    text: str | None = None  #: as it reads now; None: it was removed, and is not kept
    address: str | None = None  #: of its sender, where the neighbour says: what one sender does stays in order


EDITED, REMOVED = "editedAt", "removedAt"
"""Keys of `wire`: when its writer last changed it (ISO), or took it back."""
NOT_CALLED = "not-called:"  #: begins the source id of "I was not called", from the page of the case


Event = Inbound | CallEvent | Revision | Receipt


class Contact(Record):
    """The register's row of a communication, in or out. Names and text live beside it in parties and texts."""

    id: str
    channel: Channel
    source: str
    received_at: datetime
    direction: Direction = Direction.IN
    source_id: str | None = None
    case: str | None = None
    party: str | None = None
    status: str = "decided"
    digest: bytes = b""
    by: str | None = None  #: the agent who wrote it, for what goes out
    automatic: bool = False


class Text(Record):
    """What was said. Kept apart so that it can be blanked without touching the register."""

    id: str  #: the contact's id, or a note's
    subject: str = ""
    body: str = ""
    attachments: tuple[Attachment, ...] = ()
    message_id: str | None = None
    original_sha256: str | None = None
    wire: dict[str, str] = {}  #: what the channel needs to answer it


class Party(Record):
    """Who it was, as they told us. Two parties are never merged in silence."""

    id: str
    address: str | None = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    handle: str | None = None
    language: str | None = None
    needs_assistance: bool = False


def contact_id(channel: str, source: str, key: str) -> str:
    """The id that a repeat derives again (CONTRACT.md, Repeats)."""
    return str(uuid5(CONTACT_IDS, f"{channel}\n{source}\n{key}"))


def party_id(address: str) -> str:
    """The same address is the same party; the id does not tell which address."""
    return blake2b(address.encode(), digest_size=16, key=b"balie party").hexdigest()


def party_of(inbound: Inbound) -> Party:
    """The party row of a sender; without an address it is known for this contact only."""
    sender = inbound.sender
    address = sender.address
    return Party(
        id=party_id(address or inbound.id),
        address=address,
        name=sender.name,
        email=sender.email,
        phone=sender.phone,
        handle=sender.handle,
        language=inbound.language,
        needs_assistance=inbound.needs_assistance,
    )


def caller_party(event: CallEvent) -> str | None:
    """The party id of a caller's number: the number itself stays out of the call's rows."""
    return party_id(f"tel:{event.caller}") if event.caller else None
