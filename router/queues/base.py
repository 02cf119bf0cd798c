"""The queues: a live index of the work that waits. The store owns the truth; this can be rebuilt from it at any time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from router.domain.case import Case, Wanted
from router.domain.seeker import Seeker
from router.domain.turn import turn_of
from router.domain.words import CaseStatus

WAITING = frozenset({CaseStatus.QUEUED, CaseStatus.OFFERED})


class Place(NamedTuple):
    """A case's place in its team's queue."""

    reference: str
    team: str
    priority: int
    breach: datetime | None
    received_at: datetime
    version: int
    waits: bool  #: False takes it out
    wanted: Wanted | None = None
    passed: tuple[str, ...] = ()  #: who were offered it and let it go: not offered to them again
    offered: bool = False  #: lies before somebody at this moment

    @property
    def turn(self) -> datetime:
        return turn_of(self.priority, self.breach, self.received_at)


class Depth(NamedTuple):
    """How a queue stands."""

    waiting: int
    oldest: datetime | None
    next_breach: datetime | None


class Queues(Protocol):
    """Waiting work per team, by turn (domain/turn.py): the earliest first, then the lowest reference."""

    async def update(self, places: Sequence[Place]) -> None:
        """Put, move or take out, in one call. An older version than the one known has no effect."""

    async def top(self, team: str, limit: int, skip: int = 0) -> Sequence[str]:
        """References in the order in which they should be taken."""

    async def fitting(self, seeker: Seeker, now: datetime, limit: int) -> Sequence[str]:
        """What this agent could be given of all their teams' queues, the earliest turn first.

        Left out: what lies before somebody, what they let go, and what is kept for others at this moment.
        """

    async def depths(self) -> Mapping[str, Depth]:
        """Every team that has work waiting."""

    async def replace(self, places: Sequence[Place]) -> int:
        """Make the index equal to the store's truth; returns how many differences there were."""


def place_of(case: Case) -> Place:
    return Place(
        case.reference,
        case.team,
        case.priority,
        case.next_breach,
        case.received_at,
        case.version,
        case.status in WAITING,
        case.wanted,
        case.passed,
        case.status == CaseStatus.OFFERED,
    )
