"""Wait for something, unless it is time to leave."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

T = TypeVar("T")


async def unless(leave: asyncio.Event, work: Awaitable[T]) -> T | None:
    """What the work answers; None when `leave` is set first: then the work is cancelled."""
    working, leaving = asyncio.ensure_future(work), asyncio.ensure_future(leave.wait())
    try:
        await asyncio.wait((working, leaving), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        leaving.cancel()
        await asyncio.gather(working, leaving, return_exceptions=True)
