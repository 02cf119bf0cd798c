"""One mailbox's thread: the loop asks, the thread talks, and no command is cut in the middle."""

import asyncio
import socket
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from router.channels.email.imap.session import Session
from router.channels.email.imap.trouble import Trouble
from router.channels.email.setting import MailboxEntry

T = TypeVar("T")
COMMAND = 120.0  #: seconds for one command, however slowly a server drips
READING = 900.0  #: for one that brings mail
GOODBYE = 3.0


class Line:
    """A connection with a thread of its own. Use it from one task; `close` it always."""

    def __init__(self, entry: MailboxEntry) -> None:
        self._entry = entry
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"imap-{entry.name}")
        self._waker, self._wake = socket.socketpair()
        self._session: Session | None = None

    async def open(self, password: str) -> Session:
        """Connected and logged in. Raises OSError, IMAP4.error, Trouble."""
        self._session = await self.call(lambda: self._opened(password))
        return self._session

    async def call(self, work: Callable[[], T], within: float = COMMAND) -> T:
        """What `work` returns, or raises. Whoever is cancelled leaves it running, until `close` has waited for it."""
        running = asyncio.get_running_loop().run_in_executor(self._thread, work)
        running.add_done_callback(_heard)
        done, _ = await asyncio.wait({running}, timeout=within)
        if not done:
            self._cut()
            raise Trouble("unreachable")
        return running.result()

    async def wait(self, session: Session, seconds: float, *, after: int, idle: bool) -> None:
        """Until there may be a mail above `after`, or the time is over. Raises IdleRefused too."""
        await self.call(lambda: session.wait(seconds, self._waker, after=after, idle=idle), seconds + COMMAND)

    async def close(self) -> None:
        """Says good-bye after the command that runs; a server that does not end it in time is cut off."""
        self._wake.send(b"!")
        leaving = asyncio.get_running_loop().run_in_executor(self._thread, self._end)
        leaving.add_done_callback(_heard)
        try:
            done, _ = await asyncio.wait({leaving}, timeout=GOODBYE)
            if not done:
                self._cut()
        finally:
            self._thread.shutdown(wait=False)

    def _opened(self, password: str) -> Session:
        self._session = Session(self._entry, password)
        return self._session

    def _end(self) -> None:
        if self._session is not None:
            self._session.end()
        self._wake.close()
        self._waker.close()

    def _cut(self) -> None:
        if self._session is not None:
            self._session.cut()


def _heard(running: asyncio.Future[Any]) -> None:
    """Its error was somebody's who left."""
    if not running.cancelled():
        running.exception()
