"""A whole Balie in this process on a copy of Klaverdam that a test may change, and a browser that keeps its cookies."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import pytest

from router.app import App
from router.running import running
from router.settings import Settings, from_environment
from router.testing import KLAVERDAM

PASSWORD, TOKEN = "geheim", "token"


@dataclass
class House:
    app: App
    session: aiohttp.ClientSession
    town: Path  #: the municipality's folder

    @property
    def settings(self) -> Settings:
        return self.app.settings

    def write(self, file: str, find: str, replace: str) -> None:
        path = self.town / file
        text = path.read_text("utf-8")
        assert find in text
        path.write_text(text.replace(find, replace, 1), "utf-8")

    async def get(self, path: str, status: int = 200, language: str = "en") -> str:
        async with self.session.get(path, headers={"Accept-Language": language}) as answer:
            assert answer.status == status, await answer.text()
            return await answer.text()

    async def post(self, path: str, status: int = 303, **form: str) -> str:
        """Send a form with our own token; returns where it leads, or the page."""
        token = next((each.value for each in self.session.cookie_jar if each.key == "csrf"), "")
        headers = {"Accept-Language": "en"}
        async with self.session.post(
            path, data={"csrf": token, **form}, headers=headers, allow_redirects=False
        ) as answer:
            text = await answer.text()
            assert answer.status == status, text
            return answer.headers["Location"] if status == 303 else text

    async def logs_in(self, account: str) -> None:
        await self.get("/login")
        await self.post("/login", username=account, password=PASSWORD, next="/desk")

    async def api(self, method: str, path: str, body: object = None, **headers: str) -> tuple[int, dict]:
        given = {"Authorization": f"Bearer {TOKEN}", **headers}
        async with self.session.request(method, f"/api/v1{path}", json=body, headers=given) as answer:
            return answer.status, await answer.json(content_type=None)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    town = Path(shutil.copytree(KLAVERDAM, tmp_path / "town"))
    settings = from_environment(
        {
            "BALIE_DATA_DIR": str(tmp_path / "data"),
            "BALIE_HTTP_PORT": "0",
            "BALIE_SMTP_PORT": "0",
            "BALIE_API_TOKEN": TOKEN,
            "BALIE_DEMO_PASSWORD": PASSWORD,
            "BALIE_MUNICIPALITY": str(town),
        }
    )
    jar = aiohttp.CookieJar(unsafe=True)
    async with (
        running(settings) as app,
        aiohttp.ClientSession(f"http://127.0.0.1:{app.http_port}", cookie_jar=jar) as session,
    ):
        yield House(app, session, town)
