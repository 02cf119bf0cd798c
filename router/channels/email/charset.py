"""Bytes to text, whatever the sender claims about them."""

import codecs

from router.channels.clean import storable

#: Python codecs that are no charset of a mail; the first two are quadratic.
NOT_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})


def decoded(data: bytes, charset: str | None) -> str:
    """`data` in the declared charset, else UTF-8, else Windows-1252, which takes anything.

    A character cut in half at the end is left out: we read long texts up to a limit.
    """
    for name in (charset, "utf-8"):
        text = attempted(data, name) if name else None
        if text is not None:
            return storable(text)
    return data.decode("cp1252", "replace")


def attempted(data: bytes, charset: str) -> str | None:
    """None when there is no such charset or the bytes are not in it."""
    try:
        name = codecs.lookup(charset).name.replace("-", "_")
        if name in NOT_CHARSETS:
            return None
        text = codecs.getincrementaldecoder(charset)("strict").decode(data)
    except (LookupError, ValueError, TypeError, AssertionError):
        return None
    return text if isinstance(text, str) else None
