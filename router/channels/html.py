"""HTML to plain text, in one pass from left to right.

A scanner of our own and neither nh3 nor html.parser: 400 KB of nested `<div>` keeps nh3 busy for 26 s, and html.parser
of Python 3.11 is quadratic on unclosed comments. A stranger decides what is in a mail, so this must be linear.
The result is text and is escaped wherever it is shown, hence there is nothing to sanitise.
"""

from html import unescape

HIDDEN = frozenset({"script", "style", "head", "title", "template", "svg", "textarea", "noframes"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre", "hr"})
LINES = frozenset({"div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "address"})
EDGE = "\v"  #: a new line unless one has just begun: `</div><div>` is one break, `<br><br>` are two
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}  #: ASCII only: the length must stay the same


def html_to_text(html: str) -> str:
    """The readable text of `html`, with its paragraphs. Never raises; linear in the length."""
    lower = html.translate(LOWER)
    pieces: list[str] = []
    at = 0
    while (start := html.find("<", at)) >= 0:
        pieces.append(words(html[at:start]))
        at, mark = tag(lower, start)
        pieces.append(mark)
    pieces.append(words(html[at:]))
    return tidy("".join(pieces))


def tag(lower: str, start: int) -> tuple[int, str]:
    """Where the tag that opens at `start` ends, and what stands for it in the text."""
    if lower.startswith("<!--", start):
        return after(lower, "-->", start), ""
    if not lower[start + 1 : start + 2].isalpha() and lower[start + 1 : start + 2] not in ("/", "!", "?"):
        return start + 1, "<"
    end = after(lower, ">", start)
    name = tag_name(lower[start + 1 : min(end, start + 20)])
    if name in HIDDEN:
        return after(lower, ">", after(lower, f"</{name}", end) - 1), " "
    return end, mark_of(name)


def after(text: str, what: str, start: int) -> int:
    """Just after the next `what`; the end of the text when there is none, so that no search is ever repeated."""
    found = text.find(what, start)
    return len(text) if found < 0 else found + len(what)


def tag_name(inside: str) -> str:
    name = inside.lstrip("/")
    for index, letter in enumerate(name):
        if not letter.isalnum():
            return inside[: len(inside) - len(name)] + name[:index]
    return inside


def mark_of(name: str) -> str:
    bare = name.lstrip("/")
    if bare in PARAGRAPHS:
        return "\n\n"
    if name == "br":
        return "\n"
    if bare in LINES:
        return EDGE + "- " if name == "li" else EDGE
    return " " if bare in ("td", "th") else ""


def words(text: str) -> str:
    """Text between two tags: entities resolved, runs of white space made one space."""
    if not text:
        return ""
    try:
        plain = unescape(text)
    except ValueError:  # a numeric entity of thousands of digits
        plain = text
    inner = " ".join(plain.split())
    if not inner:
        return " "
    return (" " if plain[0].isspace() else "") + inner + (" " if plain[-1].isspace() else "")


def tidy(text: str) -> str:
    """At most one blank line in a row, no white space around a line."""
    lines: list[str] = []
    for line in text.split("\n"):
        bare = "\n".join(filter(None, (" ".join(piece.split()) for piece in line.split(EDGE))))
        if bare or (lines and lines[-1]):
            lines.append(bare)
    return "\n".join(lines).strip()
