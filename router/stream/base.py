"""The stream: where every contact lies durably before we say that we have it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """What is appended. The key keeps one sender's contacts in order and holds no personal data."""

    key: bytes
    value: bytes


class Entry(NamedTuple):
    """What is read back."""

    offset: int
    value: bytes


Work = Callable[[int, asyncio.Event], Awaitable[None]]  #: of one partition, until the event is set


class Stream(Protocol):
    """A durable log: ordered per key, replayable from any offset."""

    @property
    def partitions(self) -> Sequence[int]:
        """The partitions this process may read."""

    async def append(self, messages: Sequence[Message]) -> None:
        """Return when all are durable. Raises StreamFull (nothing was written), StreamDown, BadPayload (one is too large).

        After StreamDown they may be there all the same: who sends again uses the same ids, and the store drops the repeat."""

    async def read(self, partition: int, after: int, limit: int) -> Sequence[Entry]:
        """Up to `limit` entries behind offset `after`, in order; empty when there are none yet. -1 reads from the first.

        Raises StreamDown (try again), StreamLost (what should come next is not there any more)."""

    async def arrival(self, partition: int, after: int) -> None:
        """Return when there is, or may be, something behind `after`. Raises as `read` does."""

    async def shared(self, work: Work) -> None:
        """Run `work` for each partition that falls to this process, for as long as it does; for ever.

        When one goes to another process its event is set: `work` finishes the batch in hand, and is cancelled when that
        takes long. Cancel this and all of them end so. An error of `work` ends it too."""

    async def close(self) -> None:
        """Write what was accepted and let go. Ends within five seconds."""


class Events(Protocol):
    """Where other systems hear of us. Raises StreamDown, StreamFull: tell it again; who listens drops repeats by their ids."""

    async def publish(self, messages: Sequence[Message]) -> None:
        """CloudEvents, in this order for each key."""

    async def set_apart(self, messages: Sequence[Message]) -> None:
        """Records of the stream that could not be handled."""

    async def close(self) -> None: ...


class OpenStream(Stream, Protocol):
    """A stream with what its owner needs besides."""

    async def open(self) -> None:
        """Raises BadSetting, StreamDown: with the mend."""

    def unhealthy(self) -> Sequence[str]:
        """Why somebody should look: sentences for people, none when all is well."""

    def lags(self) -> Mapping[int, int]:
        """How many entries lie unread in each partition of this process, as far as known."""
