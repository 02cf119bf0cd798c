"""Transfer encodings, undone. What is wrong in them is skipped; the time is linear."""

import binascii
from collections.abc import Iterator

SLICE = 1024 * 1024  #: decoded at a time; one call holds the interpreter, and with it the loop
LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
NOT_LETTERS = bytes(set(range(256)) - set(LETTERS))
UUENCODED = ("x-uuencode", "uuencode", "x-uue", "uue")


def unpacked(data: bytes, encoding: str) -> bytes:
    """Without the transfer encoding."""
    if encoding == "base64":
        return b"".join(from_base64(data))
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    return b"".join(from_uu(data)) if encoding in UUENCODED else data


def unpacked_size(length: int, encoding: str) -> int:
    """About how many bytes it will be, without the work."""
    return length * 3 // 4 if encoding == "base64" or encoding in UUENCODED else length


def from_base64(data: bytes) -> Iterator[bytes]:
    """Slice by slice; letters that make no whole group of four wait for the next slice."""
    waiting = b""
    end = end_of_base64(data)
    for at in range(0, end, SLICE):
        letters = waiting + data[at : min(end, at + SLICE)].translate(None, NOT_LETTERS)
        whole = len(letters) // 4 * 4
        yield binascii.a2b_base64(letters[:whole])
        waiting = letters[whole:]
    if len(waiting) > 1:  # a single letter says nothing
        yield binascii.a2b_base64(waiting + b"=" * (4 - len(waiting)))


def end_of_base64(data: bytes) -> int:
    """Before a line of words below the closing `=`, as lists add it to every message."""
    closing = data.find(b"=\n") if b"\r" not in data[:200] else data.find(b"=\r\n")
    if closing < 0:
        return len(data)
    below = data[closing + 1 : closing + 400].lstrip().split(b"\n", 1)[0].strip()
    return closing + 1 if below.translate(None, LETTERS + b"=") else len(data)


def from_uu(data: bytes) -> Iterator[bytes]:
    """Line by line; a line that is too long for what it says of itself is cut to that."""
    for line in data.splitlines():
        if not line or line.startswith((b"begin ", b"end", b"`")):
            continue
        asked = (((line[0] - 32) & 63) * 4 + 5) // 3
        try:
            yield binascii.a2b_uu(line[: asked + 1])
        except binascii.Error:
            continue
