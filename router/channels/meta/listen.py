"""Meta comes to us; all that we do by ourselves is to see, now and then, that each token is still good."""

from functools import partial

from router.channels.base import Room
from router.channels.keeping import Turn, keep_all
from router.channels.meta.graph import graph
from router.channels.meta.setting import Account

EVERY = 3600.0  #: seconds


async def listen(room: Room) -> None:
    """Runs until cancelled."""
    await keep_all(room, [Turn(each.name, partial(look, room, each)) for each in room.setting.accounts])


async def look(room: Room, account: Account) -> float:
    """Seconds until the next. Raises Trouble."""
    await graph(room, account, "GET", account.id, params={"fields": "id"})
    await room.logbook.heard(account.name, silent_after=account.silent_after)
    return EVERY
