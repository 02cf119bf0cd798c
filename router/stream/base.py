"""The stream: where every contact lies durably before we say that we have it."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """What is appended. The key keeps one sender's contacts in order and holds no personal data."""

    key: bytes
    value: bytes


class Entry(NamedTuple):
    """What is read back."""

    offset: int
    value: bytes


class Stream(Protocol):
    """A durable log: ordered per key, replayable from any offset."""

    @property
    def partitions(self) -> Sequence[int]:
        """The partitions this process may read."""

    async def append(self, messages: Sequence[Message]) -> None:
        """Return when all are durable. Raises StreamFull (try later), StreamDown (nothing was written)."""

    async def read(self, partition: int, after: int, limit: int) -> Sequence[Entry]:
        """Up to `limit` entries behind offset `after`, in order; empty when there are none yet. -1 reads from the first."""

    async def arrival(self, partition: int, after: int) -> None:
        """Return when there is, or may be, something behind `after`."""

    async def close(self) -> None:
        """Write what was accepted and let go. Ends within five seconds."""
