"""News: tells waiting pages that the register moved on. What moved, each page reads for itself."""

import asyncio


class News:
    """A counter that can be waited for. It carries the history cursor, which is also the id of a server-sent event."""

    def __init__(self) -> None:
        self._moved = asyncio.Condition()
        self.cursor = 0
        self.closed = False

    async def tell(self, cursor: int) -> None:
        async with self._moved:
            self.cursor = max(self.cursor + 1, cursor)
            self._moved.notify_all()

    async def close(self) -> None:
        """Let every waiting page go: the server stops."""
        async with self._moved:
            self.closed = True
            self._moved.notify_all()

    async def after(self, cursor: int, timeout: float) -> int:
        """The cursor once it is past `cursor`, or as it is after `timeout` seconds of silence."""
        try:
            async with asyncio.timeout(timeout), self._moved:
                await self._moved.wait_for(lambda: self.closed or self.cursor > cursor)
        except TimeoutError:
            pass
        return self.cursor
