"""One switch, listened to for ever: connect, log in, compare, listen; and again when the line drops."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Collection, Coroutine, Iterable, Mapping, Sequence
from datetime import datetime
from random import Random
from typing import Any

import structlog

from router.channels.base import Logbook
from router.channels.phone.ami.actions import Actions
from router.channels.phone.ami.events import Told, Translator
from router.channels.phone.ami.framing import Framing, Message
from router.channels.phone.ami.resync import Resync
from router.domain.errors import StoreDown, StreamDown, StreamFull
from router.domain.switch import Switch

log = structlog.get_logger(__name__)
Accept = Callable[[Sequence[Told]], Awaitable[None]]
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
        self, switch: Switch, secret: str, region: str, *, accept: Accept, open_calls: OpenCalls, logbook: Logbook,
        now: Callable[[], datetime], account: str = "", luck: Random | None = None,
    ) -> None:  # fmt: skip
        self.switch, self._secret = switch, secret
        self._logbook, self.account = logbook, account or switch.name
        self.translator = Translator(switch, region)
        self.connected = False
        self.compared = False  #: since the line is up, the calls that wait were gone through
        self._accept, self._open_calls, self._now = accept, open_calls, now
        self._luck = luck or Random()
        self._actions = Actions()
        self.elsewhere: Callable[[], Collection[str]] = tuple  #: calls that another session sees wait: not ours to miss
        self.busy = False  #: what it was told is on its way to be durable: not the moment to stop it
        self._resync: Resync | None = None
        self._login = ""
        self._writer: asyncio.StreamWriter | None = None
        self._answers: dict[str, asyncio.Future[Message]] = {}
        self._named: set[str] = set()

    async def run(self) -> None:
        """Until it is cancelled."""
        failures = 0
        while True:
            trouble = "unreachable"
            try:
                await self._connection()
            except Denied:
                failures, trouble = max(failures, 4), "refused"  # somebody has to mend it first
                log.error("ami.denied", switch=self.account)
            except (OSError, EOFError, TimeoutError) as error:
                log.warning("ami.away", switch=self.account, error=type(error).__name__)
            finally:
                failures = 0 if self.connected else failures + 1
                self.drop()
            await self._note(self._logbook.trouble(self.account, trouble))
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
            self.busy = True
            if data:
                heard = asked = loop.time()
                await self._take(framing.feed(data))
            await self._hand_over(self.translator.settled(self._now()))
            self.busy = False
            if (not self.connected and loop.time() - begun > CONNECTS) or loop.time() - heard > DEAD:
                raise TimeoutError
            if loop.time() - asked > QUIET:
                asked = loop.time()
                self._send("Ping")

    async def _take(self, messages: Iterable[Message]) -> None:
        found: list[Told] = []
        arrived = self._now()
        for message in messages:
            if "Response" in message:
                await self._answered(message)
            found += self.translator.take(message, arrived)
            if self._resync is not None and self._resync.take(message):
                found += self._resync.events(self._now())
                self._resync, self.compared = None, True
        await self._hand_over(found)
        if self.connected:
            await self._note(self._logbook.heard(self.account, spoke=bool(found)))
        for queue in self.translator.unfollowed - self._named:
            self._named.add(queue)
            log.warning("ami.queue-not-followed", switch=self.account, queue=queue[:80])

    async def _answered(self, message: Message) -> None:
        name = message.get("ActionID", "")
        waiting = self._answers.get(name)
        if waiting is not None and not waiting.done():
            waiting.set_result(message)
        if not self.connected and name in ("", self._login):
            if message["Response"] != "Success":
                raise Denied
            self.connected = True
            log.info("ami.connected", switch=self.account)
            await self._note(self._logbook.heard(self.account))
            await self._compare()

    async def _note(self, noted: Coroutine[Any, Any, None]) -> None:
        """What is written of the switch is worth less than listening to it."""
        try:
            await noted
        except Exception as error:
            log.warning("ami.not-noted", switch=self.account, error=type(error).__name__)

    async def _compare(self) -> None:
        """Where the register does not answer we go by the switch alone: a call that is told twice counts once."""
        register: Mapping[str, str] = {}
        try:
            known, elsewhere = await self._open_calls(self.switch.name), frozenset(self.elsewhere())
            register = {call: queue for call, queue in known.items() if call not in elsewhere}
        except Exception as error:
            log.warning("ami.register-away", switch=self.account, error=type(error).__name__)
        self._resync = Resync(self.translator, self._send("QueueStatus"), self._send("CoreShowChannels"), register)

    async def _hand_over(self, events: Sequence[Told]) -> None:
        """Not read on before it is durable: Asterisk keeps for us what we do not take."""
        while events:
            try:
                await self._accept(events)
                return
            except (StreamFull, StreamDown, StoreDown) as error:
                log.warning("ami.deferred", switch=self.account, events=len(events), error=type(error).__name__)
                await asyncio.sleep(1)

    def waiting(self) -> Collection[str]:
        """The calls that wait here, as far as we know."""
        return [stay.call for stay in self.translator.stays.values() if stay.waits]

    async def give_up(self) -> None:
        """It is away for good: how it went on with who waited nobody will tell."""
        settled, now = self.translator.settled(self._now()), self._now()
        waiting = [unique for unique, stay in self.translator.stays.items() if stay.waits]
        await self._hand_over([*settled, *(self.translator.lost(unique, now) for unique in waiting)])

    def _send(self, action: str, fields: Mapping[str, str] = {}) -> str:
        assert self._writer is not None
        name, data = self._actions.new(action, fields)
        self._writer.write(data)
        return name

    def drop(self) -> None:
        self.connected, self.compared, self.busy, self._resync = False, False, False, None
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
