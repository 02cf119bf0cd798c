"""Bytes to text, whatever the sender claims about them."""

import codecs

from router.channels.clean import storable

#: Python codecs that are no charset of a mail; the first two are quadratic.
NOT_CHARSETS = frozenset({"punycode", "idna", "unicode_escape", "raw_unicode_escape", "undefined"})
WESTERN = frozenset({"cp1252", "ascii", "iso8859_1"})
"""Said by senders who do not know better: the bytes tell whether they are UTF-8, as for who says nothing."""
WIDER = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "iso8859_9": "cp1254",
    "tis_620": "cp874",
}
"""What the name stands for in mail: the larger set of the makers of mail programs."""
NAMES = {
    "unicode-1-1-utf-7": "utf-7",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-8-e": "iso-8859-8",
    "iso-8859-6-i": "iso-8859-6",
    "x-mac-roman": "mac-roman",
    "x-sjis": "shift_jis",
    "x-gbk": "gbk",
    "x-big5": "big5",
    "utf8mb4": "utf-8",
    "utf-8n": "utf-8",
    "unicode": "utf-16",
    "windows-31j": "cp932",
    "cp-850": "cp850",
}
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
HEAD = 400  #: bytes looked at to tell the two byte orders apart


def decoded(data: bytes, charset: str | None, cut: bool = False) -> str:
    """`data` in the declared charset as far as the bytes agree, else UTF-8, else Windows-1252, which takes anything.

    `cut`: a long text read up to a limit, so that a letter cut in half at its end is left out.
    """
    if data.isascii() and (charset or "").lower() in ("", "utf-8", "us-ascii", "iso-8859-1", "windows-1252"):
        return data.decode("ascii")
    codec = codec_of(data, charset)
    for name in (codec, "utf-8"):
        text = attempted(data, name, not cut) if name else None
        if text is not None:
            return storable(text)
    return storable(mended(data)) if codec == "utf_8" else data.decode("cp1252", "replace")


def codec_of(data: bytes, charset: str | None) -> str | None:
    """The name of the codec to try first. None where the claim says nothing."""
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    try:
        asked = (charset or "").strip(" \"'").lower()
        known = codecs.lookup(NAMES.get(asked, asked)).name.replace("-", "_")
    except (LookupError, ValueError, TypeError):
        return None
    if known in WESTERN or known in NOT_CHARSETS:
        return None
    return in_order(data) if known == "utf_16" else WIDER.get(known, known)


def in_order(data: bytes) -> str | None:
    """UTF-16 without a mark: the zeros of Latin letters tell which half comes first; without any it is none."""
    high, low = data[:HEAD:2].count(0), data[1:HEAD:2].count(0)
    if high == low == 0 and data[:HEAD].isascii():
        return None
    return "utf-16-be" if high > low else "utf-16-le"


def attempted(data: bytes, charset: str, final: bool) -> str | None:
    """None when there is no such charset or the bytes are not in it."""
    try:
        text = codecs.getincrementaldecoder(charset)("strict").decode(data, final)
    except (LookupError, ValueError, TypeError, AssertionError):
        return None
    return text if isinstance(text, str) else None


def mended(data: bytes) -> str:
    """UTF-8 with some bytes broken; Windows-1252 when more is broken than whole."""
    text = data.decode("utf-8", "replace")
    broken = text.count("�")
    whole = sum(1 for letter in text if letter > "\x7f") - broken
    return text if whole >= broken else data.decode("cp1252", "replace")
