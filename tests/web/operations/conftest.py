"""A town served: its clock stands, its worker is run by hand."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from aiohttp.test_utils import TestClient, TestServer

from router.domain.presence import PresenceState, first_seen
from router.settings import Settings
from router.testing import live_rules
from router.testing_town import Town, town_in
from router.web.admin.rehearsal import Rehearsals
from router.web.news import News
from router.web.pages import Pages
from router.web.server import web_app
from router.web.site import Site

PASSWORD = "geheim"


@dataclass
class Office:
    town: Town
    site: Site
    client: TestClient

    async def get(self, path: str, status: int = 200, **headers: str) -> str:
        async with self.client.get(path, headers={"Accept-Language": "nl", **headers}, allow_redirects=False) as answer:
            assert answer.status == status, await answer.text()
            return await answer.text()

    async def post(self, path: str, **form: str) -> tuple[int, str]:
        token = next((each.value for each in self.client.session.cookie_jar if each.key == "csrf"), "")
        fields, headers = {"csrf": token, **form}, {"Accept-Language": "nl"}
        async with self.client.post(path, data=fields, headers=headers, allow_redirects=False) as answer:
            return answer.status, answer.headers.get("Location") or await answer.text()

    async def api(self, path: str) -> dict:
        async with self.client.get(f"/api/v1{path}", headers={"Authorization": "Bearer t"}) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()

    async def logs_in(self, account: str) -> None:
        await self.get("/login")
        status, _ = await self.post("/login", username=account, password=PASSWORD, next="/desk")
        assert status == 303

    async def is_there(self, account: str, state: PresenceState = PresenceState.AVAILABLE) -> None:
        now = self.town.clock.now()
        seen = first_seen(account, now)
        await self.town.attendance.presences.put(seen)
        await self.town.attendance.presences.put(seen.to(state, now))

    def words(self, page: str) -> str:
        return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
async def office(tmp_path) -> AsyncIterator[Office]:
    async with town_in(tmp_path) as town:
        site = site_of_town(town, tmp_path)
        async with TestClient(TestServer(web_app(site))) as client:
            yield Office(town, site, client)


def site_of_town(town, folder) -> Site:
    async def nothing(*_): ...

    rules = live_rules(town.store, town.clock, town.book)

    return Site(
        book=rules.book,
        store=town.store,
        reads=town.store.engine,
        queues=town.queues,
        acts=town.acts,
        together=town.together,
        accept=lambda events: town.accept(*events),
        keep_original=nothing,
        read_original=nothing,
        letters=nothing,
        replay=nothing,
        clock=town.clock,
        links=town.links,
        pages=Pages(town.book.municipality.organisation),
        rules=rules,
        rehearsals=Rehearsals(Settings(api_token="", webhook_secret="", demo_password="", data_dir=folder)),
        news=News(),
        api_token="t",
        webhook_secret="w",
        cookie_key=b"c",
        demo_password=PASSWORD,
        healthy=list,
    )
