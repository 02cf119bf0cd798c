"""Presence: whether an agent can be given work now. An agent who is not heard of any more is offline, whatever they said."""

from datetime import datetime, timedelta
from enum import StrEnum

from router.domain.record import Record

SILENT = timedelta(seconds=45)  #: without a heartbeat somebody is offline
MISSES = 3  #: offers in a row that rang and were not answered


class PresenceState(StrEnum):
    AVAILABLE = "available"
    BUSY = "busy"  #: on a call
    WRAP_UP = "wrap-up"
    AWAY = "away"
    OFFLINE = "offline"


class Presence(Record, kw_only=True):
    """`version` guards against two who change it at once."""

    account: str
    state: PresenceState = PresenceState.OFFLINE
    since: datetime  #: in this state
    heard: datetime  #: of the last heartbeat
    idle_since: datetime  #: when they were last given work, or became available
    until: datetime | None = None  #: the end of wrap-up, after which they are available by themselves
    misses: int = 0  #: offers in a row they let ring
    missed: bool = False  #: away because of that, not by their own choice
    version: int = 1

    def at(self, now: datetime) -> PresenceState:
        """The state as it is now."""
        if now - self.heard > SILENT:
            return PresenceState.OFFLINE
        if self.state == PresenceState.WRAP_UP and self.until is not None and now >= self.until:
            return PresenceState.AVAILABLE
        return self.state

    def since_at(self, now: datetime) -> datetime:
        """Since when they are in the state of `at`."""
        if now - self.heard > SILENT:
            return self.heard + SILENT
        if self.until is not None and self.at(now) != self.state:
            return self.until
        return self.since

    def heard_at(self, now: datetime) -> "Presence":
        """A heartbeat. Who comes back from offline is away until they say otherwise."""
        if self.at(now) == PresenceState.OFFLINE:
            return self._to(PresenceState.AWAY, now, heard=now)
        return self._next(heard=max(self.heard, now))

    def to(self, state: PresenceState, now: datetime, until: datetime | None = None) -> "Presence":
        """By their own choice, or because a call began or ended. Choosing wipes out what was missed."""
        return self._to(state, now, heard=now, until=until, misses=0, missed=False)

    def given(self, now: datetime) -> "Presence":
        """Took up work, so they are there: the last in line among those who wait for it."""
        return self.heard_at(now).with_(idle_since=now, misses=0)

    def let_ring(self, now: datetime) -> "Presence":
        """An offer went by unanswered; after so many in a row they are away."""
        misses = self.misses + 1
        if misses >= MISSES:
            return self._to(PresenceState.AWAY, now, misses=0, missed=True)
        return self._next(misses=misses)

    def _to(self, state: PresenceState, now: datetime, **changes: object) -> "Presence":
        idle = now if state == PresenceState.AVAILABLE != self.at(now) else self.idle_since
        since = self.since if state == self.at(now) else now
        return self._next(state=state, since=since, idle_since=idle, **{"until": None, **changes})

    def _next(self, **changes: object) -> "Presence":
        return self.with_(version=self.version + 1, **changes)


def first_seen(account: str, now: datetime) -> Presence:
    """Somebody logged in: away until they say they are available."""
    return Presence(account=account, state=PresenceState.AWAY, since=now, heard=now, idle_since=now)
