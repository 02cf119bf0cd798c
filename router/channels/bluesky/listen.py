"""Listen to an account: look at its notifications, newest first, down to where we were; and what became of the latest."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import NamedTuple, Self

import msgspec
import structlog

from router.channels.asking import answered_as, read_as
from router.channels.base import Room
from router.channels.bluesky.parse import REASONS, WHAT, Head, is_post, name_of, parse
from router.channels.bluesky.session import Session, Sessions, error_of
from router.channels.bluesky.setting import Account
from router.channels.keeping import Turn, keep_all
from router.domain.contact import Revision
from router.domain.errors import BadPayload

log = structlog.get_logger()
PAGE, PAGES = 100, 100
OVERLAP = timedelta(minutes=10)  #: a post may be indexed later than another that was written after it
LOOK_AFTER = timedelta(minutes=10)
LOOKED_AFTER = 25  #: as many as one request tells of
REMEMBERED = 2000


class Listed(msgspec.Struct):
    notifications: list[msgspec.Raw]
    cursor: str | None = None


class Post(msgspec.Struct):
    uri: str


class Posts(msgspec.Struct):
    posts: list[Post]


class Mark(NamedTuple):
    """How far an account was read, as the logbook keeps it: a moment, then the posts we look after, oldest first."""

    at: datetime | None = None
    recent: tuple[str, ...] = ()

    @classmethod
    def read(cls, cursor: str) -> Self:
        first, *uris = cursor.split() or [""]
        try:
            at = datetime.fromisoformat(first)
        except ValueError:
            return cls()
        return cls(at if at.tzinfo else at.replace(tzinfo=UTC), tuple(filter(is_post, uris))[-LOOKED_AFTER:])

    def __str__(self) -> str:
        return " ".join([self.at.isoformat() if self.at else "", *self.recent])


class Noted(NamedTuple):
    """A notification as it came, and where it stands."""

    at: datetime
    uri: str
    body: bytes


async def listen(sessions: Sessions, room: Room) -> None:
    """Runs until cancelled."""
    ears = [(each, Ear(room, each, sessions.of(each))) for each in room.setting.accounts]
    await keep_all(room, [Turn(account.name, ear.round) for account, ear in ears])


class Ear:
    """One account."""

    def __init__(self, room: Room, account: Account, session: Session) -> None:
        self._room, self._account = room, account
        self._get = partial(session.get, room, account)
        self._post = partial(session.post, room, account)
        self._did = partial(session.did, room, account)
        self._seen: dict[str, None] = {}  #: uris, so that the overlap does not come in again and again
        self._looked: datetime | None = None

    async def round(self) -> float:
        """Seconds until the next. Raises Trouble."""
        mark = Mark.read((await self._room.logbook.source(self._account.name)).cursor)
        if mark.at is None:
            return await self._begin()
        mark = await self._take(mark, await self._since(mark.at - OVERLAP))
        if self._looked is None or self._room.now() - self._looked >= LOOK_AFTER:
            await self._look_after(mark)
        return float(self._account.every)

    async def _begin(self) -> float:
        """What came before us is not ours."""
        found, _ = await self._page(None)
        self._remember(found)
        await self._well(Mark(max((each.at for each in found), default=self._room.now())))
        return float(self._account.every)

    async def _since(self, start: datetime) -> list[Noted]:
        """Oldest first, all of them, however long we were away."""
        found: list[Noted] = []
        cursor: str | None = None
        for _ in range(PAGES):
            page, cursor = await self._page(cursor)
            found += [each for each in page if each.at >= start]
            if not cursor or not page or page[-1].at < start:
                break
        return sorted(found)

    async def _page(self, cursor: str | None) -> tuple[list[Noted], str | None]:
        params = [("limit", str(PAGE)), *(("reasons", reason) for reason in REASONS)]
        answer = await self._get(
            "app.bsky.notification.listNotifications", [*params, *([("cursor", cursor)] if cursor else [])]
        )
        listed = answered_as(answer, Listed, "list of notifications")
        return [noted for raw in listed.notifications if (noted := self._noted(bytes(raw)))], listed.cursor

    def _noted(self, body: bytes) -> Noted | None:
        try:
            head = read_as(body, Head, WHAT)
        except BadPayload as error:
            log.error("notification.unreadable", account=self._account.name, reason=str(error)[:200])
            return None
        at = head.indexed_at
        return Noted(at if at.tzinfo else at.replace(tzinfo=UTC), head.uri, body)

    async def _take(self, mark: Mark, notes: Sequence[Noted]) -> Mark:
        """Durable first, then the mark, then seen there."""
        did, contacts = await self._did(), []
        fresh = [each for each in notes if each.uri not in self._seen and each.uri not in mark.recent]
        for note in fresh:
            try:
                contacts.append(parse(note.body, self._room.now(), self._account.name, did))
            except BadPayload as error:
                log.error("notification.unreadable", account=self._account.name, reason=str(error)[:200])
        taken = [each for each in contacts if each is not None]
        if taken:
            await self._room.accept(taken)
        self._remember(fresh)
        at = max([*(each.at for each in notes), *([mark.at] if mark.at else [])], default=None)
        uris = dict.fromkeys((*mark.recent, *(str(each.source_id) for each in taken)))
        mark = Mark(at, tuple(uris)[-LOOKED_AFTER:])
        await self._well(mark, spoke=bool(taken))
        if taken and at:
            await self._post("app.bsky.notification.updateSeen", {"seenAt": at.isoformat().replace("+00:00", "Z")})
        return mark

    async def _look_after(self, mark: Mark) -> None:
        """A post cannot be edited there, only removed; nobody tells."""
        self._looked = self._room.now()
        if not mark.recent:
            return
        answer = await self._get("app.bsky.feed.getPosts", [("uris", uri) for uri in mark.recent])
        there = {post.uri for post in answered_as(answer, Posts, "list of posts").posts}
        gone = [uri for uri in mark.recent if uri not in there and await self._is_gone(uri)]
        if gone:
            self._seen.update((uri, None) for uri in gone)
            await self._room.accept([Revision(contact=name_of(uri), at=self._room.now()) for uri in gone])
            await self._well(mark._replace(recent=tuple(uri for uri in mark.recent if uri not in gone)))

    async def _is_gone(self, uri: str) -> bool:
        """Removed, and not only hidden from us, as after a block."""
        _, _, repo, collection, rkey = uri.split("/")
        params = {"repo": repo, "collection": collection, "rkey": rkey}
        answer = await self._get("com.atproto.repo.getRecord", params, fine=(400, 404))
        return answer.status >= 400 and error_of(answer.body) == "RecordNotFound"

    async def _well(self, mark: Mark, *, spoke: bool = False) -> None:
        await self._room.logbook.heard(
            self._account.name, str(mark), spoke=spoke, silent_after=self._account.silent_after
        )

    def _remember(self, notes: Sequence[Noted]) -> None:
        self._seen.update((each.uri, None) for each in notes)
        for uri in list(self._seen)[:-REMEMBERED]:
            del self._seen[uri]
