"""What the mail says, as plain text."""

import binascii
from collections.abc import Iterator
from dataclasses import dataclass

from router.channels.email.charset import decoded
from router.channels.email.mime import Part
from router.channels.html import html_to_text

READ = 1024 * 1024  #: bytes of text we read of one mail, over all its parts
SLICE = 1024 * 1024  #: decoded at a time; one call holds the interpreter, and with it the loop
TEXTS = ("text/plain", "text/html")
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_LETTERS = bytes(set(range(256)) - set(LETTERS))


def is_text(part: Part) -> bool:
    """Text to read, not a file: nobody gave it a name or called it an attachment."""
    headers = part.headers
    return part.content_type in TEXTS and headers.disposition != "attachment" and not headers.filename


def unpacked(data: bytes, encoding: str) -> bytes:
    """Without the transfer encoding; what is wrong in it is skipped."""
    if encoding == "base64":
        return b"".join(from_base64(data))
    return binascii.a2b_qp(data) if encoding == "quoted-printable" else data


def from_base64(data: bytes) -> Iterator[bytes]:
    """Slice by slice; letters that make no whole group of four wait for the next slice."""
    waiting = b""
    for at in range(0, len(data), SLICE):
        letters = waiting + data[at : at + SLICE].translate(None, NOT_LETTERS)
        whole = len(letters) // 4 * 4
        yield binascii.a2b_base64(letters[:whole])
        waiting = letters[whole:]
    if len(waiting) > 1:  # a single letter says nothing
        yield binascii.a2b_base64(waiting + b"=" * (4 - len(waiting)))


def text_of(mail: Part) -> str:
    """The text the sender wrote; of a mail that only carries another mail, that one's."""
    reading = Reading()
    return reading.of(mail) or reading.carried(mail)


@dataclass(slots=True)
class Reading:
    """Reads texts until a mail's share is used up."""

    left: int = READ

    def of(self, part: Part) -> str:
        if part.content_type == "multipart/alternative":
            return self.best(part)
        if part.content_type.startswith("multipart/"):
            return "\n\n".join(filter(None, map(self.of, part.children)))
        return self.leaf(part) if is_text(part) else ""

    def best(self, part: Part) -> str:
        """The plain one of several versions, else the last that says anything (RFC 2046, 5.1.4)."""
        plain = sorted(part.children, key=lambda child: child.content_type != "text/plain")
        first = self.of(plain[0]) if plain else ""
        if first and plain[0].content_type == "text/plain":
            return first
        return next(filter(None, map(self.of, reversed(plain[1:]))), first)

    def leaf(self, part: Part) -> str:
        data = part.raw[part.start : min(part.end, part.start + self.left)]
        self.left -= len(data)
        text = decoded(unpacked(data, part.headers.transfer_encoding), part.headers.charset)
        return (html_to_text(text) if part.content_type == "text/html" else text).strip()

    def carried(self, part: Part) -> str:
        if part.content_type == "message/rfc822" and part.children:
            return self.of(part.children[0]) or self.carried(part.children[0])
        return next(filter(None, map(self.carried, part.children)), "")
