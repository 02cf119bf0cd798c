"""One switch, listened to for ever: connect, log in, compare, listen; and again when the line drops."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from random import Random

import structlog

from router.channels.phone.ami.actions import Actions
from router.channels.phone.ami.events import Translator
from router.channels.phone.ami.framing import Framing, Message
from router.channels.phone.ami.resync import Resync
from router.domain.contact import CallEvent
from router.domain.errors import StoreDown, StreamDown, StreamFull
from router.domain.switch import Switch

log = structlog.get_logger(__name__)
Accept = Callable[[Sequence[CallEvent]], Awaitable[None]]
OpenCalls = Callable[[str], Awaitable[Mapping[str, str]]]
"""The calls of this switch (by its name) that wait in the register: call -> queue."""

CONNECTS = 10.0  #: seconds for a connection, and for an answer to the log-in
TICK = 0.5
QUIET = 20.0  #: seconds without a word after which we ask whether it is there
DEAD = 60.0  #: seconds without a word after which it is not
AGAIN, AT_MOST = 0.5, 30.0  #: seconds before the second try, and before any


class Denied(Exception):
    """The switch does not take our name and secret."""


class Session:
    """`connected` says how it stands; the calls it knows outlive a connection."""

    def __init__(
        self, switch: Switch, secret: str, region: str, *, accept: Accept, open_calls: OpenCalls,
        now: Callable[[], datetime], luck: Random | None = None,
    ) -> None:  # fmt: skip
        self.switch, self._secret = switch, secret
        self.translator = Translator(switch, region)
        self.connected = False
        self.compared = False  #: since the line is up, the calls that wait were gone through
        self._accept, self._open_calls, self._now = accept, open_calls, now
        self._luck = luck or Random()
        self._actions = Actions()
        self._resync: Resync | None = None
        self._login = ""
        self._writer: asyncio.StreamWriter | None = None
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._named: set[str] = set()

    async def run(self) -> None:
        """Until it is cancelled."""
        failures = 0
        while True:
            try:
                await self._connection()
            except Denied:
                failures = max(failures, 4)  # somebody has to mend it first
                log.error("ami.denied", switch=self.switch.name)
            except (OSError, EOFError, TimeoutError) as error:
                log.warning("ami.away", switch=self.switch.name, error=type(error).__name__)
            finally:
                failures = 0 if self.connected else failures + 1
                self.drop()
            await asyncio.sleep(min(AT_MOST, AGAIN * 2 ** min(failures, 10)) * self._luck.uniform(0.5, 1.0))

    async def ask(self, action: str, fields: Mapping[str, str]) -> Message:
        """Do something, and wait for the answer. Raises ConnectionError, TimeoutError."""
        if self._writer is None or not self.connected:
            raise ConnectionError("not connected")
        name, data = self._actions.new(action, fields)
        answer = self._answers[name] = asyncio.get_running_loop().create_future()
        try:
            self._writer.write(data)
            async with asyncio.timeout(CONNECTS):
                await self._writer.drain()
                found: Message = await answer
                return found
        finally:
            self._answers.pop(name, None)

    async def _connection(self) -> None:
        switch, loop = self.switch, asyncio.get_running_loop()
        async with asyncio.timeout(CONNECTS):
            reader, self._writer = await asyncio.open_connection(switch.host, switch.port, ssl=switch.tls or None)
        framing, begun = Framing(), loop.time()
        heard = asked = begun
        self._login = self._send("Login", {"Username": switch.user, "Secret": self._secret, "Events": "on"})
        while True:
            data = await _some(reader)
            if data == b"":
                raise EOFError
            if data:
                heard = asked = loop.time()
                await self._take(framing.feed(data))
            await self._hand_over(self.translator.settled(self._now()))
            if (not self.connected and loop.time() - begun > CONNECTS) or loop.time() - heard > DEAD:
                raise TimeoutError
            if loop.time() - asked > QUIET:
                asked = loop.time()
                self._send("Ping")

    async def _take(self, messages: Iterable[Message]) -> None:
        found: list[CallEvent] = []
        arrived = self._now()
        for message in messages:
            if "Response" in message:
                await self._answered(message)
            found += self.translator.take(message, arrived)
            if self._resync is not None and self._resync.take(message):
                found += self._resync.events(self._now())
                self._resync, self.compared = None, True
        await self._hand_over(found)
        for queue in self.translator.unfollowed - self._named:
            self._named.add(queue)
            log.warning("ami.queue-not-followed", switch=self.switch.name, queue=queue[:80])

    async def _answered(self, message: Message) -> None:
        name = message.get("ActionID", "")
        waiting = self._answers.get(name)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        if not self.connected and name in ("", self._login):
            if message["Response"] != "Success":
                raise Denied
            self.connected = True
            log.info("ami.connected", switch=self.switch.name)
            await self._compare()

    async def _compare(self) -> None:
        register = await self._open_calls(self.switch.name)
        self._resync = Resync(self.translator, self._send("QueueStatus"), self._send("CoreShowChannels"), register)

    async def _hand_over(self, events: Sequence[CallEvent]) -> None:
        """Not read on before it is durable: Asterisk keeps for us what we do not take."""
        while events:
            try:
                await self._accept(events)
                return
            except (StreamFull, StreamDown, StoreDown) as error:
                log.warning("ami.deferred", switch=self.switch.name, events=len(events), error=type(error).__name__)
                await asyncio.sleep(1)

    def _send(self, action: str, fields: Mapping[str, str] = {}) -> str:
        assert self._writer is not None
        name, data = self._actions.new(action, fields)
        self._writer.write(data)
        return name

    def drop(self) -> None:
        self.connected, self.compared, self._resync = False, False, None
        self.translator.cut()
        for waiting in self._answers.values():
            if not waiting.done():
                waiting.set_exception(ConnectionError("the line dropped"))
        if self._writer is not None:
            self._writer.close()
            self._writer = None


async def _some(reader: asyncio.StreamReader) -> bytes | None:
    """Bytes, b"" at the end, None when nothing came for a while."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(TICK):
            data: bytes = await reader.read(64 * 1024)
            return data
    return None
