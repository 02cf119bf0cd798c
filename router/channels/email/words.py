"""Encoded words (RFC 2047) as mailers write them: folded in the middle, cut in the middle of a letter, within quotes."""

import binascii

from router.channels.email.charset import decoded
from router.channels.email.transfer import from_base64

VALUE = 4000  #: characters of one header that we interpret
CHARSET = 60

Word = tuple[str, bytes, int]
"""Its charset, its bytes, and where it ends."""


def decoded_words(value: str) -> str:
    """`=?utf-8?q?caf=C3=A9?=` to `café`; what is no such word stays as it is."""
    value = value[:VALUE]
    if "=?" not in value:
        return value
    pieces: list[str] = []
    charset, data, at = "", b"", 0
    while (start := value.find("=?", at)) >= 0:
        word = word_at(value, start)
        between = value[at:start]
        follows = bool(charset) and not between.strip()
        if word is None:
            pieces += [decoded(data, charset), between, "=?"]
            charset, data, at = "", b"", start + 2
        elif follows and word[0] == charset:  # halves of a letter may stand in two words
            data, at = data + word[1], word[2]
        else:
            pieces += [decoded(data, charset), "" if follows else between]
            charset, data, at = word
    return "".join([*pieces, decoded(data, charset), value[at:]])


def word_at(value: str, start: int) -> Word | None:
    charset, mark, rest = value[start + 2 : start + 2 + CHARSET + 3].partition("?")
    name = charset.partition("*")[0].lower()  # RFC 2231 adds a language
    if not mark or rest[1:2] != "?" or not name or " " in name:
        return None
    begin = start + 2 + len(charset) + 3
    end = value.find("?=", begin)
    if end < 0 or rest[0] not in "qQbB":
        return None
    inside = value[begin:end].encode("utf-8", "ignore")
    return name, (plain(inside) if rest[0] in "qQ" else b"".join(from_base64(inside))), end + 2


def plain(inside: bytes) -> bytes:
    """The Q encoding; a fold within a sign (`=C3= A9`) is closed."""
    return binascii.a2b_qp(inside.replace(b"= ", b"=").replace(b"_", b" "))
