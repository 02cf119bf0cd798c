"""The alarm: wakes whoever waits for the next timer when an earlier one is written."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from router.domain.change import Change


class Alarm:
    """Of one process. A timer that another process writes is found when the wait is over."""

    def __init__(self) -> None:
        self._heard = asyncio.Event()
        self._earliest: datetime | None = None  #: of what was written since somebody last waited

    def hear(self, changes: Sequence[Change]) -> None:
        moments = (after.next_at for change in changes for _, after in change.promises if after.next_at is not None)
        first = min(moments, default=None)
        if first is not None and (self._earliest is None or first < self._earliest):
            self._earliest = first
            self._heard.set()

    async def earlier(self, than: datetime | None, within: float) -> None:
        """Return when a moment before `than` was heard (None: any), or after `within` seconds."""
        with suppress(TimeoutError):
            async with asyncio.timeout(within):
                while self._earliest is None or (than is not None and self._earliest >= than):
                    self._heard.clear()
                    await self._heard.wait()
        self._earliest = None
