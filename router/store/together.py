"""What people write at the same moment goes to disk together: fifty who take a case at once wait for one commit, not for fifty."""

import asyncio
import sqlite3
from collections import deque
from collections.abc import Sequence
from functools import partial

from router.domain.change import Change
from router.domain.errors import BalieError
from router.store.writer import Writer
from router.store.writing import write

MOST = 200  #: changes in one transaction: some ms, which is what the next may wait behind
Answer = int | Exception
Asked = tuple[Sequence[Change], "asyncio.Future[int]"]


class Together:
    """Nobody waits for others to come: what was asked while the disk was busy is what goes together."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._asked = deque[Asked]()
        self._task: asyncio.Task[None] | None = None

    async def apply(self, changes: Sequence[Change]) -> int:
        """As the port says. A cancelled caller does not undo a write under way."""
        future: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._asked.append((changes, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="store-together")
        return await future

    async def close(self) -> None:
        """What was asked is done first."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._asked:
            asked = self._next()
            try:
                answers = await self._writer.do(partial(_written, asked=asked), people=True)
            except Exception as error:  # of the writer itself: handed to all who asked
                answers = [error] * len(asked)
            for (_, future), answer in zip(asked, answers, strict=True):
                if future.done():
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)

    def _next(self) -> Sequence[Asked]:
        """The first, and those behind it as far as they fit beside it."""
        some = [self._asked.popleft()]
        count = len(some[0][0])
        while self._asked and count + len(self._asked[0][0]) <= MOST:
            some.append(self._asked.popleft())
            count += len(some[-1][0])
        return some


def _written(connection: sqlite3.Connection, asked: Sequence[Asked]) -> list[Answer]:
    """All in one transaction; where one of them cannot be written, each in its own, and who could not is told why."""
    if len(asked) > 1:
        try:
            cursor = write(connection, [change for changes, _ in asked for change in changes], None)
            return _cursors(cursor, asked)
        except BalieError:
            pass
    return [_alone(connection, changes) for changes, _ in asked]


def _cursors(last: int, asked: Sequence[Asked]) -> list[Answer]:
    """How far history had come after each, by what those behind it told."""
    found: list[Answer] = []
    for changes, _ in reversed(asked):
        found.append(last)
        last -= sum(len(change.history) for change in changes)
    return found[::-1]


def _alone(connection: sqlite3.Connection, changes: Sequence[Change]) -> Answer:
    try:
        return write(connection, changes, None)
    except Exception as error:  # handed to whoever asked
        return error
