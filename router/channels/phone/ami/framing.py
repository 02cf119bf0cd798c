"""The bytes of AMI to messages, however they are cut.

Asterisk Call Manager/13.0.0
Event: QueueCallerJoin
Timestamp: 1795288785.998587
Queue: burgerzaken
<blank line>
"""

from collections.abc import Iterator, Mapping

Message = Mapping[str, str]
LONGEST_LINE = 8 * 1024  #: bytes; what is longer is no line of ours
LARGEST_MESSAGE = 64 * 1024  #: bytes; a larger one is passed over, whole


class Framing:
    """Feed it what the socket gives. Memory stays bounded, whatever comes."""

    def __init__(self) -> None:
        self._rest = b""
        self._lines: dict[str, str] = {}
        self._size = 0
        self._cutting = False  #: inside a line that is too long
        self.passed_over = 0  #: messages that were too large

    def feed(self, data: bytes) -> Iterator[Message]:
        """The messages that are whole now, in order."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            if self._cutting:
                self._cutting = False
                continue
            if (message := self._line(line.removesuffix(b"\r"))) is not None:
                yield message
        if len(self._rest) > LONGEST_LINE:
            self._rest, self._cutting, self._size = b"", True, LARGEST_MESSAGE + 1

    def _line(self, line: bytes) -> Message | None:
        if not line:
            return self._end()
        self._size += len(line)
        if self._size <= LARGEST_MESSAGE and len(line) <= LONGEST_LINE:
            key, colon, value = line.decode("utf-8", "replace").partition(":")
            if colon:  # the banner has none
                self._lines.setdefault(key.strip(), value.strip())
        else:
            self._size = LARGEST_MESSAGE + 1
        return None

    def _end(self) -> Message | None:
        whole, size = self._lines, self._size
        self._lines, self._size = {}, 0
        if size > LARGEST_MESSAGE:
            self.passed_over += 1
            return None
        return whole or None
