"""Attend: what an agent says of being there, and what their work says of it. Kept only while Balie runs."""

from collections.abc import Callable
from datetime import datetime, timedelta

from router.clock import Clock
from router.domain.presence import Presence, PresenceState, first_seen
from router.presence.base import Presences

TRIES = 3


class Attendance:
    """Presence of agents. Two who change one at the same moment are both heard."""

    def __init__(self, presences: Presences, clock: Clock) -> None:
        self.presences, self._clock = presences, clock

    async def heard(self, account: str) -> Presence:
        """A heartbeat: an open page, or a request."""
        return await self._change(account, lambda presence, now: presence.heard_at(now))

    async def choose(self, account: str, state: PresenceState) -> Presence:
        """By their own choice: available, busy or away."""
        return await self._change(account, lambda presence, now: presence.to(state, now))

    async def given(self, account: str) -> None:
        """They took up work: last in line for the next. Who never said they were there does not become so by this."""
        if account in await self.presences.all():
            await self._change(account, lambda presence, now: presence.given(now))

    async def wrap_up(self, account: str, lasts: timedelta) -> None:
        """Time to write down what was done, before the next is offered; only for who was available."""

        def wrapping(presence: Presence, now: datetime) -> Presence:
            return presence.to(PresenceState.WRAP_UP, now, until=now + lasts)

        if lasts and await self.state_of(account) == PresenceState.AVAILABLE:
            await self._change(account, wrapping)

    async def hung_up(self, account: str, lasts: timedelta) -> Presence:
        """A call is over: time to finish off for as long as `lasts`, then available."""
        return await self._change(
            account,
            lambda presence, now: (
                presence.to(PresenceState.WRAP_UP, now, until=now + lasts)
                if lasts
                else presence.to(PresenceState.AVAILABLE, now)
            ),
        )

    async def let_ring(self, account: str) -> Presence:
        return await self._change(account, lambda presence, now: presence.let_ring(now))

    async def state_of(self, account: str) -> PresenceState:
        presence = (await self.presences.all()).get(account)
        return presence.at(self._clock.now()) if presence else PresenceState.OFFLINE

    async def _change(self, account: str, verb: Callable[[Presence, datetime], Presence]) -> Presence:
        for _ in range(TRIES):
            now, known = self._clock.now(), (await self.presences.all()).get(account)
            if known is None and not await self.presences.put(first_seen(account, now)):
                continue
            before = known or first_seen(account, now)
            after = verb(before, now)
            if await self.presences.put(after):
                return after
        return (await self.presences.all())[account]
