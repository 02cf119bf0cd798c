"""Mute: a source is not to do for some hours. What it says is recorded all the same, and history tells who did it."""

from datetime import datetime, timedelta

from router.domain.change import Actor, Change, History
from router.domain.errors import Refused
from router.domain.monitoring import Mute

HOURS = (1, 4, 8, 24, 72)


def mute(source: str, by: Actor, hours: int, now: datetime) -> Change:
    """Raises Refused for a time that cannot be chosen."""
    if hours not in HOURS:
        raise Refused("Choose for how long.")
    return _told(Mute(source=source, by=by.account, at=now, until=now + timedelta(hours=hours)), "muted")


def unmute(source: str, by: Actor, now: datetime) -> Change:
    return _told(Mute(source=source, by=by.account, at=now, until=now), "unmuted")


def _told(after: Mute, type: str) -> Change:
    line = History(subject=after.source, type=type, at=after.at, by=after.by, data={"until": after.until})
    return Change(mutes=(after,), history=(line,))
