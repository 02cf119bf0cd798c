"""winmail.dat: what Outlook sends to who it thinks is a colleague (TNEF, MS-OXTNEF). Its text and its files, bounded.

A reader of our own: the one library for it is LGPL and has had no release since 2021.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import error as StructError
from struct import unpack_from

from router.channels.email.rtf import decompressed, rtf_to_text

SIGNATURE = 0x223E9F78
ATTRIBUTES = 5000
PROPERTIES = 2000
FILES = 25
TEXT = 1024 * 1024

BODY, MAPI, NEW_FILE = 0x0002800C, 0x00069003, 0x00069002
FILE_TITLE, FILE_DATA, FILE_MAPI = 0x00018010, 0x0006800F, 0x00069005
CODE_PAGE = 0x00069007
PR_BODY, PR_HTML, PR_RTF, PR_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
PR_LONG_NAME, PR_NAME, PR_MIME, PR_DATA = 0x3707, 0x3704, 0x370E, 0x3701
FIXED = {0x2: 4, 0x3: 4, 0x4: 4, 0xA: 4, 0xB: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
COUNTED = frozenset({0x1E, 0x1F, 0x102, 0xD})


@dataclass(slots=True)
class Inside:
    """A file in it."""

    name: str = ""
    data: bytes = b""


@dataclass(slots=True)
class Winmail:
    """What came out. `html` is the markup as it was sent."""

    text: str = ""
    html: bytes = b""
    files: list[Inside] = field(default_factory=list)


def read_winmail(data: bytes) -> Winmail | None:
    """None when it is no TNEF. What is cut off is read up to there."""
    if len(data) < 6 or unpack_from("<I", data)[0] != SIGNATURE:
        return None
    found = Winmail()
    page = "cp1252"
    for name, value in attributes(data):
        if name == CODE_PAGE and len(value) >= 4:
            page = f"cp{unpack_from('<I', value)[0]}"
        elif name == BODY:
            found.text = found.text or as_text(value, page)
        elif name == MAPI:
            take_message(found, value, page)
        elif name == NEW_FILE and len(found.files) < FILES:
            found.files.append(Inside())
        elif found.files:
            take_file(found.files[-1], name, value, page)
    return found


def attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    at = 6
    for _ in range(ATTRIBUTES):
        if at + 9 > len(data):
            return
        _, name, length = unpack_from("<BII", data, at)
        if at + 9 + length > len(data):
            return
        yield name, data[at + 9 : at + 9 + length]
        at += 9 + length + 2  # a checksum that nobody keeps right


def take_message(found: Winmail, value: bytes, page: str) -> None:
    for name, kind, data in properties(value):
        if name == PR_BODY and data:
            found.text = found.text or as_text(data, "utf-16-le" if kind == 0x1F else page)
        elif name == PR_HTML and data:
            found.html = found.html or (as_text(data, "utf-16-le").encode() if kind == 0x1F else data[:TEXT])
        elif name == PR_RTF and data and not found.text:
            found.text = rtf_to_text(decompressed(data, TEXT))


def take_file(file: Inside, name: int, value: bytes, page: str) -> None:
    if name == FILE_TITLE:
        file.name = file.name or as_text(value, page)
    elif name == FILE_DATA:
        file.data = value
    elif name == FILE_MAPI:
        for tag, kind, data in properties(value):
            if tag == PR_LONG_NAME and data:
                file.name = as_text(data, "utf-16-le" if kind == 0x1F else page)
            elif tag == PR_DATA and not file.data:
                file.data = data


def properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(name, type, bytes) of each; ends at what cannot be understood."""
    try:
        yield from understood(value)
    except (StructError, KeyError):
        return


def understood(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    (count,) = unpack_from("<I", value)
    at = 4
    for _ in range(min(count, PROPERTIES)):
        kind, name = unpack_from("<HH", value, at)
        at += 4
        if name >= 0x8000:
            at = after_name(value, at)
        many, kind = bool(kind & 0x1000), kind & 0x0FFF
        if kind in COUNTED or many:
            (values,) = unpack_from("<I", value, at)
            at += 4
        else:
            values = 1
        for _ in range(min(values, PROPERTIES)):
            at, data = one_value(value, at, kind)
            yield name, kind, data


def after_name(value: bytes, at: int) -> int:
    """Behind the long name of a named property: an identifier, then a number or a word."""
    (sort,) = unpack_from("<I", value, at + 16)
    if sort == 0:
        return at + 24
    length: int = unpack_from("<I", value, at + 20)[0]
    return at + 24 + (length + 3) // 4 * 4


def one_value(value: bytes, at: int, kind: int) -> tuple[int, bytes]:
    if kind not in COUNTED:
        return at + FIXED[kind], value[at : at + FIXED[kind]]
    (length,) = unpack_from("<I", value, at)
    at += 4
    if at + length > len(value):
        raise StructError("cut off")
    return at + (length + 3) // 4 * 4, value[at : at + length]


def as_text(data: bytes, charset: str) -> str:
    try:
        return data[:TEXT].decode(charset, "replace").rstrip("\0")
    except LookupError:
        return data[:TEXT].decode("cp1252", "replace").rstrip("\0")
