"""The dispatcher: lays waiting work before agents who are there, takes back what rang out, and what its owner left behind."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from functools import partial

import structlog

from router.clock import Clock
from router.domain.change import Change
from router.domain.errors import NotFound, Refused, StoreDown
from router.domain.municipality import Agent, Municipality
from router.domain.presence import Presence, PresenceState
from router.domain.seeker import room_for, seeker_of
from router.measures import Measures
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.apply import applied
from router.steps.attend import Attendance
from router.steps.claim import left_behind
from router.steps.load_file import file_of
from router.steps.offer import expire, offer
from router.store.base import Store

log = structlog.get_logger()
LOOK_EVERY = 0.5  #: seconds
TRIED = 5  #: places tried for one agent: a lane may be full, or another was first
LEFT = timedelta(minutes=5)  #: offline for so long: what they held goes back to the queue


class Dispatcher:
    """One a deployment is enough; two do no harm, for every offer is one conditional update."""

    def __init__(
        self,
        store: Store,
        queues: Queues,
        attendance: Attendance,
        clock: Clock,
        book: Callable[[], Rulebook],
        measures: Measures | None = None,
    ) -> None:
        self._store, self._queues, self._attendance = store, queues, attendance
        self._clock, self._book, self._measures = clock, book, measures or Measures()

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
        now = self._clock.now()
        for case in await self._store.offers():
            rung_out = case.offer_ends is not None and case.offer_ends <= now
            if rung_out and await self._do(case.reference, lambda file: expire(file, self._clock.now())):
                missed = await self._attendance.let_ring(str(case.offered_to))
                self._measures.offers_missed += 1
                log.info("offer.missed", account=case.offered_to, away=missed.missed)

    async def _gather_up(self) -> None:
        """Work returns to the queue when its owner has gone offline and stays so."""
        now = self._clock.now()
        for presence in (await self._attendance.presences.all()).values():
            if now - presence.heard > LEFT:
                for reference in await self._store.held_by(presence.account):
                    await self._left_behind(reference, presence.account)

    async def _left_behind(self, reference: str, account: str) -> None:
        holds = await self._store.loads_of(account)
        await self._do(reference, lambda file: left_behind(file, holds, self._clock.now()))

    async def _lay_out(self) -> int:
        """Offer the earliest turn to the agent who waits longest; one offer at a time before anybody."""
        made, town = 0, self._book().municipality
        taken = {case.offered_to for case in await self._store.offers()}
        for agent in _in_line(town, await self._attendance.presences.all(), await self._queues.depths(), self._clock):
            if agent.account not in taken and await self._offered_one(agent, town):
                made += 1
        return made

    async def _offered_one(self, agent: Agent, town: Municipality) -> bool:
        holds = await self._store.loads_of(agent.account)
        seeker = seeker_of(agent, _pushed(town, agent))
        for reference in await self._queues.fitting(seeker, self._clock.now(), TRIED):
            file = await file_of(self._store, reference)
            lasts = town.teams[file.case.team].offer_lasts
            if room_for(file.case.lane, agent.capacity, holds) > 0 and await self._do(
                reference, partial(offer, to=agent.account, lasts=lasts, now=self._clock.now())
            ):
                return True
        return False

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
