"""What a channel is: a folder that translates between a wire and our words. It never decides, stores or routes."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from router.domain.contact import Attachment, Inbound
from router.domain.words import Channel

Accept = Callable[[Sequence[Inbound]], Awaitable[None]]
"""Returns when all are durable. Raises StreamFull or StreamDown: nothing was taken, tell the outside to come back."""

KeepOriginal = Callable[[bytes], Awaitable[str]]
"""Keeps large bytes and returns their sha256 in hex."""


@dataclass(frozen=True, slots=True)
class Adapter:
    """A channel folder's whole contract, found as `router.channels.<name>.adapter`."""

    name: str  #: the folder's name, and the contact's `source`
    channel: Channel | None  #: None where nothing comes in
    webhook: Callable[[bytes, datetime], Sequence[Inbound]] | None = None
    """A neighbour's signed body to contacts. Raises BadPayload with the reason."""


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
