"""What one delivery of Meta tells us: events, and mentions whose words must be fetched first."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import NamedTuple

import msgspec

from router.channels.clean import many_lines, one_line
from router.channels.meta.setting import Account
from router.domain.contact import INLINE_ORIGINAL, Event, Inbound, Sender, contact_id
from router.domain.words import Channel

TEXT = 20_000
ID = 300
WINDOW = timedelta(hours=24)  #: so long we may answer a private message
DAY = timedelta(days=1)


class Wanted(NamedTuple):
    """A mention that comes without its words."""

    account: Account
    media: str
    comment: str


@dataclass
class Told:
    """In the order of the body; `heard` holds the names of the accounts it was about."""

    events: list[Event] = field(default_factory=list)
    wanted: list[Wanted] = field(default_factory=list)
    heard: set[str] = field(default_factory=set)
    unread: list[str] = field(default_factory=list)  #: why a part could not be read


def private(
    account: Account, kind: str, key: str, sender: Sender, who: str, text: str, at: datetime, body: bytes
) -> Inbound:
    """A message to us alone. What somebody writes today goes on with what they wrote today or yesterday."""
    days = [talk_of(kind, account, who, moment) for moment in (at, at - DAY)]
    return Inbound(
        id=name_of(key),
        channel=Channel.MENTION,
        source="meta",
        source_id=one_line(key, ID),
        received_at=at,
        text=many_lines(text, TEXT),
        sender=sender,
        message_id=days[0],
        reply_to=tuple(days),
        wire={
            "account": account.name,
            "kind": kind,
            "visibility": "direct",
            "to": one_line(who, ID),
            "replyBefore": (at + WINDOW).isoformat(),
        },
        reply_before=at + WINDOW,
        original=body if len(body) <= INLINE_ORIGINAL else None,
    )


def public(
    account: Account, kind: str, key: str, sender: Sender, text: str, at: datetime, body: bytes, **wire: str
) -> Inbound:
    """A comment or a post that all can read."""
    return Inbound(
        id=name_of(key),
        channel=Channel.MENTION,
        source="meta",
        source_id=one_line(key, ID),
        received_at=at,
        text=many_lines(text, TEXT),
        url=wire.pop("url", None) or None,
        sender=sender,
        message_id=one_line(key, ID),
        wire={"account": account.name, "kind": kind, "visibility": "public", **wire},
        original=body if len(body) <= INLINE_ORIGINAL else None,
    )


def name_of(key: str) -> str:
    """The contact's id, of Meta's own id."""
    return contact_id("mention", "meta", key)


def talk_of(kind: str, account: Account, who: str, at: datetime) -> str:
    """A conversation of one day, without telling with whom."""
    person = blake2b(f"{account.id}\n{who}".encode(), digest_size=12, key=b"balie talk").hexdigest()
    return f"{kind}:{person}:{at.date().isoformat()}"


def moment(told: int | str | None, now: datetime) -> datetime:
    """Seconds or milliseconds since 1970, as a number or in figures; now where it is neither or still to come."""
    text = str(told)
    if told is None or not text.isascii() or not text.isdigit() or len(text) > 14:
        return now
    number = int(text)
    at = datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
    return min(at, now)


def said(text: str | None, media: list[str]) -> str:
    """The words; where there are none, what came instead."""
    return text or " ".join(f"[{one_line(each, 30)}]" for each in media[:10])


class Named(msgspec.Struct):
    """Anything with an id, and perhaps a name."""

    id: str = ""
    name: str = ""
    username: str = ""
