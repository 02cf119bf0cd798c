"""Mail headers: folded, encoded, 8-bit or broken, always readable."""

from collections.abc import Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from router.channels.email.charset import decoded
from router.channels.email.words import decoded_words

VALUE = 4000  #: characters of one header that we interpret; the standard library is not linear on more
FIELDS = 1000  #: headers of one part; a mail has some tens
STDLIB_TRIPS = (MessageError, ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the standard library is known to raise on headers that no mailer would write."""


@dataclass(frozen=True, slots=True)
class Headers:
    """The headers of a message or of one part, in order, unfolded, names in lower case, values not yet decoded."""

    fields: tuple[tuple[str, str], ...] = ()

    @classmethod
    def read(cls, block: bytes) -> "Headers":
        """Lines that are no header are left out; a continuation belongs to the header before it."""
        found: list[tuple[str, list[str]]] = []
        for raw in block.splitlines():
            line = decoded(raw, "utf-8")
            if line[:1] in (" ", "\t"):
                if found:
                    found[-1][1].append(line)
                continue
            name, colon, value = line.partition(":")
            if colon and len(name.split()) == 1 and len(found) < FIELDS:
                found.append((name.strip().lower(), [value]))
        return cls(tuple((name, "".join(lines).strip()) for name, lines in found))

    def all(self, name: str) -> Iterator[str]:
        return (value for key, value in self.fields if key == name)

    def raw(self, name: str) -> str:
        """The first header of that name that says anything, as it stands on the wire; "" without one."""
        return next(filter(None, self.all(name)), "")

    def text(self, name: str) -> str:
        """The same with encoded words (RFC 2047) made readable."""
        return decoded_words(self.raw(name))

    @property
    def content_type(self) -> str:
        """`text/plain` when there is none or it makes no sense (RFC 2045, 5.2)."""
        return self.known("content-type").get_content_type()

    @property
    def charset(self) -> str | None:
        return self.parameter("charset", "content-type")

    @property
    def boundary(self) -> bytes:
        """b"" when there is none."""
        return (self.parameter("boundary", "content-type") or "").rstrip().encode("utf-8", "ignore")

    @property
    def disposition(self) -> str:
        return self.raw("content-disposition").partition(";")[0].strip().lower()

    @property
    def filename(self) -> str | None:
        """As the sender named it; not yet fit to keep."""
        for parameter, header in (("filename", "content-disposition"), ("name", "content-type")):
            if name := self.parameter(parameter, header):
                return decoded_words(name)
        return None

    @property
    def transfer_encoding(self) -> str:
        return self.raw("content-transfer-encoding").strip().lower()

    def parameter(self, name: str, header: str) -> str | None:
        """RFC 2231 spellings included. A list of bytes in the wrong charset is read as well as it can be."""
        try:
            value = self.known(header).get_param(name, header=header)
            if isinstance(value, tuple):
                return decoded(value[2].encode("latin-1"), value[0])
        except STDLIB_TRIPS:
            return None
        return value or None

    def known(self, header: str) -> "Message[str, str]":
        message: Message[str, str] = Message()
        if value := self.raw(header):
            message[header] = value[:VALUE]
        return message
