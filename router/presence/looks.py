"""Who looks and who types, told between processes: a small port, for two agents need not be on the same one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from router.domain.looking import Look

ByCase = Mapping[str, Sequence[Look]]


class Looks(Protocol):
    """News of this half minute; whoever does not come back is forgotten."""

    async def exchange(self, mine: ByCase, now: datetime) -> ByCase:
        """Tell all that this process knows, and hear all that the others do. Nothing while they cannot be reached."""


class LooksHere:
    """Meets the port where there is one process."""

    async def exchange(self, mine: ByCase, now: datetime) -> ByCase:
        return {}
