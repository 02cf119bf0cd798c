"""HTML to plain text, in one pass from left to right.

A scanner of our own and not html.parser, which in Python 3.11 is quadratic on unclosed comments. A stranger decides
what is in a mail, so this must be linear. The result is text and is escaped wherever it is shown.
"""

from dataclasses import dataclass, field
from html import unescape

HIDDEN = frozenset({"script", "style", "head", "title", "template", "svg", "textarea", "noframes"})
PARAGRAPHS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "table", "ul", "ol", "pre", "hr"})
LINES = frozenset({"div", "li", "tr", "dt", "dd", "section", "article", "header", "footer", "address", "center"})
SINGLE = frozenset({"br", "img", "hr", "input", "meta", "link", "col", "wbr", "area", "base", "source"})
EDGE = "\v"  #: a new line unless one has just begun: `</div><div>` is one break, `<br><br>` are two
QUOTE, UNQUOTE = "\x0e", "\x0f"  #: where quoted text begins and ends
LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}  #: ASCII only: the length must stay the same
OURS = dict.fromkeys(map(ord, EDGE + QUOTE + UNQUOTE), " ")  #: what we use as marks means nothing in a stranger's text
UNSEEN = ("display:none", "visibility:hidden", "max-height:0;overflow:hidden", "max-height:0px;overflow:hidden")
LINKS = ("http://", "https://", "mailto:", "tel:")
LINK = 300  #: characters of an address that we show
ATTRIBUTES = 2000  #: characters of one tag that we look into
DEEPEST = 3  #: levels of quoting that are told apart


def html_to_text(html: str) -> str:
    """The readable text of `html`, with its paragraphs. Never raises; linear in the length.

    Quoted text comes out with `> ` before its lines, and a link with its address.
    """
    html = html.translate(OURS)
    lower = html.translate(LOWER)
    return Scan(html, lower).text() or Scan(html, lower, sees_all=True).text()


@dataclass(slots=True)
class Scan:
    """One pass over a page. `lower` is as long as `html`."""

    html: str
    lower: str
    sees_all: bool = False  #: also what is hidden from the eye: better than an empty message
    pieces: list[str] = field(default_factory=list)
    kept: int = 0  #: `<pre>` that are open: their line breaks count
    link: tuple[str, int] | None = None  #: where the open link leads, and the piece it began at
    hidden: str = ""  #: the tag that hides what follows
    depth: int = 0  #: how many of that tag are open

    def text(self) -> str:
        at = 0
        while (start := self.html.find("<", at)) >= 0:
            self.say(self.html[at:start])
            at = self.tag(start)
        self.say(self.html[at:])
        return tidy("".join(self.pieces))

    def say(self, text: str) -> None:
        if text and not self.hidden:
            self.pieces.append("\n".join(map(words, text.split("\n"))) if self.kept else words(text))

    def tag(self, start: int) -> int:
        """Takes the tag that opens at `start`; where it ends."""
        lower = self.lower
        if lower.startswith("<!--", start):
            return after(lower, "-->", start)
        if not lower[start + 1 : start + 2].isalpha() and lower[start + 1 : start + 2] not in ("/", "!", "?"):
            self.pieces += [] if self.hidden else ["<"]
            return start + 1
        end = after(lower, ">", start)
        name = tag_name(lower[start + 1 : min(end, start + 20)])
        if name in HIDDEN:
            self.say(" ")
            return after(lower, ">", after(lower, f"</{name}", end) - 1)
        if self.hidden:
            self.uncover(name)
        elif not self.covers(name, start, end):
            self.mark(name, start, end)
        return end

    def covers(self, name: str, start: int, end: int) -> bool:
        """Whether this tag hides what it holds: the sender's program wrote it for lists of mails, not for readers."""
        if self.sees_all or name in SINGLE or name.startswith(("/", "!", "?")) or end - start < len(name) + 9:
            return False
        inside = "".join(self.lower[start : min(end, start + ATTRIBUTES)].split())
        if not any(sign in inside for sign in UNSEEN) or inside.endswith("/>"):
            return False
        self.hidden, self.depth = name, 1
        return True

    def uncover(self, name: str) -> None:
        if name == self.hidden:
            self.depth += 1 if name != "p" else 0
        elif name == "/" + self.hidden:
            self.depth -= 1
            self.hidden = self.hidden if self.depth else ""

    def mark(self, name: str, start: int, end: int) -> None:
        bare = name.lstrip("/")
        if bare == "a":
            self.anchor(name == "a", start, end)
        elif bare == "pre":
            self.kept = max(0, self.kept + (1 if name == "pre" else -1))
        elif name == "img":
            self.picture(start, end)
        if mark := mark_of(name):
            self.pieces.append(mark)

    def anchor(self, opens: bool, start: int, end: int) -> None:
        if self.link:
            address, began = self.link
            label = "".join(self.pieces[began:]).strip()
            if label and not label.startswith(("@", "#")) and core(address) not in label:
                self.pieces.append(f" <{address.removeprefix('mailto:')}>")
            self.link = None
        if opens:
            address = attribute(self.html, self.lower, "href", start, end)
            if address.lower().startswith(LINKS):
                self.link = (bare_link(address), len(self.pieces))

    def picture(self, start: int, end: int) -> None:
        """Only a sign that stands for itself: mailers send emoji as pictures."""
        sign = attribute(self.html, self.lower, "alt", start, end).strip()
        if 0 < len(sign) <= 8 and not any(letter.isalnum() or letter.isspace() for letter in sign):
            self.pieces.append(sign)


def attribute(html: str, lower: str, name: str, start: int, end: int) -> str:
    """Its value with entities resolved, "" without one."""
    at = lower.find(f"{name}=", start, min(end, start + ATTRIBUTES))
    if at < 0:
        return ""
    value = html[at + len(name) + 1 : min(end - 1, start + 2 * ATTRIBUTES)]
    quote = value[:1]
    inside = value[1:].partition(quote)[0] if quote in ('"', "'") else (value.split(None, 1) or [""])[0]
    try:
        return unescape(inside)
    except ValueError:
        return ""


def core(address: str) -> str:
    """What of an address people write themselves."""
    bare = address.partition(":")[2].removeprefix("//").partition("?")[0].rstrip("/")
    return bare if "?" not in address or address.startswith("mailto:") else address


def bare_link(address: str) -> str:
    """On one line, without what would look like another tag, and not endless."""
    clean = "".join(address.translate(OURS).split()).replace("<", "%3C").replace(">", "%3E")
    return clean if len(clean) <= LINK else clean[:LINK] + "…"


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
    if bare == "blockquote":
        return f"\n\n{QUOTE}" if name == bare else f"{UNQUOTE}\n\n"
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
        plain = unescape(text).translate(OURS)
    except ValueError:  # a numeric entity of thousands of digits
        plain = text
    inner = " ".join(plain.split())
    if not inner:
        return " "
    return (" " if plain[0].isspace() else "") + inner + (" " if plain[-1].isspace() else "")


def tidy(text: str) -> str:
    """At most one blank line in a row, no white space around a line, quoted lines marked."""
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        deepest = depth + line.count(QUOTE)  # a quote begins before the words of its line and ends behind them
        depth = max(0, deepest - line.count(UNQUOTE))
        bare = [" ".join(piece.split()) for piece in line.replace(QUOTE, "").replace(UNQUOTE, "").split(EDGE)]
        mark = "> " * min(deepest, DEEPEST)
        said = "\n".join(mark + each for each in bare if each)
        if said or (lines and lines[-1]):
            lines.append(said)
    return "\n".join(lines).strip()
