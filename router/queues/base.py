"""The queues: a live index of the work that waits. The store owns the truth; this can be rebuilt from it at any time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from router.domain.case import Case
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


class Depth(NamedTuple):
    """How a queue stands."""

    waiting: int
    oldest: datetime | None
    next_breach: datetime | None


class Queues(Protocol):
    """Waiting work per team, the most pressing first: highest priority, then first to break, then first come."""

    async def update(self, places: Sequence[Place]) -> None:
        """Put, move or take out, in one call. An older version than the one known has no effect."""

    async def top(self, team: str, limit: int, skip: int = 0) -> Sequence[str]:
        """References in the order in which they should be taken."""

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
    )
