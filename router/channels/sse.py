"""Server-sent events from a stream of bytes, as they come in: pure, bounded, and an event that is cut off is no event."""

from typing import NamedTuple

LONGEST = 2 * 1024 * 1024  #: bytes of one event


class Sent(NamedTuple):
    """An event; a comment (a heartbeat) has no name and no data."""

    event: str
    data: bytes


class TooLong(Exception):
    """An event of more than LONGEST bytes."""


class Events:
    """Feed it what the wire brings; it gives back what is whole."""

    def __init__(self) -> None:
        self._rest = b""
        self._event, self._data = "", list[bytes]()
        self._size = 0

    def feed(self, piece: bytes) -> list[Sent]:
        """The events that this piece completes, in order. Raises TooLong."""
        *lines, self._rest = (self._rest + piece).split(b"\n")
        if len(self._rest) + self._size > LONGEST:
            raise TooLong
        return [sent for line in lines if (sent := self._line(line.removesuffix(b"\r")))]

    def _line(self, line: bytes) -> Sent | None:
        if line.startswith(b":"):
            return Sent("", b"")
        if not line:
            return self._whole()
        name, _, value = line.partition(b":")
        value = value.removeprefix(b" ")
        if name == b"event":
            self._event = value.decode("utf-8", "replace")
        elif name == b"data":
            self._data.append(value)
            self._size += len(value)
            if self._size > LONGEST:
                raise TooLong
        return None

    def _whole(self) -> Sent | None:
        event, data = self._event or "message", self._data
        self._event, self._data, self._size = "", [], 0
        return Sent(event, b"\n".join(data)) if data else None
