"""RTF as Outlook packs it: undone (LZFu, MS-OXRTFCP) and read as text. Linear; an answer never grows past its limit."""

from struct import unpack_from

COMPRESSED, PLAIN = 0x75465A4C, 0x414C454D
START = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript "
    rb"\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    b"\r\n"
    rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
RING = 4096
ASIDE = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer", "generator", "themedata"}
)
BREAKS = {"par": "\n", "line": "\n", "row": "\n", "cell": " ", "tab": "\t", "sect": "\n", "emdash": "—", "endash": "–"}
BREAKS |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•"}


def decompressed(data: bytes, limit: int) -> bytes:
    """At most `limit` bytes; what is no RTF of Outlook's gives b""."""
    if len(data) < 16:
        return b""
    _, size, kind, _ = unpack_from("<IIII", data)
    if kind == PLAIN:
        return data[16 : 16 + min(size, limit)]
    return unrolled(data, min(size, limit)) if kind == COMPRESSED else b""


def unrolled(data: bytes, limit: int) -> bytes:
    ring = bytearray(START.ljust(RING, b"\0"))
    write, at, found = len(START), 16, bytearray()
    while at < len(data) and len(found) < limit:
        flags = data[at]
        at += 1
        for bit in range(8):
            if at >= len(data) or len(found) >= limit:
                break
            if not flags >> bit & 1:
                piece, at = data[at : at + 1], at + 1
            else:
                if at + 2 > len(data):
                    return bytes(found)
                offset, length = data[at] << 4 | data[at + 1] >> 4, (data[at + 1] & 15) + 2
                at += 2
                if offset == write:
                    return bytes(found)
                piece = None
            for step in range(1 if piece is not None else length):
                letter = piece[0] if piece is not None else ring[(offset + step) % RING]
                found.append(letter)
                ring[write] = letter
                write = (write + 1) % RING
    return bytes(found)


def rtf_to_text(rtf: bytes) -> str:
    """Its words and line breaks. HTML wrapped in RTF gives its words as well: what the tags were is left out."""
    text = rtf.decode("latin-1")
    found: list[str] = []
    skip, depth, at, pending = 0, 0, 0, 0
    while at < len(text):
        letter = text[at]
        at += 1
        if letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            skip = 0 if depth < skip else skip
        elif letter == "\\":
            at, shown, aside, pending = control(text, at, pending)
            if aside and not skip:
                skip = depth
            if not skip:
                found.append(shown)
        elif letter not in "\r\n" and not skip:
            if pending:
                pending -= 1
            else:
                found.append(letter)
    return "".join(found).encode("utf-8", "ignore").decode().strip()


def control(text: str, at: int, pending: int) -> tuple[int, str, bool, int]:
    """Behind a backslash: where to go on, what to show, whether the group is set aside, letters to pass over."""
    first = text[at : at + 1]
    if first == "'":
        shown = hexadecimal(text[at + 1 : at + 3])
        return at + 3, "" if pending else shown, False, max(0, pending - 1)
    if not first.isalpha():
        shown = {"~": " ", "_": "-", "\n": "\n", "\r": "\n"}.get(first, first if first in "\\{}" else "")
        return at + 1, shown, first == "*", pending
    end = at
    while end < len(text) and end < at + 32 and text[end].isascii() and text[end].isalpha():
        end += 1
    word, number = text[at:end], end
    while number < len(text) and number < end + 10 and (text[number].isdigit() or (number == end and text[end] == "-")):
        number += 1
    value = text[end:number]
    if text[number : number + 1] == " ":
        number += 1
    if word == "u" and value.lstrip("-").isdigit() and value.isascii():
        code = int(value) % 65536
        return number, "" if 0xD800 <= code < 0xE000 else chr(code), False, 1
    return number, BREAKS.get(word, ""), word in ASIDE, pending


def hexadecimal(digits: str) -> str:
    try:
        return bytes.fromhex(digits).decode("cp1252", "replace")
    except ValueError:
        return ""
