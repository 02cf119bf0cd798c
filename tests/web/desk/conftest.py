"""The desk over a real store, stream-free: a contact goes through the worker and becomes a case."""

from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import event

from router.clock import SystemClock
from router.domain.change import Change, Quarantined
from router.domain.contact import Attachment, Inbound, Sender
from router.domain.errors import Refused
from router.domain.words import Channel
from router.originals import Originals
from router.presence.memory import MemoryPresences
from router.queues.memory import MemoryQueues
from router.roles.worker import Worker
from router.rules.load import load
from router.settings import Settings
from router.steps.accept import accept
from router.steps.acts import Acts
from router.steps.attend import Attendance
from router.steps.links import Links
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore
from router.stream.base import Entry
from router.stream.sqlite import SqliteStream
from router.testing import live_rules
from router.web.admin.rehearsal import Rehearsals
from router.web.news import News
from router.web.pages import Pages
from router.web.server import web_app
from router.web.site import Site

PASSWORD = "geheim"
DUTCH = {"Accept-Language": "nl"}
BOOK = load(Path(__file__).parents[3] / "examples" / "klaverdam")


class Desk:
    """A running site with a hand on its back door, and a browser that keeps its cookies."""

    def __init__(
        self, client: TestClient, store: SqliteStore, stream: SqliteStream, worker: Worker, site: Site
    ) -> None:
        self.client, self.store, self.stream, self.worker, self.site = client, store, stream, worker, site
        self._offset = -1

    async def writes(
        self,
        text: str,
        *,
        subject: str = "",
        name: str = "An Janssens",
        email: str | None = "an@voorbeeld.example",
        phone: str | None = None,
        channel: Channel = Channel.EMAIL,
        attachments: tuple[Attachment, ...] = (),
        original_sha256: str | None = None,
    ) -> str:
        """A citizen contacts us; returns the reference of the case."""
        self._offset += 1
        inbound = Inbound(
            id=f"c{self._offset}",
            channel=channel,
            source=str(channel),
            received_at=self.site.clock.now(),
            text=text,
            subject=subject,
            sender=Sender(name=name, email=email, phone=phone),
            attachments=attachments,
            original_sha256=original_sha256,
        )
        await accept([inbound], stream=self.stream, secret=b"k")
        entries: list[Entry] = list(await self.stream.read(0, self._offset - 1, 10))
        await self.worker.batch(entries)
        message = await self.store.message(inbound.id)
        assert message is not None and message[0].case is not None
        return message[0].case

    async def get(self, path: str, status: int = 200) -> str:
        async with self.client.get(path, headers=DUTCH) as answer:
            assert answer.status == status, await answer.text()
            return await answer.text()

    async def post(self, path: str, status: int = 303, **form: str) -> str:
        """Send a form with our own token; returns where it leads, or the page."""
        token = next((each.value for each in self.client.session.cookie_jar if each.key == "csrf"), "")
        async with self.client.post(path, data={"csrf": token, **form}, headers=DUTCH, allow_redirects=False) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return answer.headers["Location"] if status == 303 else text

    async def logs_in(self, account: str = "agent") -> None:
        await self.get("/login")
        await self.post("/login", username=account, password=PASSWORD, next="/desk")

    async def case(self, reference: str) -> SimpleNamespace:
        file = (await self.store.files([reference]))[reference]
        return SimpleNamespace(case=file.case, promises={str(each.kind): each for each in file.promises})


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    await migrate(tmp_path / "store.db")
    store, stream = SqliteStore(tmp_path / "store.db"), SqliteStream(tmp_path / "stream.db")
    queues, clock = MemoryQueues(), SystemClock()
    await store.open()
    await stream.open()
    worker = Worker(stream, store, queues, clock, lambda: BOOK)
    worker.position = await store.take(0)
    site = _site(store, queues, clock, tmp_path)
    async with TestClient(TestServer(web_app(site))) as client:
        yield Desk(client, store, stream, worker, site)
    await stream.close()
    await store.close()


def _site(store: SqliteStore, queues: MemoryQueues, clock: SystemClock, tmp_path: Path) -> Site:
    async def nothing(*_: object) -> None: ...

    async def letters(limit: int) -> list[dict[str, object]]:
        return [{"to": "an@voorbeeld.example", "subject": "Ontvangen <b>", "text": "Dag An", "headers": {"From": "x"}}]

    async def replay(contact: str) -> Change:
        held: Quarantined | None = await store.held(contact)
        raise Refused(f"It failed again: {held.reason if held else ''}")

    return Site(
        book=lambda: BOOK,
        store=store,
        reads=store.engine,
        queues=queues,
        acts=Acts(store, queues, clock, lambda: BOOK, Attendance(MemoryPresences(), clock)),
        accept=nothing,
        keep_original=Originals(tmp_path / "originals").keep,
        read_original=Originals(tmp_path / "originals").read,
        letters=letters,
        replay=replay,
        clock=clock,
        links=Links("http://localhost", b"k"),
        pages=Pages(BOOK.municipality.organisation),
        rules=live_rules(store, clock, BOOK),
        rehearsals=Rehearsals(Settings(api_token="", webhook_secret="", demo_password="", data_dir=tmp_path)),
        news=News(),
        api_token="t",
        webhook_secret="w",
        cookie_key=b"c",
        demo_password=PASSWORD,
        healthy=list,
    )


@pytest.fixture
def statements(desk: Desk) -> list[str]:
    """Every statement that pages send to the register, from now on."""
    sent: list[str] = []
    event.listen(desk.store.engine.sync_engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    return sent
