"""The logbook: how each source of one channel is, kept in the register so that it outlives a restart."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

import structlog

from router.domain.change import Change, History
from router.domain.source import Source

log = structlog.get_logger()
EVERY = timedelta(seconds=30)  #: a source that has nothing new to say is written down this often


class KeptLogbook:
    """A channel's logbook. Two processes that listen to one account each write what they heard last."""

    def __init__(
        self,
        channel: str,
        read: Callable[[str], Awaitable[Source | None]],
        apply: Callable[[Sequence[Change]], Awaitable[int]],
        now: Callable[[], datetime],
    ) -> None:
        self._channel, self._read, self._apply, self._now = channel, read, apply, now
        self._written: dict[str, Source] = {}

    async def source(self, account: str) -> Source:
        name = f"{self._channel}/{account}"
        if name not in self._written:
            self._written[name] = await self._read(name) or Source(name=name)
        return self._written[name]

    async def heard(
        self, account: str, cursor: str | None = None, *, spoke: bool = False, silent_after: int = 0
    ) -> None:
        """Raises StoreDown."""
        before, now = await self.source(account), self._now()
        after = before.with_(
            cursor=before.cursor if cursor is None else cursor,
            heard_at=now,
            spoke_at=now if spoke or before.spoke_at is None else before.spoke_at,
            trouble=None,
            since=None,
            silent_after=silent_after,
        )
        well = () if before.trouble is None else (self._told(before, "source-well", {"code": before.trouble}),)
        if well or _worth_writing(before, after):
            await self._write(after, well)

    async def trouble(self, account: str, code: str) -> None:
        """Raises StoreDown. Said again and again it is one trouble, since the first time."""
        before = await self.source(account)
        if before.trouble == code:
            return
        log.warning("source.trouble", source=before.name, code=code)
        after = before.with_(trouble=code, since=before.since or self._now())
        await self._write(after, (self._told(before, "source-trouble", {"code": code}),))

    def _told(self, source: Source, type: str, data: dict[str, object]) -> History:
        return History(subject=source.name, type=type, at=self._now(), data=data)

    async def _write(self, source: Source, history: tuple[History, ...]) -> None:
        await self._apply([Change(sources=(source,), history=history)])
        self._written[source.name] = source


def _worth_writing(before: Source, after: Source) -> bool:
    if before.heard_at is None or after.heard_at is None or after.heard_at - before.heard_at >= EVERY:
        return True
    return (before.cursor, before.silent_after) != (after.cursor, after.silent_after)
