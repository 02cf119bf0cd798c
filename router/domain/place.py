"""A case's place in its team's queue: what the live index knows of it, and all that it knows."""

from datetime import datetime
from typing import NamedTuple

from router.domain.case import Case, Wanted
from router.domain.moments import EPOCH
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


def no_place(reference: str) -> Place:
    """Of what the store does not know at all."""
    return Place(reference, "", 0, None, EPOCH, 0, False)


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
