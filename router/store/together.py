"""What is asked at the same moment is done together: fifty who take a case at once wait for one read and one commit, not for fifty."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

Q = TypeVar("Q")
A = TypeVar("A")
MOST = 200  #: of weight at once: some ms, which is what the next may wait behind


class Together(Generic[Q, A]):
    """Nobody waits for others to come: what was asked while the one before was under way is what goes together.

    `do` answers each in its order, with an exception where that is its answer; one that it raises is everybody's.
    """

    def __init__(
        self, do: Callable[[Sequence[Q]], Awaitable[Sequence[A | Exception]]], weight: Callable[[Q], int] = lambda _: 1
    ) -> None:
        self._do, self._weight = do, weight
        self._asked = deque[tuple[Q, asyncio.Future[A]]]()
        self._task: asyncio.Task[None] | None = None

    async def ask(self, asked: Q) -> A:
        """A caller who is cancelled does not undo what is under way."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._asked.append((asked, future))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run(), name="store-together")
        return await future

    async def close(self) -> None:
        """What was asked is done first."""
        if self._task is not None:
            await asyncio.gather(self._task, return_exceptions=True)

    async def _run(self) -> None:
        while self._asked:
            some = self._next()
            answers: Sequence[A | Exception]
            try:
                answers = await self._do([asked for asked, _ in some])
            except Exception as error:  # handed to all who asked
                answers = [error] * len(some)
            for (_, future), answer in zip(some, answers, strict=True):
                if not future.done():
                    _answer(future, answer)

    def _next(self) -> Sequence[tuple[Q, "asyncio.Future[A]"]]:
        """The first, and those behind it as far as they fit beside it."""
        some = [self._asked.popleft()]
        weight = self._weight(some[0][0])
        while self._asked and weight + (more := self._weight(self._asked[0][0])) <= MOST:
            some.append(self._asked.popleft())
            weight += more
        return some


def _answer(future: "asyncio.Future[A]", answer: A | Exception) -> None:
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)
