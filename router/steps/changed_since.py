"""Somebody else acted on a case after the version that was looked at."""

from collections.abc import Sequence

from router.domain.change import History
from router.domain.errors import Refused

WEIGHTY = ("replied", "transferred", "closed", "merged")


class ChangedSince(Refused):
    """Another person acted after the version that was looked at. HTTP 409 with `changes`."""

    def __init__(self, changes: Sequence[History]) -> None:
        super().__init__("This case changed while you were looking at it. Read what is new, then try again.")
        self.changes = tuple(changes)
