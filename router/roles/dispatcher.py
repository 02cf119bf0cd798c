"""The dispatcher: lays waiting work before agents who are there, takes back what rang out, and what its owner left behind."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

import structlog

from router.clock import Clock
from router.domain.change import Change
from router.domain.errors import NotFound, Refused, StoreDown
from router.domain.municipality import Agent, Municipality
from router.domain.presence import Presence, PresenceState
from router.domain.seeker import room_for, seeker_of
from router.presence.base import Presences
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.apply import applied
from router.steps.claim import left_behind
from router.steps.load_file import file_of
from router.steps.offer import expire, offer
from router.store.base import Store

log = structlog.get_logger()
LOOK_EVERY = 0.5  #: seconds
BATCH = 100
LEFT = timedelta(minutes=5)  #: offline for so long: what they held goes back to the queue


class Dispatcher:
    """One a deployment is enough; two do no harm, for every offer is one conditional update."""

    def __init__(
        self, store: Store, queues: Queues, presences: Presences, clock: Clock, book: Callable[[], Rulebook]
    ) -> None:
        self._store, self._queues, self._presences = store, queues, presences
        self._clock, self._book = clock, book

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except StoreDown as error:
                log.error("store.down", reason=str(error))
            await asyncio.sleep(LOOK_EVERY)

    async def look(self) -> int:
        """Once round: what rang out, what was left behind, then new offers. Returns how many offers were made."""
        await self._take_back()
        await self._gather_up()
        return await self._lay_out()

    async def _take_back(self) -> None:
        for case in await self._store.rung_out(self._clock.now(), BATCH):
            if await self._do(case.reference, lambda file: expire(file, self._clock.now())) and case.offered_to:
                await self._missed(case.offered_to)

    async def _missed(self, account: str) -> None:
        presence = (await self._presences.all()).get(account)
        if presence is not None and await self._presences.put(presence.let_ring(self._clock.now())):
            log.info("offer.missed", account=account, misses=presence.misses + 1)

    async def _gather_up(self) -> None:
        """Work returns to the queue when its owner has gone offline and stays so."""
        now = self._clock.now()
        for presence in (await self._presences.all()).values():
            if presence.at(now) == PresenceState.OFFLINE and now - presence.heard > LEFT:
                for reference in await self._store.held_by(presence.account):
                    holds = await self._store.loads_of(presence.account)
                    await self._do(reference, lambda file, holds=holds: left_behind(file, holds, self._clock.now()))  # type: ignore[misc]

    async def _lay_out(self) -> int:
        """Offer the earliest turn to the agent who waits longest, until work or room is over."""
        made, now, municipality = 0, self._clock.now(), self._book().municipality
        waiting = await self._queues.depths()
        for agent in _in_line(municipality, await self._presences.all(), waiting, self._clock):
            holds = await self._store.loads_of(agent.account)
            for reference in await self._queues.fitting(seeker_of(agent, _pushed(municipality, agent)), now, 5):
                if await self._offered(reference, agent, holds, municipality):
                    made += 1
                    break
        return made

    async def _offered(self, reference: str, agent: Agent, holds: Mapping[str, int], town: Municipality) -> bool:
        file = await file_of(self._store, reference)
        if room_for(file.case.lane, agent.capacity, holds) <= 0:
            return False
        lasts = town.teams[file.case.team].offer_lasts
        return await self._do(reference, lambda file: offer(file, agent.account, lasts, self._clock.now()))

    async def _do(self, reference: str, verb: Callable[..., Change]) -> bool:
        """False when another was first."""

        async def fresh() -> Change:
            return verb(await file_of(self._store, reference))

        try:
            return bool((await applied(self._store, self._queues, fresh)).cases)
        except (Refused, NotFound):
            return False


def _pushed(town: Municipality, agent: Agent) -> tuple[str, ...]:
    """The teams of this agent whose work is pushed."""
    return tuple(team for team in agent.teams if town.teams[team].pushes)


def _in_line(
    town: Municipality, presences: Mapping[str, Presence], waiting: Iterable[str], clock: Clock
) -> list[Agent]:
    """Agents who are available for teams that push and have work, the longest idle first."""
    now, teams = clock.now(), frozenset(waiting)
    there = sorted(
        (presence for presence in presences.values() if presence.at(now) == PresenceState.AVAILABLE),
        key=lambda presence: (presence.idle_since, presence.account),
    )
    agents = (town.agents[presence.account] for presence in there if presence.account in town.agents)
    return [agent for agent in agents if teams.intersection(_pushed(town, agent))]
