"""Keep an account read: round after round, slower while it does not answer, and every trouble in the logbook."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple, Protocol

import structlog

from router.channels.asking import Trouble
from router.channels.base import Room
from router.domain.errors import StoreDown, StreamDown, StreamFull

log = structlog.get_logger()
FIRST_PAUSE, LONGEST_PAUSE = 2.0, 300.0  #: seconds; doubled at every failure


class Account(Protocol):
    name: str


class Turn(NamedTuple):
    """One account, and what is done for it at each turn: returns the seconds until the next. Raises Trouble."""

    account: str
    round: Callable[[], Awaitable[float]]


async def keep_all(room: Room, turns: Sequence[Turn]) -> None:
    """Each for itself, for ever: one that does not answer holds up no other. Without any it waits for a new setting."""
    if not turns:
        await asyncio.Event().wait()
    async with asyncio.TaskGroup() as group:
        for turn in turns:
            group.create_task(keep(room, turn))


async def keep(room: Room, turn: Turn) -> None:
    pause = FIRST_PAUSE
    while True:
        try:
            wait = await turn.round()
            pause = FIRST_PAUSE
        except Trouble as trouble:
            await _told(room, turn.account, trouble.code)
            wait = trouble.wait or pause
            pause = min(LONGEST_PAUSE, pause * 2)
        except (StreamFull, StreamDown, StoreDown) as error:  # ours, not theirs: the cursor stands still meanwhile
            log.warning("account.waits", account=turn.account, reason=type(error).__name__)
            wait = pause
            pause = min(LONGEST_PAUSE, pause * 2)
        await room.sleep(wait)


async def _told(room: Room, account: str, code: str) -> None:
    try:
        await room.logbook.trouble(account, code)
    except StoreDown as error:
        log.error("store.down", reason=str(error))
