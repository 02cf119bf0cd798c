"""A mail's parts, found by looking for boundaries. Not the standard library's parser: that reads line by line at every
level, so that a stranger's 25 MB of newlines costs a minute, and deep nesting its recursion limit."""

from dataclasses import dataclass, field

from router.channels.email.headers import Headers
from router.channels.email.transfer import unpacked, unpacked_size
from router.channels.email.wrapped import SIGNED, WINMAIL, signed_mail, winmail_parts

PARTS = 200  #: further parts are not looked at; the original is kept whole
DEPTH = 100
HEAD = 64 * 1024  #: bytes of one part's headers
WHOLE_HEAD = 2 * 1024 * 1024  #: of the mail's own: some are sent to thousands
UNPACKED = 40 * 1024 * 1024  #: bytes of mails and envelopes within the mail that we unpack
GUESS = 2000  #: bytes looked at for a boundary that the mail does not name
LOOKS = 5000  #: places that may be a boundary, over the whole mail


@dataclass(frozen=True, slots=True)
class Part:
    """One part and what lies in it. `body` is cut from the mail when asked: nesting must not multiply the bytes."""

    headers: Headers
    raw: bytes
    start: int  #: of its body
    end: int
    children: tuple["Part", ...] = ()

    @property
    def body(self) -> bytes:
        return self.raw[self.start : self.end]

    @property
    def content_type(self) -> str:
        """A multipart without a single part is read as the text it mostly is."""
        declared = self.headers.content_type
        return "text/plain" if declared.startswith("multipart/") and not self.children else declared


@dataclass(slots=True)
class Budget:
    """What is left to spend on one mail."""

    parts: int = PARTS
    looks: int = LOOKS
    unpacked: int = UNPACKED


@dataclass(slots=True)
class Reader:
    """Reads one mail into its tree."""

    raw: bytes
    budget: Budget = field(default_factory=Budget)

    def part(self, start: int, end: int, depth: int = 0) -> Part:
        head, body = self.head(start, end, HEAD if depth else WHOLE_HEAD)
        headers = Headers.read(self.raw[start:head])
        if not headers.fields:
            body = start if head > start else body  # somebody's script sent bare text
        return Part(headers, self.raw, body, end, self.children(headers, body, end, depth))

    def head(self, start: int, end: int, longest: int) -> tuple[int, int]:
        """Where the headers end and where the body begins: at the first empty line."""
        limit = min(end, start + longest)
        if self.raw.startswith((b"\n", b"\r\n"), start, limit):
            return start, self.raw.index(b"\n", start) + 1
        ends = [(at, at + len(gap)) for gap in (b"\n\n", b"\n\r\n") if (at := self.raw.find(gap, start, limit)) >= 0]
        return min(ends, default=(limit, limit))

    def children(self, headers: Headers, start: int, end: int, depth: int) -> tuple[Part, ...]:
        kind = headers.content_type
        if depth >= DEPTH:
            return ()
        if kind.startswith("multipart/"):
            spans = self.spans(headers.boundary, start, end) if headers.boundary else []
            spans = spans or self.spans(self.guessed(start, end), start, end)
            return tuple(self.part(*span, depth + 1) for span in spans)
        if kind == "message/rfc822" and headers.transfer_encoding not in ("base64", "quoted-printable"):
            return (self.part(start, end, depth + 1),)
        if kind == "message/rfc822" or kind in SIGNED or kind in WINMAIL or headers.filename == "winmail.dat":
            return self.unwrapped(headers, start, end, depth)
        return ()

    def unwrapped(self, headers: Headers, start: int, end: int, depth: int) -> tuple[Part, ...]:
        """What lies in an envelope that has to be unpacked first, while the mail may still have that."""
        self.budget.unpacked -= unpacked_size(end - start, headers.transfer_encoding)
        self.budget.parts -= 1
        if self.budget.unpacked < 0 or self.budget.parts < 0:
            return ()
        data = unpacked(self.raw[start:end], headers.transfer_encoding)
        if headers.content_type == "message/rfc822":
            inner: bytes | None = data
        elif headers.content_type in SIGNED:
            inner = signed_mail(data)
        else:
            return tuple(Part(Headers(fields), body, 0, len(body)) for fields, body in winmail_parts(data))
        return (Reader(inner, self.budget).part(0, len(inner), depth + 1),) if inner else ()

    def guessed(self, start: int, end: int) -> bytes:
        """What looks like the boundary when the mail names none, or another one: its first line of two dashes."""
        for line in self.raw[start : min(end, start + GUESS)].splitlines():
            if line.startswith(b"--") and 4 < len(line.rstrip()) <= 80 and b" " not in line.rstrip():
                return line.rstrip()[2:]
        return b""

    def spans(self, boundary: bytes, start: int, end: int) -> list[tuple[int, int]]:
        """The parts between the boundaries, at most as many as the mail may still have."""
        found: list[tuple[int, int]] = []
        if not boundary:
            return found
        opened: int | None = None
        at = start
        while self.budget.looks > 0 and (hit := self.delimiter(boundary, at, end)):
            before, at, closing = hit
            if opened is not None:
                found.append((opened, max(opened, before)))
            opened = None if closing or self.budget.parts <= 0 else at
            if opened is None:
                break
            self.budget.parts -= 1
        if opened is not None:
            found.append((opened, end))
        return found

    def delimiter(self, boundary: bytes, at: int, end: int) -> tuple[int, int, bool] | None:
        """The next line that is this boundary: the end before it, the start after it, and whether it is the last."""
        mark = b"--" + boundary
        while self.budget.looks > 0 and (found := self.raw.find(mark, at, end)) >= 0:
            self.budget.looks -= 1
            at = found + len(mark)
            newline = self.raw.find(b"\n", at, min(end, at + 200))
            line_end = newline + 1 if newline >= 0 else end
            rest = self.raw[at : min(line_end, at + 200)].rstrip()
            if rest in (b"", b"--") and (found == 0 or self.raw[found - 1 : found] == b"\n"):
                return self.line_before(found), line_end, rest == b"--"
        return None

    def line_before(self, found: int) -> int:
        """The line break before a boundary belongs to the boundary (RFC 2046, 5.1.1)."""
        return found - 2 if self.raw[max(0, found - 2) : found] == b"\r\n" else max(0, found - 1)
