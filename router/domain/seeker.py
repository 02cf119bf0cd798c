"""Who may be given a case: somebody of its team, with the skills and language it takes, or the agent it is kept for."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.case import Wanted
from router.domain.municipality import Agent
from router.domain.record import Record

DEFAULT = 6  #: of what shares a number, where an agent has none
Holds = Mapping[str, int]  #: lane to how many an agent has in hand
TOTAL = "all"  #: the row that counts everything an agent holds


class Seeker(Record):
    """An agent who could take work."""

    account: str
    teams: tuple[str, ...]
    skills: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


def seeker_of(agent: Agent, teams: tuple[str, ...]) -> Seeker:
    return Seeker(account=agent.account, teams=teams, skills=agent.skills, languages=agent.languages)


def suits(wanted: Wanted | None, seeker: Seeker, now: datetime) -> bool:
    """Each wish holds until its moment in `widens`: the agent first, then skills and language."""
    if wanted is None:
        return True
    moments = list(wanted.widens)
    if wanted.agent is not None:
        if wanted.agent == seeker.account:
            return True
        if moments and now < moments.pop(0):
            return False
    if not moments or now >= moments[0]:
        return True
    speaks = wanted.language is None or wanted.language in seeker.languages
    return speaks and set(wanted.skills) <= set(seeker.skills)


class Kept(Record, kw_only=True):
    """A wish that holds at this moment: for one agent, else for who has the skills and the language."""

    agent: str | None = None
    skills: tuple[str, ...] = ()
    language: str | None = None
    until: datetime


def kept_for(wanted: Wanted | None, now: datetime) -> Kept | None:
    """None when anybody of the team will do."""
    moments = list(wanted.widens) if wanted is not None else []
    if wanted is not None and wanted.agent is not None and moments:
        until = moments.pop(0)
        if now < until:
            return Kept(agent=wanted.agent, until=until)
    if wanted is not None and moments and now < moments[0]:
        return Kept(skills=wanted.skills, language=wanted.language, until=moments[0])
    return None


def room_for(lane: str, capacity: Mapping[str, int], holds: Holds) -> int:
    """How many more of this lane somebody can take. A lane without a number of its own shares `other`."""
    if lane in capacity:
        return capacity[lane] - holds.get(lane, 0)
    shared = sum(count for each, count in holds.items() if each not in capacity and each != TOTAL)
    return capacity.get("other", DEFAULT) - shared
