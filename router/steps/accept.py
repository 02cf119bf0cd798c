"""Accept: a contact lies durably on the stream before the outside is told that we have it."""

import hmac
from collections.abc import Sequence

import msgspec

from router.domain.contact import CallEvent, Event, Receipt, Revision
from router.stream.base import Message, Stream

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Event)


async def accept(events: Sequence[Event], *, stream: Stream, secret: bytes) -> None:
    """Return when all are durable. Raises StreamFull, StreamDown: nothing was taken."""
    await stream.append([Message(key_of(event, secret), written(event)) for event in events])


def key_of(event: Event, secret: bytes) -> bytes:
    """One sender stays in order, and no key tells who it is."""
    return hmac.digest(secret, _said_by(event).encode(), "sha256")[:16]


def _said_by(event: Event) -> str:
    if isinstance(event, CallEvent):
        return "call:" + event.call
    if isinstance(event, Revision):
        return event.address or event.contact
    if isinstance(event, Receipt):
        return f"receipt:{event.outgoing or event.message_id}"
    return event.sender.address or event.id


def written(event: Event) -> bytes:
    """A record, as `read` reads it."""
    return _encoder.encode(event)


def read(value: bytes) -> Event:
    """An event from its record. Raises msgspec.ValidationError or DecodeError."""
    event: Event = _decoder.decode(value)
    return event
