"""A whole Balie in this process, on free ports and a folder of the test, and a client that speaks its API."""

import asyncio
import hmac
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp
import msgspec
import pytest
import pytest_asyncio

from router.app import App
from router.running import running
from router.settings import from_environment

KLAVERDAM = Path(__file__).parents[3] / "examples" / "klaverdam"
TOKEN, SECRET, OLD_SECRET = "api-token", "api-secret", "api-secret-before"


@dataclass
class Api:
    """Answers are (status, body, headers)."""

    app: App
    session: aiohttp.ClientSession

    async def ask(
        self, method: str, path: str, body: object = None, raw: bytes | None = None, **headers: str
    ) -> tuple[int, dict, dict]:
        data = raw if raw is not None else None if body is None else msgspec.json.encode(body)
        given = {
            "Content-Type": "application/json",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        async with self.session.request(method, f"/api/v1{path}", data=data, headers=given) as response:
            content = await response.read()
            return response.status, msgspec.json.decode(content) if content else {}, dict(response.headers)

    async def get(self, path: str, **headers: str) -> tuple[int, dict, dict]:
        return await self.ask("GET", path, **headers)

    async def post(self, path: str, body: object = None, **headers: str) -> tuple[int, dict, dict]:
        return await self.ask("POST", path, {} if body is None else body, **headers)

    async def batch(self, *lines: bytes) -> tuple[int, list[dict]]:
        headers = {"Content-Type": "application/x-ndjson"}
        async with self.session.post("/api/v1/contacts/batch", data=b"\n".join(lines), headers=headers) as response:
            return response.status, [msgspec.json.decode(line) for line in (await response.read()).splitlines()]

    async def signed(self, path: str, body: object) -> tuple[int, dict, dict]:
        raw, at = msgspec.json.encode(body), str(int(time.time()))  # noqa: TID251  # a neighbour's own clock
        mac = hmac.new(SECRET.encode(), at.encode() + b"." + raw, "sha256").hexdigest()
        return await self.ask("POST", path, raw=raw, Authorization="", X_Balie_Signature=f"t={at},v1={mac}")

    async def written(self, contact: str) -> dict:
        """The contact, once it is written."""
        async with asyncio.timeout(10):
            while True:
                status, body, _ = await self.get(f"/contacts/{contact}")
                if status == 200:
                    return body
                await asyncio.sleep(0.01)

    async def case(self, text: str = "De straatlantaarn is stuk.", **more: object) -> str:
        """A new case; its reference."""
        body = {"channel": "webform", "text": text, "sourceId": str(uuid4()), **more}
        status, answer, _ = await self.post("/contacts", body)
        assert status == 202, answer
        return (await self.written(answer["id"]))["caseReference"]

    async def settled(self) -> None:
        """Everything that lies on the stream is written."""
        async with asyncio.timeout(10):
            while await self.app.stream.read(0, self.app.crew.position(0).offset, 1):  # noqa: ASYNC110  # the worker reads
                await asyncio.sleep(0.01)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Api]:
    folder = tmp_path_factory.mktemp("api")
    settings = from_environment(
        {
            "BALIE_DATA_DIR": str(folder),
            "BALIE_HTTP_PORT": "0",
            "BALIE_SMTP_PORT": "0",
            "BALIE_API_TOKEN": TOKEN,
            "BALIE_WEBHOOK_SECRET": SECRET,
            "BALIE_OLD_WEBHOOK_SECRET": OLD_SECRET,
            "BALIE_DEMO_PASSWORD": "api-password",
            "BALIE_MUNICIPALITY": str(KLAVERDAM),
        }
    )
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        running(settings) as app,
        aiohttp.ClientSession(f"http://127.0.0.1:{app.http_port}", headers=headers) as session,
    ):
        yield Api(app, session)
