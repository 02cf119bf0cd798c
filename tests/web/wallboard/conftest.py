"""The wallboard over a real store, served."""

from types import SimpleNamespace

import pytest
from aiohttp.test_utils import TestClient, TestServer

from router.clock import SystemClock
from router.presence.memory import MemoryPresences
from router.queues.memory import MemoryQueues
from router.settings import Settings
from router.steps.acts import Acts
from router.steps.attend import Attendance
from router.steps.links import Links
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore
from router.testing import klaverdam, live_rules
from router.web.admin.rehearsal import Rehearsals
from router.web.news import News
from router.web.pages import Pages
from router.web.server import web_app
from router.web.site import Site


@pytest.fixture
async def wall(tmp_path):
    await migrate(tmp_path / "store.db")
    store = SqliteStore(tmp_path / "store.db")
    await store.open()
    site = site_over(store)
    async with TestClient(TestServer(web_app(site))) as client:
        yield SimpleNamespace(client=client, store=store, site=site)
    await store.close()


def site_over(store):
    async def nothing(*_): ...

    book, queues, clock = klaverdam(), MemoryQueues(), SystemClock()
    return Site(
        book=lambda: book,
        store=store,
        reads=store.engine,
        queues=queues,
        acts=Acts(store, queues, clock, lambda: book, Attendance(MemoryPresences(), clock)),
        accept=nothing,
        keep_original=nothing,
        read_original=nothing,
        letters=nothing,
        replay=nothing,
        clock=clock,
        links=Links("http://localhost", b"k"),
        pages=Pages(book.municipality.organisation),
        rules=live_rules(store, clock, book),
        rehearsals=Rehearsals(Settings(api_token="", webhook_secret="", demo_password="")),
        news=News(),
        api_token="t",
        webhook_secret="w",
        cookie_key=b"c",
        demo_password="p",
        healthy=list,
    )
