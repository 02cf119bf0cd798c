"""A wire between Balie and a server that a test can cut, hold and swallow answers on."""

import asyncio
from contextlib import suppress


class Proxy:
    """Listens on a port of its own. `cut_before` and `cut_after` are bytes of a request at which the wire is cut: before
    the server sees it, or when the server answered it and the answer is on its way. Each works once."""

    def __init__(self, port: int) -> None:
        self._to = port
        self._writers = set()
        self._tasks = set()
        self.cut_before = self.cut_after = None
        self.held = asyncio.Event()  #: cleared, nothing passes and nothing is closed
        self.held.set()
        self.happened = asyncio.Event()  #: a cut that was asked for
        self._swallow = False

    async def __aenter__(self):
        self._server = await asyncio.start_server(self._joined, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_):
        self._server.close()
        self.held.set()
        self.cut()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def cut(self):
        for writer in list(self._writers):
            writer.transport.abort()

    async def _joined(self, reader, writer):
        there, here = await asyncio.open_connection("127.0.0.1", self._to)
        self._writers |= {writer, here}
        for task in (self._pass(reader, here, writer, self._asked), self._pass(there, writer, here, self._answered)):
            made = asyncio.create_task(task)
            self._tasks.add(made)
            made.add_done_callback(self._tasks.discard)

    async def _pass(self, reader, writer, back, look):
        with suppress(OSError, asyncio.IncompleteReadError):
            while data := await reader.read(65536):
                await self.held.wait()
                if not look(data):
                    break
                writer.write(data)
                await writer.drain()
        for each in (writer, back):
            each.transport.abort()
            self._writers.discard(each)

    def _asked(self, data):
        if self.cut_before and self.cut_before in data:
            self.cut_before = None
            self.happened.set()
            return False
        if self.cut_after and self.cut_after in data:
            self.cut_after, self._swallow = None, True
            self.happened.set()
        return True

    def _answered(self, data):
        swallowed, self._swallow = self._swallow, False
        return not swallowed
