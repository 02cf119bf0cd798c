"""Listen to an account: its stream as long as that holds, and after each break everything that was missed.

Where a server gives no stream, the filling of gaps is the listening: a poll every POLL seconds."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import msgspec
import structlog
from aiohttp import ClientError, ClientResponse, ClientTimeout

from router.channels.asking import Answer, answered_as, ask, read_as
from router.channels.base import Room
from router.channels.fields import is_safe
from router.channels.keeping import Turn, keep_all
from router.channels.mastodon.mark import Mark, is_id
from router.channels.mastodon.parse import WHAT, Head, Status, name_of, parse, revision
from router.channels.mastodon.setting import Account
from router.channels.sse import Events, Sent, TooLong
from router.domain.contact import Inbound, Revision
from router.domain.errors import BadPayload

log = structlog.get_logger()
POLL = 15.0  #: seconds; twenty requests in the five minutes that allow three hundred
QUIET = 60.0  #: seconds without even a heartbeat (one comes every fifteen): the line is dead
LOOK_AFTER = timedelta(minutes=10)  #: so often it is seen which of the newest mentions were edited or removed
PAGE = 40


class Itself(msgspec.Struct):
    id: str


class Noted(msgspec.Struct):
    status: Status | None = None


class Urls(msgspec.Struct):
    streaming: str = ""


class Configuration(msgspec.Struct):
    urls: Urls = msgspec.field(default_factory=Urls)


class Instance(msgspec.Struct):
    configuration: Configuration = msgspec.field(default_factory=Configuration)


async def listen(room: Room) -> None:
    """Runs until cancelled."""
    await keep_all(room, [Turn(each.name, Ear(room, each).round) for each in room.setting.accounts])


class Ear:
    """One account."""

    def __init__(self, room: Room, account: Account) -> None:
        self._room, self._account = room, account
        self._token = room.secret(account.token)
        self._ours = ""  #: the account's own id there
        self._stream = ""
        self._mark = Mark()
        self._looked: datetime | None = None
        self._edits: dict[str, datetime] = {}  #: of statuses looked after: the edit that was told

    async def round(self) -> float:
        """A stream from its opening to its end, or one poll. Raises Trouble."""
        if not self._ours:
            await self._introduce()
        self._mark = Mark.read((await self._room.logbook.source(self._account.name)).cursor)
        async with self._opened() as response:
            await self._fill()
            if response is not None:
                await self._hear(response)
        return POLL

    async def _introduce(self) -> None:
        """Who we are there, and where the stream is."""
        self._stream = stream_of((await self._get("/api/v2/instance", optional=True)).body, self._account.server)
        itself = answered_as(await self._get("/api/v1/accounts/verify_credentials"), Itself, "account")
        self._ours = itself.id

    @asynccontextmanager
    async def _opened(self) -> AsyncIterator[ClientResponse | None]:
        """Opened before the gap is filled, so that nothing falls between the two. None where there is no stream now."""
        try:
            response = await self._room.http().get(
                f"{self._stream}/api/v1/streaming/user",
                headers={"Authorization": f"Bearer {self._token}", "Accept": "text/event-stream"},
                timeout=ClientTimeout(total=None, sock_connect=30, sock_read=QUIET),
                allow_redirects=False,
            )
        except (ClientError, TimeoutError, OSError):
            yield None
            return
        try:
            yield response if response.status == 200 else None
        finally:
            response.close()

    async def _hear(self, response: ClientResponse) -> None:
        """To the end of the stream. What was cut off in the middle comes again when the gap is filled."""
        events = Events()
        try:
            async for piece in response.content.iter_any():
                for sent in events.feed(piece):
                    await self._heard(sent)
        except (ClientError, TimeoutError, OSError, TooLong) as error:
            log.info("stream.ended", account=self._account.name, reason=type(error).__name__)

    async def _heard(self, sent: Sent) -> None:
        if sent.event == "notification":
            await self._take([sent.data])
        elif sent.event == "delete":
            await self._removed([sent.data.decode("utf-8", "replace")])
        elif sent.event == "status.update":
            await self._edited([sent.data])
        await self._well()
        if self._looked is None or self._room.now() - self._looked >= LOOK_AFTER:
            await self._look_after()

    async def _fill(self) -> None:
        """All mentions since the mark. The very first time there is none: what came before us is not ours."""
        if self._mark.last is None:
            newest = await self._page({"limit": "1"})
            self._mark = Mark(max((int(each) for each in map(_id, newest) if is_id(each)), default=0))
            await self._well(save=True)
        while page := await self._page({"min_id": str(self._mark.last), "limit": str(PAGE)}):
            before = self._mark
            await self._take(sorted(page, key=_order))
            if self._mark.last == before.last:
                break  # ids that do not count up: rather a poll too few than for ever the same page
        await self._look_after()

    async def _take(self, notes: Iterable[bytes]) -> None:
        """Durable first, then the mark. What the stream and a page both bring is one."""
        contacts, mark = [], self._mark
        for note in notes:
            found = [each for each in self._parsed(note) if each.source_id not in mark.recent]
            contacts += found
            mark = mark.past(_id(note), *(str(each.source_id) for each in found))
        if contacts:
            await self._room.accept(contacts)
        self._mark = mark
        await self._well(save=True, spoke=bool(contacts))

    def _parsed(self, note: bytes) -> list[Inbound]:
        """One that cannot be read is named in the log, and does not hold up what comes after it."""
        try:
            return list(parse(note, self._room.now(), self._account.name, self._ours))
        except BadPayload as error:
            log.error("notification.unreadable", account=self._account.name, id=_id(note)[:30], reason=str(error)[:200])
            return []

    async def _look_after(self) -> None:
        """Edits and removals that no stream tells, or that happened while we were away; and holes: a stream that told
        of the later of two mentions, and then broke."""
        self._looked = self._room.now()
        if not self._mark.recent:
            return await self._well()
        notes = sorted(await self._page({"limit": str(PAGE)}), key=_order)
        page = {status.id: raw for raw in notes if (status := _status(raw))}
        ours = [place for place, name in enumerate(page) if name in self._mark.recent]
        if ours and (holes := [name for name in list(page)[ours[0] :] if name not in self._mark.recent]):
            await self._take([page[name] for name in holes])
        await self._edited(page.values())
        missing = [each for each in self._mark.recent if each not in page]
        gone = [each for each in missing if (await self._get(f"/api/v1/statuses/{each}", optional=True)).status == 404]
        await self._removed(gone)
        return await self._well()

    async def _edited(self, bodies: Iterable[bytes]) -> None:
        """Of what we look after; each edit is told once."""
        told = []
        for status in filter(None, map(_status, bodies)):
            known = status.id in self._mark.recent and status.edited_at is not None
            if known and status.edited_at and self._edits.get(status.id) != status.edited_at:
                told.append(revision(status, self._room.now()))
                self._edits[status.id] = status.edited_at
        if told:
            await self._room.accept(told)

    async def _removed(self, statuses: Iterable[str]) -> None:
        """Also of what came in long ago; what we never had changes nothing."""
        gone = frozenset(each for each in statuses if is_id(each))
        if gone:
            await self._room.accept([Revision(contact=name_of(each), at=self._room.now()) for each in sorted(gone)])
        if gone.intersection(self._mark.recent):
            self._mark = self._mark.without(gone)
            await self._well(save=True)

    async def _well(self, *, save: bool = False, spoke: bool = False) -> None:
        cursor = str(self._mark) if save else None
        silent_after = self._account.silent_after
        await self._room.logbook.heard(self._account.name, cursor, spoke=spoke, silent_after=silent_after)

    async def _page(self, params: Mapping[str, str]) -> list[bytes]:
        answer = await self._get("/api/v1/notifications", {"types[]": "mention", **params})
        return [bytes(each) for each in answered_as(answer, list[msgspec.Raw], "list of notifications")]

    async def _get(self, path: str, params: Mapping[str, str] | None = None, *, optional: bool = False) -> Answer:
        fine = (404,) if optional else ()
        return await ask(self._room, "GET", self._account.server + path, token=self._token, params=params, fine=fine)


def stream_of(instance: bytes, server: str) -> str:
    """{"configuration": {"urls": {"streaming": "wss://streaming.example"}}}; the server itself where none is named, or none safe."""
    try:
        said = read_as(instance, Instance, "instance").configuration.urls.streaming
    except BadPayload:
        return server
    address = said.replace("wss://", "https://", 1).replace("ws://", "http://", 1).rstrip("/")
    return address if is_safe(address) and not urlsplit(address).query else server


def _id(note: bytes) -> str:
    try:
        return read_as(note, Head, WHAT).id
    except BadPayload:
        return ""


def _order(note: bytes) -> int:
    found = _id(note)
    return int(found) if is_id(found) else 0


def _status(body: bytes) -> Status | None:
    """Of a notification, or a status itself."""
    try:
        return read_as(body, Noted, WHAT).status or read_as(body, Status, WHAT)
    except BadPayload:
        return None
