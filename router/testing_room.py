"""For tests of channels: a room whose logbook is kept in memory, whose sleep is told and not slept, and a neighbour on loopback."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

from aiohttp import ClientSession, web

from router.channels.base import Adapter, Room
from router.domain.contact import Event
from router.domain.source import Source
from router.testing import FakeClock

PATIENCE = 20.0  #: real seconds for what should come at once: only a test that fails waits for it


class Stage:
    """What happened in a room. `until` waits for something to have happened."""

    def __init__(self, clock: FakeClock) -> None:
        self.clock = clock
        self.accepted: list[Event] = []
        self.slept: list[float] = []
        self.troubles: list[tuple[str, str]] = []
        self.sources: dict[str, Source] = {}
        self.originals: dict[str, bytes] = {}
        self.refusal: Exception | None = None  #: with it nothing is taken
        self._happened = asyncio.Condition()

    async def until(self, came: Callable[[], object]) -> None:
        async with asyncio.timeout(PATIENCE), self._happened:
            await self._happened.wait_for(lambda: bool(came()))

    async def accept(self, events: Sequence[Event]) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.accepted.extend(events)
        await self._tell()

    async def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.slept.append(seconds)
        self.clock.advance(timedelta(seconds=seconds))
        await self._tell()
        await asyncio.sleep(0)

    async def source(self, account: str) -> Source:
        return self.sources.get(account, Source(name=f"test/{account}"))

    async def heard(
        self, account: str, cursor: str | None = None, *, spoke: bool = False, silent_after: int = 0
    ) -> None:
        before, now = await self.source(account), self.clock.now()
        self.sources[account] = before.with_(
            cursor=before.cursor if cursor is None else cursor,
            heard_at=now,
            spoke_at=now if spoke else before.spoke_at,
            trouble=None,
            since=None,
            silent_after=silent_after,
        )
        await self._tell()

    async def trouble(self, account: str, code: str) -> None:
        self.troubles.append((account, code))
        self.sources[account] = (await self.source(account)).with_(trouble=code)
        await self._tell()

    async def keep(self, data: bytes) -> str:
        name = str(len(self.originals))
        self.originals[name] = data
        return name

    async def read(self, name: str) -> bytes:
        return self.originals[name]

    async def _tell(self) -> None:
        async with self._happened:
            self._happened.notify_all()


@asynccontextmanager
async def room_for(
    adapter: Adapter, setting: dict[str, Any], clock: FakeClock | None = None, **changes: Any
) -> AsyncIterator[tuple[Room, Stage]]:
    """A room of this channel with `setting` as in channels.yaml; every secret is its own name in small letters."""
    assert adapter.setting is not None
    stage = Stage(clock or FakeClock())
    async with ClientSession() as session:
        room = Room(
            setting=adapter.setting.model_validate(setting),
            accept=stage.accept,
            keep_original=stage.keep,
            read_original=stage.read,
            now=stage.clock.now,
            sleep=stage.sleep,
            http=lambda: session,
            secret=lambda name: name.removeprefix("env:").lower(),
            logbook=stage,
            region="NL",
            public_url="https://balie.example",
            municipality=lambda: None,
        )
        yield replace(room, **changes), stage


@asynccontextmanager
async def listening(listen: Callable[[Room], Awaitable[None]], room: Room) -> AsyncIterator[None]:
    """It listens as long as the block lasts; an error of its own is raised here."""

    async def run() -> None:
        await listen(room)

    task = asyncio.create_task(run())
    try:
        yield
    finally:
        failed = task.done() and not task.cancelled()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        assert not failed, "it stopped listening"


@asynccontextmanager
async def neighbour(*routes: web.RouteDef) -> AsyncIterator[str]:
    """A real server on loopback; its address."""
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()
