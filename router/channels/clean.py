"""Strangers' text made fit to keep: what cannot be shown or stored is taken out, and length is bounded."""

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
OVERRIDES = (
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"  #: they show letters in another order than they stand
)
NOTHING = "\u00ad\u034f\u180e\u200b\u2060\ufeff"  #: without width; joiners stay, some scripts and emoji need them
INVISIBLE: dict[int, str | None] = dict.fromkeys(
    [*range(0x20), *range(0x7F, 0xA0), *map(ord, BIDI), 0x2028, 0x2029], " "
)
INVISIBLE |= dict.fromkeys(map(ord, NOTHING))
CONTROL = dict.fromkeys(
    [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0), *map(ord, NOTHING + OVERRIDES)]
)


def one_line(text: str, limit: int) -> str:
    """A name or a subject. Control characters and bidi overrides go: they make a name look like another one."""
    return " ".join(storable(text[: 4 * limit]).translate(INVISIBLE).split())[:limit].rstrip()


def many_lines(text: str, limit: int) -> str:
    """A message, with its own line breaks and nothing a database or a page would choke on."""
    kept = storable(text[: 2 * limit]).replace("\r\n", "\n").replace("\r", "\n").translate(CONTROL)
    return kept[:limit].strip()


def storable(text: str) -> str:
    """Without lone surrogates, which no UTF-8 file or database takes."""
    return text.encode("utf-8", "ignore").decode("utf-8")
