"""Channels that are on: their listeners kept going, and the neighbours' requests brought to them."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from datetime import datetime

import structlog
from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, web
from pydantic import BaseModel, ValidationError

from router.channels.base import Adapter, Nothing, Room
from router.channels.found import adapters
from router.channels.outgoing import Length, Message
from router.domain.errors import SendFailed, StoreDown
from router.domain.municipality import Municipality

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0  #: seconds before a listener that ended by an error is begun again
STOP_SECONDS = 5.0
CALL_SECONDS = 30.0  #: for one call out
MakeRoom = Callable[[Adapter, BaseModel, Callable[[], ClientSession]], Room]


class Listening:
    """The channels of one municipality in this process. `listens` is False where only the routes and senders are wanted."""

    def __init__(self, municipality: Callable[[], Municipality], room: MakeRoom, *, listens: bool) -> None:
        self._municipality, self._make, self._listens = municipality, room, listens
        self._rooms: dict[str, tuple[object, Room]] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._session: ClientSession | None = None

    async def start(self) -> None:
        self.tune()

    def tune(self) -> None:
        """After channels.yaml changed: what is new or different is begun anew, what is gone is stopped."""
        wanted = self._wanted()
        for name in [name for name, task in self._tasks.items() if name not in wanted or self._changed(name)]:
            self._tasks.pop(name).cancel()
        for name, adapter in wanted.items():
            if name not in self._tasks and adapter.listen is not None and self._listens:
                self._tasks[name] = asyncio.create_task(self._kept_listening(adapter), name=f"listen-{name}")

    async def stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=STOP_SECONDS)
        self._tasks.clear()
        if self._session is not None:
            await self._session.close()
            self._session = None

    def adapter(self, name: str) -> Adapter | None:
        """Of a channel that is on."""
        return self._wanted().get(name)

    def room(self, name: str) -> Room:
        """Of a channel that is on; made anew when its part of channels.yaml is another than before."""
        part = self._municipality().settings.get(name, {})
        known = self._rooms.get(name)
        if known is None or known[0] != part:
            adapter = adapters()[name]
            setting = (adapter.setting or Nothing).model_validate(part if adapter.setting else {})
            self._rooms[name] = (part, self._make(adapter, setting, self.http))
        return self._rooms[name][1]

    async def serve(self, name: str, request: web.Request, tail: str) -> web.StreamResponse:
        """A neighbour's request. Raises HTTPNotFound for a channel that is off or takes none."""
        adapter = self.adapter(name)
        if adapter is None or adapter.serve is None:
            raise web.HTTPNotFound()
        return await adapter.serve(self.room(name), request, tail)

    async def send(self, name: str, message: Message, at: datetime) -> str | None:
        """The neighbour's id of what was sent. Raises SendFailed: also for a channel that is off, or sends nothing."""
        adapter = self.adapter(name)
        if adapter is None or adapter.send is None:
            raise SendFailed("channel-off", again=False)
        return await adapter.send(self.room(name), message, at)

    def length(self, name: str, text: str) -> Length | None:
        """How long a text is over this channel, and how long it may be; None where nothing limits it."""
        adapter = self.adapter(name)
        return adapter.length(text) if adapter is not None and adapter.length is not None else None

    def repeats_are_harmless(self, name: str) -> bool:
        adapter = self.adapter(name)
        return adapter is not None and adapter.repeats_are_harmless

    def names(self) -> list[str]:
        """Of all sources that are set, "<channel>/<account>": also those never heard of."""
        told = []
        for name, adapter in self._wanted().items():
            if adapter.sources is not None:
                with suppress(ValidationError):
                    told += [f"{name}/{account}" for account in adapter.sources(self.room(name).setting)]
        return told

    def http(self) -> ClientSession:
        if self._session is None or self._session.closed:
            self._session = ClientSession(timeout=ClientTimeout(total=CALL_SECONDS), cookie_jar=DummyCookieJar())
        return self._session

    def _wanted(self) -> Mapping[str, Adapter]:
        found = adapters()
        return {name: found[name] for name in self._municipality().channels if name in found}

    def _changed(self, name: str) -> bool:
        return name in self._rooms and self._rooms[name][0] != self._municipality().settings.get(name, {})

    async def _kept_listening(self, adapter: Adapter) -> None:
        """An error of one channel is that channel's: the others and the process go on."""
        pause = FIRST_PAUSE
        while True:
            try:
                room = self.room(adapter.name)
                await _listened(adapter, room)
                pause = FIRST_PAUSE
            except StoreDown as error:
                log.error("store.down", reason=str(error))
            except Exception as error:
                log.exception("listener.failed", channel=adapter.name, error=type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(LONGEST_PAUSE, pause * 2)


def _listened(adapter: Adapter, room: Room) -> Awaitable[None]:
    assert adapter.listen is not None
    return adapter.listen(room)
