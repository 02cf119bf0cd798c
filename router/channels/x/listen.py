"""Listen to an account within what may be spent on it in a day; what there was no money for today is read tomorrow."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple

import msgspec
import structlog

from router.channels.asking import Trouble, answered_as, ask, read_as
from router.channels.base import Room
from router.channels.keeping import Turn, keep_all
from router.channels.x.parse import Page, User, id_of, parse
from router.channels.x.setting import Account
from router.domain.contact import Inbound
from router.domain.errors import BadPayload

log = structlog.get_logger()
PAGE, LEAST = 100, 5  #: posts that one request may ask for
PAGES = 8  #: eight hundred posts: further back it does not go


class Mark(msgspec.Struct):
    """What the logbook keeps. `since` was read up to; a page between `until` and there is still to be read, its top being `top`."""

    since: str = ""
    until: str = ""
    top: str = ""
    day: str = ""
    spent: int = 0  #: posts read on that day


class Read(NamedTuple):
    contacts: list[Inbound]
    mark: Mark
    whole: bool  #: down to where we were


async def listen(room: Room) -> None:
    """Runs until cancelled; while it is switched off it does nothing."""
    accounts = room.setting.accounts if room.setting.enabled else []
    await keep_all(room, [Turn(each.name, partial(look, room, each)) for each in accounts])


async def look(room: Room, account: Account) -> float:
    """Seconds until the next. Raises Trouble: `spent` until the day is over."""
    mark = today(mark_of((await room.logbook.source(account.name)).cursor), room.now())
    for _ in range(PAGES):
        left = account.reads_per_day - mark.spent
        if left < LEAST:
            raise Trouble("spent", until_tomorrow(room.now()))
        read = await _page(room, account, mark, min(PAGE, left))
        if read.contacts:
            await room.accept(read.contacts)
        mark = read.mark
        await room.logbook.heard(
            account.name,
            msgspec.json.encode(mark).decode(),
            spoke=bool(read.contacts),
            silent_after=account.silent_after,
        )
        if read.whole:
            break
    return float(account.every)


async def _page(room: Room, account: Account, mark: Mark, count: int) -> Read:
    asked = {
        "max_results": str(count if mark.since else LEAST),
        "expansions": "author_id",
        "tweet.fields": "author_id,conversation_id,created_at,in_reply_to_user_id,lang,public_metrics,referenced_tweets",
        "user.fields": "name,protected,public_metrics,username",
        **({"since_id": mark.since} if mark.since and mark.since != "0" else {}),
        **({"until_id": mark.until} if mark.until else {}),
    }
    url = f"{room.setting.api}/2/users/{account.id}/mentions"
    answer = await ask(room, "GET", url, token=room.secret(account.token), params=asked)
    page = answered_as(answer, Page, "page of mentions")
    bodies = sorted(map(bytes, page.data), key=id_of)
    whole = not page.meta.next_token or not bodies
    if not mark.since:  # the first time: what came before us is not ours
        return Read([], begun(mark, bodies), True)
    people = {each.id: each for each in page.includes.users}
    contacts = [made for each in bodies if (made := _contact(room, account, each, people))]
    return Read(contacts, after(mark, bodies, whole), whole)


def begun(mark: Mark, bodies: Sequence[bytes]) -> Mark:
    newest = max(map(id_of, bodies), default=0)
    return Mark(since=str(newest), day=mark.day, spent=mark.spent + len(bodies))


def after(mark: Mark, bodies: Sequence[bytes], whole: bool) -> Mark:
    """Pages come newest first: only with the last of them is all read up to the top of the first."""
    ids = [found for each in bodies if (found := id_of(each))]
    top = str(max([*ids, int(mark.top or 0), int(mark.since or 0)]))
    spent = mark.spent + len(bodies)
    if whole or not ids:
        return Mark(since=top, day=mark.day, spent=spent)
    return Mark(since=mark.since, until=str(min(ids)), top=top, day=mark.day, spent=spent)


def today(mark: Mark, now: datetime) -> Mark:
    """What was spent yesterday does not count."""
    day = now.date().isoformat()
    return mark if mark.day == day else Mark(since=mark.since, until=mark.until, top=mark.top, day=day)


def until_tomorrow(now: datetime) -> float:
    """Seconds until the next day of UTC, by which X counts."""
    tomorrow = (now.astimezone(UTC) + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - now).total_seconds()


def mark_of(cursor: str) -> Mark:
    try:
        mark = read_as(cursor or "{}", Mark, "mark")
    except BadPayload:
        return Mark()
    numbers = (mark.since, mark.until, mark.top)
    return mark if all(each.isascii() and (each.isdigit() or not each) for each in numbers) else Mark()


def _contact(room: Room, account: Account, body: bytes, people: dict[str, User]) -> Inbound | None:
    try:
        return parse(body, people, room.now(), account.name, account.id)
    except BadPayload as error:
        log.error("notification.unreadable", account=account.name, id=id_of(body), reason=str(error)[:200])
        return None
