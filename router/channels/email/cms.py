"""What lies in a signed S/MIME message that hides its text in a CMS envelope (smime.p7m, RFC 8551).

Only the way down to the content; whether the signature is right is not looked at.
"""

SIGNED = bytes.fromhex("2a864886f70d010702")  #: the object identifier of signed data
DEPTH = 8

Value = tuple[int, int, int, int]
"""Tag, where its content begins, where it ends, and where the next value begins."""


class Broken(ValueError):
    """Not what it says it is."""


def signed_content(data: bytes) -> bytes | None:
    """The signed MIME entity. None when it is encrypted, empty or broken."""
    try:
        outer = value_at(data, 0, len(data))
        kind, content = children(data, outer)[:2]
        if data[kind[1] : kind[2]] != SIGNED:
            return None
        signed = children(data, children(data, content)[0])
        inner = next(value for value in signed if value[0] == 0x30)
        octets = children(data, children(data, inner)[1])[0]
        return joined(data, octets)
    except (Broken, IndexError, ValueError, StopIteration):
        return None


def joined(data: bytes, value: Value, depth: int = 0) -> bytes:
    """An octet string, which may be in pieces."""
    if value[0] == 0x04:
        return data[value[1] : value[2]]
    if value[0] != 0x24 or depth > DEPTH:
        raise Broken
    return b"".join(joined(data, piece, depth + 1) for piece in children(data, value))


def children(data: bytes, value: Value) -> list[Value]:
    found: list[Value] = []
    at = value[1]
    while at < value[2] and data[at : at + 2] != b"\0\0":
        found.append(value_at(data, at, value[2]))
        at = found[-1][3]
    return found


def value_at(data: bytes, at: int, end: int, depth: int = 0) -> Value:
    """The value that begins at `at`; one of indefinite length is walked to its end."""
    if at + 2 > end or depth > DEPTH:
        raise Broken
    tag, length, begin = data[at], data[at + 1], at + 2
    if length == 0x80:
        return indefinite(data, tag, begin, end, depth)
    if length > 0x80:
        size = length - 0x80
        if size > 4 or begin + size > end:
            raise Broken
        length = int.from_bytes(data[begin : begin + size], "big")
        begin += size
    if begin + length > end:
        raise Broken
    return tag, begin, begin + length, begin + length


def indefinite(data: bytes, tag: int, begin: int, end: int, depth: int) -> Value:
    at = begin
    while data[at : at + 2] != b"\0\0":
        at = value_at(data, at, end, depth + 1)[3]
    return tag, begin, at, at + 2
