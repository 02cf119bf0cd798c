"""Quarantine from the command line: through the server that holds the register."""

from collections.abc import Sequence

import aiohttp
import click

from router.commands.server import running_server
from router.settings import Settings


async def held(settings: Settings) -> list[dict[str, object]]:
    """What lies there, oldest first."""
    async with _session(settings) as session, session.get("/api/v1/quarantine") as response:
        response.raise_for_status()
        found: list[dict[str, object]] = (await response.json())["items"]
    return found


async def replay(settings: Settings, contacts: Sequence[str]) -> int:
    """Decide again; returns how many failed again."""
    wanted = list(contacts) or [str(each["id"]) for each in await held(settings)]
    failed = 0
    async with _session(settings) as session:
        for contact in wanted:
            async with session.post(f"/api/v1/quarantine/{contact}/replays") as response:
                body = await response.json(content_type=None)
            failed += response.status != 200
            click.echo(f"{contact}  {body.get('caseReference') or body.get('detail')}")
    return failed


def _session(settings: Settings) -> aiohttp.ClientSession:
    server = running_server(settings.data_dir)
    return aiohttp.ClientSession(server.url, headers={"Authorization": f"Bearer {settings.api_token}"})
