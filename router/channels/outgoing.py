"""What goes out over a channel, composed: a letter, a message or a posting. Plain values, so that roles may know them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from router.domain.contact import Attachment


class Length(NamedTuple):
    """How long a text is in the channel's own way of counting, and how long it may be."""

    used: int
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message on its way out over any channel but mail, composed."""

    id: str  #: the idempotency key
    to: str  #: a handle, number or id, as the contact it answers told it
    text: str
    subject: str = ""
    language: str = "nl"
    answers: str | None = None  #: the neighbour's own id of the contact that it answers
    wire: Mapping[str, str] = field(default_factory=dict)  #: what the channel noted when that contact came in
    automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A message on its way out by mail, composed."""

    id: str  #: the idempotency key; becomes the Message-ID's left part
    to: str
    to_name: str | None
    from_address: str
    from_name: str
    subject: str
    text: str
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    automatic: bool = False  #: sets Auto-Submitted: auto-replied (RFC 3834)
    attachments: tuple[tuple[Attachment, bytes], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Posting:
    """An event on its way out to another system, composed."""

    id: str  #: the idempotency key
    url: str
    body: bytes  #: JSON, without personal data
