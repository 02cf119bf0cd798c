"""Watch feeds: each at its own pace, asked only for what is new, and only what names the municipality becomes a contact."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from functools import partial
from urllib.parse import urljoin, urlsplit

import msgspec
import structlog

from router.channels.asking import Answer, Trouble, ask, read_as
from router.channels.base import Room
from router.channels.feed.parse import Item, contact, items
from router.channels.feed.setting import Feed
from router.channels.feed.words import names_one
from router.channels.fields import LOOPBACK
from router.channels.keeping import Turn, keep_all
from router.channels.outside import may_be_asked, outside
from router.domain.contact import Inbound
from router.domain.errors import BadPayload

log = structlog.get_logger()
LARGEST = 2 * 1024 * 1024  #: bytes
HOPS = 5
KNOWN = 500  #: items remembered
MOVED = (301, 302, 303, 307, 308)
OLD = timedelta(days=30)  #: an item that turns up so late is an old one that a site moved


class Mark(msgspec.Struct):
    """What the logbook keeps: how to ask for what changed, and what is known already (`Item.mark`)."""

    etag: str = ""
    modified: str = ""
    known: list[str] = []

    @property
    def headers(self) -> dict[str, str]:
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in told.items() if value}


async def listen(room: Room) -> None:
    """Runs until cancelled."""
    await keep_all(room, [Turn(each.name, partial(look, room, each)) for each in room.setting.feeds])


async def look(room: Room, feed: Feed) -> float:
    """Seconds until the next. Raises Trouble. The first time all is known: what was there before us is not news."""
    cursor = (await room.logbook.source(feed.name)).cursor
    mark = mark_of(cursor)
    answer = await fetched(room, feed.url, mark.headers)
    if answer.status == 304:
        await room.logbook.heard(feed.name, silent_after=feed.silent_after)
        return float(feed.every)
    found = await _items(answer)
    fresh = [each for each in found if each.mark not in mark.known]
    contacts = [made for each in reversed(fresh) if (made := _contact(room, feed, each, mark))] if cursor else []
    if contacts:
        await room.accept(contacts)
    await room.logbook.heard(
        feed.name, _written(answer, mark, found), spoke=bool(fresh), silent_after=feed.silent_after
    )
    return float(feed.every)


async def fetched(room: Room, url: str, headers: dict[str, str]) -> Answer:
    """Raises Trouble. Redirects are followed a few times, to web addresses in the open alone."""
    ours = url
    for _ in range(HOPS):
        answer = await _asked(room, url, headers, strange=not _same_host(ours, url))
        if answer.status not in MOVED:
            return answer
        to = urljoin(url, answer.headers.get("Location", ""))
        if not may_follow(url, to):
            raise Trouble("refused")
        url = to
    raise Trouble("refused")


async def _asked(room: Room, url: str, headers: dict[str, str], *, strange: bool) -> Answer:
    """The host in channels.yaml may be one of our own network; where it sends us may not."""
    accept = {"Accept": "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"}
    asking = partial(ask, method="GET", url=url, headers={**accept, **headers}, most=LARGEST, fine=(304, *MOVED))
    if not strange:
        return await asking(room)
    async with outside() as session:
        return await asking(replace(room, http=lambda: session))


def _same_host(one: str, other: str) -> bool:
    return urlsplit(one).hostname == urlsplit(other).hostname


def may_follow(start: str, to: str) -> bool:
    """Not to another scheme, nor from the open into a network of ours."""
    try:
        here, there = urlsplit(start), urlsplit(to)
        host = there.hostname or ""
    except ValueError:
        return False
    if there.scheme not in ("http", "https") or there.username or (here.scheme, there.scheme) == ("https", "http"):
        return False
    return here.hostname == host or (host not in LOOPBACK and may_be_asked(host))


async def _items(answer: Answer) -> list[Item]:
    try:
        return await asyncio.to_thread(items, answer.body, answer.headers.get("Content-Type", ""))
    except BadPayload as error:
        raise Trouble("unreadable") from error


def _contact(room: Room, feed: Feed, item: Item, mark: Mark) -> Inbound | None:
    now = room.now()
    edited = any(each[:8] == item.mark[:8] for each in mark.known)
    is_old = item.at is not None and now - item.at > OLD
    if is_old or not names_one(item.words, feed.words or room.setting.words):
        return None
    return contact(item, feed.name, now, edited=edited)


def mark_of(cursor: str) -> Mark:
    try:
        return read_as(cursor or "{}", Mark, "mark")
    except BadPayload:
        return Mark()


def _written(answer: Answer, mark: Mark, found: list[Item]) -> str:
    """Of an item that reads otherwise now only the newest reading."""
    now = {each.mark[:8]: each.mark for each in found}
    known = [*(each for each in mark.known if each[:8] not in now), *now.values()][-KNOWN:]
    told = Mark(_header(answer, "ETag"), _header(answer, "Last-Modified"), known)
    return msgspec.json.encode(told).decode()


def _header(answer: Answer, name: str) -> str:
    value = answer.headers.get(name, "")
    return value if len(value) <= 200 and value.isascii() and value.isprintable() else ""
