"""A feed, RSS of any age or Atom, to its items, and an item to a contact. Pure, but slow on a big one: run it in a thread."""

from calendar import timegm
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import blake2b
from io import BytesIO
from time import struct_time
from typing import Any, NamedTuple

import feedparser

from router.channels.clean import many_lines, one_line
from router.channels.html import html_to_text
from router.domain.contact import EDITED, Inbound, Sender, contact_id
from router.domain.errors import BadPayload
from router.domain.words import Channel

MOST = 500  #: items of one feed that are looked at
TEXT, CONTENT = 10_000, 100_000
URL = 2000


class Item(NamedTuple):
    key: str  #: its guid, or its address
    title: str
    text: str
    url: str | None
    author: str
    at: datetime | None

    @property
    def words(self) -> str:
        return "\n\n".join(filter(None, (self.title, self.text)))

    @property
    def mark(self) -> str:
        """The item, and how it reads, in sixteen letters: never what it says."""
        return short(self.key) + short(self.words)


def items(body: bytes, content_type: str = "") -> list[Item]:
    """In the order of the feed. Raises BadPayload when it is none."""
    headers = {"content-type": content_type} if content_type.isprintable() else {}
    try:
        found = feedparser.parse(BytesIO(body), response_headers=headers, sanitize_html=False)
    except Exception as error:  # whatever the library stumbles over in a stranger's file is that file's
        raise BadPayload(f"No feed: {type(error).__name__}") from None
    if not found.get("version"):
        raise BadPayload("No feed: neither RSS nor Atom")
    return [item for entry in found.entries[:MOST] if (item := item_of(entry))]


def item_of(entry: Mapping[str, Any]) -> Item | None:
    """None without a name that stays: it would come in again and again."""
    url = web_address(_text(entry.get("link")))
    key = one_line(_text(entry.get("id")), URL) or url
    if not key:
        return None
    content = entry.get("content") or [{}]
    body = _text(entry.get("summary")) or _text(content[0].get("value") if isinstance(content[0], dict) else "")
    return Item(
        key=key,
        title=one_line(html_to_text(_text(entry.get("title"))[:CONTENT]), 500),
        text=many_lines(html_to_text(body[:CONTENT]), TEXT),
        url=url,
        author=one_line(_text(entry.get("author")), 200),
        at=_moment(entry.get("published_parsed") or entry.get("updated_parsed")),
    )


def contact(item: Item, feed: str, now: datetime, *, edited: bool) -> Inbound:
    """An item of the feed called `feed`; `edited` where it came in before in other words."""
    return Inbound(
        id=contact_id("mention", "feed", f"{feed}\n{item.key}"),
        channel=Channel.MENTION,
        source="feed",
        source_id=item.key,
        received_at=min(item.at, now) if item.at else now,
        subject=item.title,
        text=item.text or item.title,
        url=item.url,
        sender=Sender(name=item.author or feed),
        automatic=True,
        wire={"account": feed, "visibility": "public", **({EDITED: now.isoformat()} if edited else {})},
    )


def short(text: str) -> str:
    return blake2b(text.encode("utf-8", "ignore"), digest_size=4).hexdigest()


def web_address(url: str) -> str | None:
    """Only what a page may safely link to."""
    whole = one_line(url, URL + 1)
    return whole if whole.startswith(("https://", "http://")) and len(whole) <= URL and " " not in whole else None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _moment(told: object) -> datetime | None:
    if not isinstance(told, struct_time):
        return None
    try:
        return datetime.fromtimestamp(timegm(told), UTC)
    except (ValueError, OverflowError, OSError):
        return None
