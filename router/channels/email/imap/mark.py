"""The watermark: up to which mail of a folder everything is durable."""

from typing import NamedTuple, Self


class Mark(NamedTuple):
    """UIDs count up within one UIDVALIDITY; under another they say nothing about the mails before."""

    validity: int = 0
    last: int = 0

    @classmethod
    def read(cls, cursor: str) -> Self:
        """As `str` wrote it; anything else is a mailbox never read."""
        validity, _, last = cursor.partition(":")
        if validity.isascii() and validity.isdigit() and last.isascii() and last.isdigit():
            return cls(int(validity), int(last))
        return cls()

    def __str__(self) -> str:
        return f"{self.validity}:{self.last}"

    def within(self, validity: int) -> "Mark":
        """Where to read on in a folder with this UIDVALIDITY."""
        return self if validity == self.validity else Mark(validity, 0)
