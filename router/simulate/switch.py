"""A small AMI server on loopback that plays a recording to whoever logs in, and answers what it is asked."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import NamedTuple

from router.channels.phone.ami.framing import Framing, Message
from router.simulate.recording import Told, said

BANNER = b"Asterisk Call Manager/13.0.0\r\n"
MOST_BEHIND = 4 * 1024 * 1024  #: bytes that a listener may leave unread; then its line is dropped, as Asterisk does


class Waiting(NamedTuple):
    queue: str
    caller: str
    linked: str
    since: datetime


class PlayedSwitch:
    """Lets everybody in: it stands on loopback. `listening` is set once somebody logged in and asked who waits."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._open: set[asyncio.StreamWriter] = set()
        self._lines: dict[asyncio.StreamWriter, asyncio.Event] = {}  #: all that are there, and whether they ended
        self._waiting: dict[str, Waiting] = {}
        self.listening = asyncio.Event()

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[int]:
        """The port, also when 0 was asked. Raises OSError when it is taken."""
        server = await asyncio.start_server(self._serve, "127.0.0.1", port)
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            server.close()
            for writer, ended in tuple(self._lines.items()):
                writer.close()
                await ended.wait()

    async def play(self, events: Iterable[tuple[float, Told]], sleep: Callable[[float], Awaitable[None]]) -> int:
        """How many were said. Each waits until its seconds after the start have gone by."""
        loop, count = asyncio.get_running_loop(), 0
        begun = loop.time()
        for after, event in events:
            if (pause := begun + after - loop.time()) > 0:
                await sleep(pause)
            self._follow(event)
            await self._say(said(event))
            count += 1
        return count

    async def _say(self, data: bytes) -> None:
        for writer in tuple(self._open):
            if writer.transport.get_write_buffer_size() > MOST_BEHIND:
                writer.close()
                self._open.discard(writer)
            else:
                writer.write(data)
        await asyncio.gather(*(writer.drain() for writer in self._open), return_exceptions=True)

    def _follow(self, event: Told) -> None:
        """Who waits, as this switch would tell."""
        lines = event.lines
        unique = lines.get("Uniqueid", "")
        if lines["Event"] == "QueueCallerJoin":
            linked, caller = lines.get("Linkedid", unique), lines.get("CallerIDNum", "")
            self._waiting[unique] = Waiting(lines.get("Queue", ""), caller, linked, event.at)
        elif lines["Event"] in ("QueueCallerLeave", "Hangup"):
            self._waiting.pop(unique, None)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ended = self._lines[writer] = asyncio.Event()
        writer.write(BANNER)
        framing = Framing()
        try:
            while data := await reader.read(64 * 1024):
                for action in framing.feed(data):
                    self._answer(action, writer)
        except ConnectionError:
            pass  # it went: that is its own affair
        finally:
            self._open.discard(writer)
            self._lines.pop(writer)
            writer.close()
            ended.set()

    def _answer(self, action: Message, writer: asyncio.StreamWriter) -> None:
        number = {"ActionID": action.get("ActionID", "")}
        asked = action.get("Action", "").casefold()
        listed: list[dict[str, str]] = []
        if asked == "login":
            self._open.add(writer)
        elif asked == "queuestatus":
            listed = [*map(self._entry, self._waiting), {"Event": "QueueStatusComplete"}]
        elif asked == "coreshowchannels":
            listed = [*map(self._channel, self._waiting), {"Event": "CoreShowChannelsComplete"}]
            self.listening.set()
        blocks: list[Mapping[str, str]] = [{"Response": "Success", **number, "Message": "played"}]
        for each in (*blocks, *({**one, **number} for one in listed)):
            writer.write(said(Told(self._now(), each)))

    def _entry(self, unique: str) -> dict[str, str]:
        waits = self._waiting[unique]
        seconds = max(timedelta(), self._now() - waits.since) // timedelta(seconds=1)
        return {
            "Event": "QueueEntry", "Queue": waits.queue, "Uniqueid": unique, "CallerIDNum": waits.caller,
            "Wait": str(seconds),
        }  # fmt: skip

    def _channel(self, unique: str) -> dict[str, str]:
        return {"Event": "CoreShowChannel", "Uniqueid": unique, "Linkedid": self._waiting[unique].linked}
