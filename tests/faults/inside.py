"""A whole Balie in the process of the test, whose parts it may touch."""

from contextlib import asynccontextmanager

import aiohttp

from router.running import running
from router.settings import from_environment
from tests.faults.balie import ROOT, TOKEN


@asynccontextmanager
async def balie(folder):
    """It runs in this process: (app, session)."""
    settings = from_environment(
        {
            "BALIE_DATA_DIR": str(folder),
            "BALIE_HTTP_PORT": "0",
            "BALIE_SMTP_PORT": "0",
            "BALIE_MUNICIPALITY": str(ROOT / "examples" / "klaverdam"),
            "BALIE_API_TOKEN": TOKEN,
        }
    )
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with (
        running(settings) as app,
        aiohttp.ClientSession(f"http://127.0.0.1:{app.http_port}", headers=headers) as session,
    ):
        yield app, session
