"""A real Dovecot of our own, a room that remembers, and mailboxes being watched."""

import asyncio
import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from imapclient import IMAPClient

from router.channels.base import Room
from router.channels.email.imap.watch import watch
from router.channels.email.intake import Intake
from router.channels.email.setting import EmailSetting, MailboxEntry
from router.clock import SystemClock
from router.domain.source import Source
from router.testing import FakeClock
from scripts.servers import dovecot as servers
from tests.servers import needs

NOW = SystemClock().now()  #: the mail server has its own clock, and no mail may come out of the future
USER = "info"


@pytest.fixture
def dovecot() -> Iterator[servers.Server]:
    needs(servers)
    with (
        tempfile.TemporaryDirectory(prefix="balie-server-", ignore_cleanup_errors=True) as folder,
        servers.running(Path(folder)) as server,
    ):
        yield server
        server.kill()  # a stop in order takes it a second


def letter(number: int | str = 1, text: str = "De lamp is stuk.", more: str = "") -> bytes:
    return (
        f"From: Anna <anna@post.example>\r\nTo: info@klaverdam.example\r\nSubject: Lamp {number}\r\n"
        f"Message-ID: <m{number}@post.example>\r\n{more}\r\n{text}\r\n"
    ).encode()


class Post:
    """Somebody with a mail program of their own on the same mailbox."""

    def __init__(self, server: servers.Server, user: str = USER) -> None:
        self._server, self._user = server, user

    def _client(self) -> IMAPClient:
        client = IMAPClient("127.0.0.1", self._server.port, ssl=False)
        client.login(self._user, self._server.password)
        return client

    def put(self, *raws: bytes, folder: str = "INBOX") -> None:
        with self._client() as client:
            if not client.folder_exists(folder):
                client.create_folder(folder)
            for raw in raws:
                client.append(folder, raw)

    def subjects(self, folder: str = "INBOX") -> list[str]:
        with self._client() as client:
            if not client.folder_exists(folder):
                return []
            client.select_folder(folder, readonly=True)
            told = client.fetch(client.search(), ["ENVELOPE"])
            return sorted((each[b"ENVELOPE"].subject or b"").decode() for each in told.values())

    def flags(self, folder: str) -> set[bytes]:
        with self._client() as client:
            client.select_folder(folder, readonly=True)
            return {flag for flags in client.get_flags(client.search()).values() for flag in flags} - {rb"\Recent"}

    def anew(self, folder: str) -> None:
        """The folder deleted and made again: its UIDs begin anew, under another UIDVALIDITY."""
        with self._client() as client:
            client.delete_folder(folder)
            client.create_folder(folder)

    def move(self, source: str, target: str) -> None:
        with self._client() as client:
            client.select_folder(source)
            client.move(client.search(), target)


@pytest.fixture
def post(dovecot):
    return Post(dovecot)


@dataclass
class Notes:
    """A logbook in memory."""

    told: Callable[[], None]
    sources: dict[str, Source] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    async def source(self, account: str) -> Source:
        return self.sources.get(account) or Source(name=account)

    async def heard(self, account, cursor=None, *, spoke=False, silent_after=0) -> None:
        before = await self.source(account)
        self.sources[account] = before.with_(
            cursor=before.cursor if cursor is None else cursor, trouble=None, heard_at=NOW
        )
        self.told()

    async def trouble(self, account: str, code: str) -> None:
        self.sources[account] = (await self.source(account)).with_(trouble=code)
        self.troubles.append(code)
        self.told()


class Register:
    """Has what was accepted. `looks` are the times that it was compared."""

    def __init__(self, contacts, told):
        self._contacts, self._told, self.looks = contacts, told, 0

    async def known(self, message_ids, ids):
        told = {each.message_id for each in self._contacts} | {each.id for each in self._contacts}
        return frozenset(told & {*message_ids, *ids})

    async def opened(self, since):
        self.looks += 1
        self._told()
        return self._contacts


class Desk:
    """Everything a mailbox needs of us. `refusal` is raised instead of accepting; `patience` are the pauses it asked for."""

    def __init__(self, moved: asyncio.Event | None = None) -> None:
        self.contacts, self.originals, self.refusal = [], {}, None
        self.clock, self.password = FakeClock(NOW), servers.PASSWORD
        self.pauses: list[float] = []
        self._moved = moved or asyncio.Event()
        self.notes = Notes(self._moved.set)
        self.register = Register(self.contacts, self._moved.set)

    async def accept(self, contacts) -> None:
        if self.refusal:
            self._moved.set()
            raise self.refusal
        self.contacts.extend(contacts)
        self._moved.set()

    async def keep(self, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.originals[digest] = data
        return digest

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._moved.set()
        await asyncio.sleep(0.01)  # a turn for the server that is to come back

    def room(self, setting=None) -> Room:
        organisation = SimpleNamespace(languages=("nl", "en"), entrances=("info@klaverdam.example",))
        return Room(
            setting=setting or EmailSetting(),
            accept=self.accept,
            keep_original=self.keep,
            read_original=None,
            now=self.clock.now,
            sleep=self.sleep,
            http=None,
            secret=lambda name: self.password,
            logbook=self.notes,
            region="NL",
            public_url="",
            municipality=lambda: SimpleNamespace(organisation=organisation),
            register=self.register,
        )

    async def until(self, true: Callable[[], object]) -> None:
        """Each time something was told, look again."""
        while not true():
            self._moved.clear()
            if not true():
                await self._moved.wait()

    async def compares(self) -> None:
        """The next time is due, and is over."""
        looks = self.register.looks
        self.clock.advance(timedelta(hours=2))
        await self.until(lambda: self.register.looks > looks)
        await self.until(lambda: True)

    @property
    def texts(self) -> list[str]:
        return sorted(each.subject for each in self.contacts)

    @property
    def ids(self) -> set[str]:
        return {each.id for each in self.contacts}


@pytest.fixture
async def desk():
    return Desk()


def entry(server: servers.Server, **more: object) -> MailboxEntry:
    given = {
        "name": "info", "host": "127.0.0.1", "port": server.port, "tls": "off", "user": USER, "password": "env:P",
        "entrance": "info@klaverdam.example", "poll": 540, **more,
    }  # fmt: skip
    return MailboxEntry.model_validate(given)


@asynccontextmanager
async def watching(mailbox: MailboxEntry, desk: Desk):
    room = desk.room()
    task = asyncio.create_task(watch(mailbox, room, Intake(room.accept, room.keep_original)))
    try:
        yield task
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
