"""The figures of each team: the queue, the people who are there, and what was done today."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from router.domain.expected_wait import expected_wait
from router.domain.presence import Presence, PresenceState
from router.domain.record import Record
from router.store.views.supervision import Calls, Work, calls_now, work_today
from router.store.views.wallboard import TeamFigures, wallboard
from router.web.site import Site
from router.web.wallboard.page import today

AT_WORK = (PresenceState.AVAILABLE, PresenceState.BUSY, PresenceState.WRAP_UP)
"""Who takes calls: also who has one now, for it is they who come free for the next."""
NO_WORK, NO_CALLS = Work(), Calls()


class People(Record):
    available: int = 0
    at_work: int = 0


class TeamState(Record):
    """One line of the page."""

    queue: TeamFigures
    work: Work
    calls: Calls
    people: People

    @property
    def team(self) -> str:
        return self.queue.team

    @property
    def expected_wait(self) -> timedelta | None:
        return expected_wait(self.calls.handled, self.calls.waiting, self.people.at_work)


async def states(site: Site, now: datetime) -> list[TeamState]:
    """In the order of teams.yaml, then teams of before that still have cases."""
    town, day = site.municipality, today(site, now)
    queues = await wallboard(site.reads, list(town.teams), day, now)
    work = await work_today(site.reads, day[0])
    telephony, otherwise = town.telephony, town.organisation.default_team
    calls = await calls_now(site.reads, lambda queue: telephony.team_of(queue, town.teams, otherwise), now)
    there = (await site.acts.attendance.presences.all()).values()
    return [
        TeamState(
            queue=each,
            work=work.get(each.team, NO_WORK),
            calls=calls.get(each.team, NO_CALLS),
            people=_people(site, each.team, there, now),
        )
        for each in queues.teams
    ]


def _people(site: Site, team: str, there: Iterable[Presence], now: datetime) -> People:
    agents = site.municipality.agents
    found = [each.at(now) for each in there if each.account in agents and team in agents[each.account].teams]
    return People(available=found.count(PresenceState.AVAILABLE), at_work=sum(state in AT_WORK for state in found))
