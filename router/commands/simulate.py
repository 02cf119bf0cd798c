"""Simulate: a day of traffic to the running server, or a backlog that fills its register."""

import asyncio
from itertools import islice

import aiohttp
import click
import msgspec

from router.clock import SystemClock
from router.commands.server import Server, running_server
from router.domain.errors import StoreDown
from router.settings import Settings
from router.simulate.corpus import records
from router.simulate.run import simulate
from router.simulate.target import Target

AT_ONCE = 1_000


async def day(settings: Settings, speed: float, seed: int, count: int) -> None:
    server = running_server(settings.data_dir)
    click.echo(f"A day of {count} contacts at {speed:g} times its pace, seed {seed}.")
    with click.progressbar(length=count, label="Contacts", show_pos=True) as bar:
        summary = await simulate(
            _target(settings, server),
            speed=speed,
            seed=seed,
            count=count,
            now=SystemClock().now,
            sleep=asyncio.sleep,
            progress=lambda done, _: bar.update(done - bar.pos),
        )
    for channel, sent in sorted(summary.sent.items()):
        click.echo(f"  {channel:9} {sent}")
    for why, refused in sorted(summary.refused.items()):
        click.echo(f"  refused, {why}: {refused}")


def _target(settings: Settings, server: Server) -> Target:
    return Target(
        url=server.url,
        smtp_host="127.0.0.1",
        smtp_port=server.smtp_port,
        token=settings.api_token,
        secret=settings.webhook_secret,
    )


async def fill(settings: Settings, count: int, seed: int) -> None:
    """Contacts of the past thirty days; promises that are past end as they would have, and nothing fires."""
    server = running_server(settings.data_dir)
    made = records(seed, count, until=SystemClock().now())
    headers = {
        "Authorization": f"Bearer {settings.api_token}",
        "Content-Type": "application/x-ndjson",
        "X-Balie-Backlog": "true",
    }
    async with aiohttp.ClientSession(server.url, headers=headers) as session:
        with click.progressbar(length=count, label="Contacts", show_pos=True) as bar:
            while batch := list(islice(made, AT_ONCE)):
                await _post(session, b"\n".join(msgspec.json.encode(each) for each in batch))
                bar.update(len(batch))


async def _post(session: aiohttp.ClientSession, lines: bytes) -> None:
    while True:
        async with session.post("/api/v1/contacts/batch", data=lines) as response:
            if response.status == 202:
                return
            if response.status not in (429, 503):
                raise StoreDown(f"the server answered {response.status}: {(await response.text())[:300]}")
            await asyncio.sleep(float(response.headers.get("Retry-After", "1")))
