"""A switch and the one that stands in for it: the second is listened to while the first is away.

It takes over when the first was away for three seconds, and gives back when the first is there, its calls were gone
through, and nobody waits at the second any more. Both tell of calls under the first's name, so what both tell is one.
"""

import asyncio

import structlog

from router.channels.phone.ami.session import Session

log = structlog.get_logger(__name__)
LOOKS = 0.5
TAKES_OVER = 3.0  #: seconds that the first is away
GIVEN_UP = 120.0  #: seconds after which who waited at the first waits no longer


class Pair:
    """`second` is None for a switch that stands alone."""

    def __init__(self, first: Session, second: Session | None = None) -> None:
        self.first, self.second = first, second
        self._tasks: dict[Session, asyncio.Task[None]] = {}
        self._away_since: dict[Session, float] = {}
        if second is not None:
            first.elsewhere, second.elsewhere = second.waiting, first.waiting

    @property
    def session(self) -> Session:
        """Through which we ring."""
        return self.second if self.second and self.second.connected and not self.first.connected else self.first

    async def run(self) -> None:
        """Until it is cancelled."""
        self._start(self.first)
        try:
            while True:
                await self._looked()
                await asyncio.sleep(LOOKS)
        finally:
            for session in list(self._tasks):
                await self._stop(session)

    async def _looked(self) -> None:
        try:
            if self.second is not None:
                await self._look(self.first, self.second)
        except Exception as error:  # both go on being listened to
            log.error("ami.failed", switch=self.first.account, error=type(error).__name__)

    async def _look(self, first: Session, second: Session) -> None:
        away = self._away(first)
        if second not in self._tasks and away >= TAKES_OVER:
            log.warning("ami.takes-over", switch=second.account)
            self._start(second)
        elif second in self._tasks and first.compared and not second.waiting() and not second.busy:
            log.info("ami.gives-back", switch=second.account)
            await self._stop(second)
        for session in list(self._tasks):
            if self._away(session) >= GIVEN_UP:
                await session.give_up()

    def _away(self, session: Session) -> float:
        """For how many seconds."""
        now = asyncio.get_running_loop().time()
        if session.connected:
            self._away_since.pop(session, None)
            return 0.0
        return now - self._away_since.setdefault(session, now)

    def _start(self, session: Session) -> None:
        self._tasks[session] = asyncio.create_task(kept_up(session), name=f"ami-{session.account}")

    async def _stop(self, session: Session) -> None:
        task = self._tasks.pop(session)
        self._away_since.pop(session, None)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def kept_up(session: Session) -> None:
    """One switch that says something unheard of does not take the others along."""
    while True:
        try:
            await session.run()
        except Exception as error:
            log.error("ami.failed", switch=session.account, error=type(error).__name__)
            await asyncio.sleep(1)
