"""A Mastodon notification to contacts. Pure.

{"id": "21", "type": "mention", "created_at": "2026-08-01T13:51:42.853Z",
 "account": {"acct": "anna@mastodon.example", "display_name": "Anna"},
 "status": {"id": "117020577157693549", "created_at": "2026-08-01T13:51:42.823Z", "language": "nl",
            "visibility": "public", "spoiler_text": "", "url": "https://mastodon.example/@anna/117020577157693549",
            "content": "<p><span class=\\"h-card\\">@<span>klaverdam</span></span> De lamp is stuk.</p>"}}
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TypeVar

import msgspec

from router.channels.clean import many_lines, one_line
from router.channels.html import html_to_text
from router.domain.contact import INLINE_ORIGINAL, Inbound, Sender, contact_id
from router.domain.errors import BadPayload
from router.domain.words import Channel

BODY = 1024 * 1024
TEXT = 20_000
CONTENT = 200_000
NAME = 200
HANDLE = 200
URL = 2000
ID = 100

Shape = TypeVar("Shape")


class Head(msgspec.Struct):
    """Enough to tell which notification it is."""

    type: str


class Account(msgspec.Struct):
    acct: str
    display_name: str = ""


class Status(msgspec.Struct):
    id: str
    created_at: datetime
    content: str
    spoiler_text: str = ""
    language: str | None = None
    url: str | None = None


class Mention(msgspec.Struct):
    account: Account
    status: Status


def parse(body: bytes, now: datetime) -> Sequence[Inbound]:
    """One contact for a mention, none for a follow, a boost or the like. Raises BadPayload with the reason."""
    if len(body) > BODY:
        raise BadPayload(f"This notification is over {BODY // 1024} KB.")
    if read(body, Head).type != "mention":
        return ()
    mention = read(body, Mention)
    handle, status_id = one_line(mention.account.acct, HANDLE), one_line(mention.status.id, ID)
    if not handle or not status_id:
        raise BadPayload("A mention needs account.acct and status.id.")
    return (contact(mention, handle, status_id, body, now),)


def contact(mention: Mention, handle: str, status_id: str, body: bytes, now: datetime) -> Inbound:
    """The status' id is the source id: polling and streaming may both bring the same mention."""
    status = mention.status
    name = one_line(mention.account.display_name, NAME)
    return Inbound(
        id=contact_id("mention", "mastodon", status_id),
        channel=Channel.MENTION,
        source="mastodon",
        source_id=status_id,
        received_at=moment(status.created_at, now),
        text=written(status),
        url=web_address(status.url),
        sender=Sender(name=name or None, handle=f"@{handle.lstrip('@')}"),
        language=language(status.language),
        original=body if len(body) <= INLINE_ORIGINAL else None,
    )


def read(body: bytes, shape: type[Shape]) -> Shape:
    """The message of msgspec names the field and the two types, never what stood there."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadPayload(f"No Mastodon notification: {one_line(str(error), 200)}") from None


def written(status: Status) -> str:
    """A content warning is part of what they said."""
    parts = (status.spoiler_text[:CONTENT].strip(), html_to_text(status.content[:CONTENT]))
    return many_lines("\n\n".join(filter(None, parts)), TEXT)


def moment(created: datetime, now: datetime) -> datetime:
    """When they wrote it, never in the future: every clock runs from it."""
    if created.tzinfo is None:
        raise BadPayload("status.created_at needs a time zone.")
    return min(created.astimezone(UTC), now)


def web_address(url: str | None) -> str | None:
    """Only what a page may safely link to."""
    whole = one_line(url or "", URL + 1)
    return whole if whole.startswith(("https://", "http://")) and len(whole) <= URL and " " not in whole else None


def language(tag: str | None) -> str | None:
    """`nl-BE` says nl."""
    primary = (tag or "")[:35].partition("-")[0].lower()
    return primary if 2 <= len(primary) <= 3 and primary.isascii() and primary.isalpha() else None
