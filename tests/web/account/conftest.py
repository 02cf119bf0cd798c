"""A town served with its clock standing, and browsers that log in to it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer
from argon2 import PasswordHasher

from router.passwords import Passwords
from router.settings import Settings
from router.testing import live_rules
from router.testing_town import Town, town_in
from router.web.admin.rehearsal import Rehearsals
from router.web.news import News
from router.web.pages import Pages
from router.web.server import web_app
from router.web.site import Site

WORDS = "paard batterij nietje"
DEMO = "klaver"
ENGLISH = {"Accept-Language": "en"}
LIGHT = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@dataclass
class Browser:
    """Keeps its cookies, and sends a form with the fields that its page has."""

    session: aiohttp.ClientSession
    url: str

    async def get(self, path: str, status: int = 200, **headers: str) -> str:
        async with self.session.get(self.url + path, headers=ENGLISH | headers, allow_redirects=False) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return answer.headers["Location"] if status == 303 else text

    async def post(self, path: str, status: int = 303, csrf: str | None = None, **form: str) -> str:
        """Where it leads, or the page."""
        token = self.cookie("csrf") if csrf is None else csrf
        fields = {"csrf": token, **form}
        async with self.session.post(self.url + path, data=fields, headers=ENGLISH, allow_redirects=False) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return answer.headers["Location"] if status == 303 else text

    def cookie(self, name: str) -> str:
        return next((each.value for each in self.session.cookie_jar if each.key == name), "")

    async def logs_in(self, account: str, password: str = DEMO) -> str:
        await self.get("/login")
        return await self.post("/login", username=account, password=password, next="/desk")


@dataclass
class Office:
    town: Town
    site: Site
    client: TestClient

    def __post_init__(self) -> None:
        self._opened: list[aiohttp.ClientSession] = []

    def browser(self, agent: str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0") -> Browser:
        jar = aiohttp.CookieJar(unsafe=True)
        session = aiohttp.ClientSession(cookie_jar=jar, headers={"User-Agent": agent})
        self._opened.append(session)
        return Browser(session, str(self.client.make_url("")).rstrip("/"))

    async def closes(self) -> None:
        for session in self._opened:
            await session.close()

    async def api(self, method: str, path: str, body: object = None) -> tuple[int, dict]:
        headers = {"Authorization": "Bearer t"}
        async with self.client.request(method, f"/api/v1{path}", json=body, headers=headers) as answer:
            return answer.status, await answer.json(content_type=None)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
async def office(tmp_path) -> AsyncIterator[Office]:
    async with town_in(tmp_path) as town:
        site = site_of(town, tmp_path)
        async with TestClient(TestServer(web_app(site))) as client:
            office = Office(town, site, client)
            yield office
            await office.closes()


def site_of(town, folder, **changes) -> Site:
    async def nothing(*_): ...

    async def letters(limit):
        return []

    site = Site(
        book=lambda: town.book,
        store=town.store,
        reads=town.store.engine,
        queues=town.queues,
        acts=town.acts,
        together=town.together,
        accept=lambda events: town.accept(*events),
        keep_original=nothing,
        read_original=nothing,
        letters=letters,
        replay=town.replay,
        clock=town.clock,
        links=town.links,
        pages=Pages(town.book.municipality.organisation),
        rules=live_rules(town.store, town.clock, town.book),
        rehearsals=Rehearsals(Settings(api_token="", webhook_secret="", demo_password="", data_dir=folder)),
        news=News(),
        api_token="t",
        webhook_secret="w",
        cookie_key=b"c",
        demo_password=DEMO,
        healthy=list,
        passwords=Passwords(LIGHT),
    )
    return replace(site, **changes) if changes else site
