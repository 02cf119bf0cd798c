"""A small site: real store, stream and queues in the test's folder, a clock that stands, a worker run by hand."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from router.domain.change import Change
from router.originals import Originals
from router.presence.memory import MemoryPresences
from router.queues.memory import MemoryQueues
from router.roles.worker import Worker
from router.rules.load import load
from router.rules.rulebook import Rulebook
from router.settings import Settings
from router.steps.accept import accept
from router.steps.acts import Acts
from router.steps.attend import Attendance
from router.steps.links import Links
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore
from router.stream.sqlite import SqliteStream
from router.testing import live_rules
from router.web.admin.rehearsal import Rehearsals
from router.web.auth import know_the_user
from router.web.citizen.routes import routes
from router.web.desk import visit
from router.web.news import News
from router.web.pages import Pages
from router.web.security import add_headers, forms_are_ours, say_what_went_wrong
from router.web.site import SITE, Site

START = datetime.fromisoformat("2026-11-23T10:00:00+01:00")  # a Monday


class StillClock:
    def __init__(self, at: datetime = START) -> None:
        self.at, self.steady = at, 1000.0

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.steady

    def go(self, span: timedelta) -> None:
        self.at += span
        self.steady += span.total_seconds()


@dataclass
class Town:
    """A browser, and what is behind it."""

    client: TestClient[web.Request, web.Application]
    site: Site
    clock: StillClock
    worker: Worker
    stream: SqliteStream

    async def page(self, path: str, status: int = 200) -> str:
        answer = await self.client.get(path, headers={"Accept-Language": "en"})
        assert answer.status == status
        return await answer.text()

    async def send(self, path: str, **fields: object) -> tuple[int, str]:
        """Open the form, then post it with its hidden fields, as a browser does. Status, and address or page."""
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', await self.page(path)))
        return await self.post(path, hidden | fields)

    async def post(self, path: str, fields: dict[str, object]) -> tuple[int, str]:
        answer = await self.client.post(path, data=fields, allow_redirects=False, headers={"Accept-Language": "en"})
        return answer.status, answer.headers.get("Location") or await answer.text()

    async def send_button(self, path: str) -> tuple[int, str]:
        """Press "I was not called" on a status page."""
        page = await self.page(path)
        csrf = re.search(r'name="csrf" value="([^"]+)"', page)
        assert csrf is not None
        return await self.post(f"{path}/not-called", {"csrf": csrf.group(1)})

    async def settle(self) -> list[str]:
        """Let the worker decide what lies on the stream."""
        entries = await self.stream.read(0, self.worker.position.offset, 1000)
        if entries:
            await self.worker.batch(entries)
        return [case.reference for case in await self.site.store.waiting()]

    async def lies_on_stream(self) -> int:
        return len(await self.stream.read(0, -1, 1000))

    def link(self, reference: str) -> str:
        return f"/status/{reference}/{self.site.links.secret(reference)}"


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load(Path(__file__).parents[3] / "examples" / "klaverdam")


@pytest.fixture
async def town(tmp_path: Path, book: Rulebook) -> AsyncIterator[Town]:
    await migrate(tmp_path / "store.db")
    store, stream, queues, clock = (
        SqliteStore(tmp_path / "store.db"),
        SqliteStream(tmp_path / "stream.db"),
        MemoryQueues(),
        StillClock(),
    )
    await store.open()
    await stream.open()
    worker = Worker(stream, store, queues, clock, lambda: book)
    worker.position = await store.take(0)
    site = Site(
        book=lambda: book,
        store=store,
        reads=store.engine,
        queues=queues,
        acts=Acts(store, queues, clock, lambda: book, Attendance(MemoryPresences(), clock)),
        accept=lambda events: accept(events, stream=stream, secret=b"key"),
        keep_original=Originals(tmp_path / "originals").keep,
        read_original=Originals(tmp_path / "originals").read,
        letters=_none,
        replay=_nothing,
        clock=clock,
        links=Links("http://town", b"key"),
        pages=Pages(book.municipality.organisation),
        rules=live_rules(store, clock, book),
        rehearsals=Rehearsals(Settings(api_token="", webhook_secret="", demo_password="", data_dir=tmp_path)),
        news=News(),
        api_token="token",
        webhook_secret="secret",
        cookie_key=b"cookies",
        demo_password="word",
        healthy=list,
    )
    async with TestClient(TestServer(app_of(site))) as client:
        yield Town(client, site, clock, worker, stream)
    await stream.close()
    await store.close()


def app_of(site: Site) -> web.Application:
    app = web.Application(
        client_max_size=25 * 1024 * 1024, middlewares=[know_the_user, say_what_went_wrong, forms_are_ours]
    )
    app[SITE] = site
    app.on_response_prepare.append(add_headers)
    app.add_routes([*routes(), *visit.routes()])
    return app


async def _none(limit: int) -> list[dict[str, object]]:
    return []


async def _nothing(contact: str) -> Change:
    return Change()
