"""What somebody wrote now, apart from what they quote (Dutch, French, English, German).

Line by line with plain string methods, not with mail-parser-reply: its patterns go over two lines with nested repeats,
so that one long line starting with "On" holds the interpreter for minutes.
"""

from collections.abc import Sequence
from itertools import pairwise

READ = 50_000  #: characters looked at; nobody writes more above a quote
LINE = 500  #: a longer line is prose, never an attribution
HEADERS = 7  #: lines below "From:" looked at; a long "To:" takes several
WRAPPED = 66  #: characters of a quoted line that a mailer may have broken in two
ADVERT = 200  #: characters of such a line
ADVERTS = 3  #: lines of a telephone or a mail program at the end
FORWARDS = ("fw:", "fwd:", "tr:", "wg:", "doorst:", "i:", "enc:", "rv:")
REPLIES = ("re:", "re :", "ré:", "ré :", "aw:", "antw:", "antw.:", "antwoord:", "sv:", "betr:")
WROTE = (" schreef", " wrote", " a écrit", " schrieb", " geschreven", " geschrieben", " ha scritto", " escribió")
OPENINGS = ("op ", "on ", "le ", "am ", "den ", "el ", "il ")
FROM = ("van:", "from:", "de:", "de :", "von:")
NEXT = (
    *("verzonden:", "verzonden op:", "datum:", "aan:", "onderwerp:"),
    *("sent:", "date:", "date :", "to:", "subject:"),
    *("envoyé", "à:", "à :", "objet"),
    *("gesendet:", "an:", "betreff:"),
)
ORIGINALS = (
    "oorspronkelijk bericht",
    "original message",
    "message d'origine",
    "message original",
    "ursprüngliche nachricht",
    "ursprüngliche e-mail",
    "originalnachricht",
    "original-nachricht",
    "oorspronkelijke bericht",
    "oorspronkelijke afspraak",
    "original appointment",
    "ursprünglicher termin",
    "rendez-vous d'origine",
    "message d’origine",
    "reply message",
    "reply above this line",
)
DEVICES = (
    *("verzonden vanaf mijn", "verstuurd vanaf mijn", "deze e-mail is verzonden vanaf mijn", "verzonden vanaf outlook"),
    *("verzonden vanuit outlook", "verstuurd vanuit outlook", "verzonden vanuit mail", "verstuurd vanuit mail"),
    *("verzonden via outlook", "verstuurd via outlook", "verzonden met proton", "verstuurd met proton"),
    *("outlook voor ios", "outlook voor android", "outlook voor mac", "download outlook"),
    *(
        "sent from my",
        "sent from mail for",
        "sent from outlook",
        "sent from yahoo",
        "sent from proton",
        "sent via the samsung",
    ),
    *("sent with proton", "sent with [proton", "sent with bluemail", "get outlook for"),
    *("envoyé de mon", "envoyé depuis mon", "envoyé depuis outlook", "envoyé depuis l'", "envoyé à partir de"),
    *("envoyé avec proton", "téléchargez outlook", "télécharger outlook", "obtenez outlook", "obtenir outlook"),
    *("von meinem iphone", "von meinem ipad", "von meinem galaxy", "von meinem samsung", "von meinem android"),
    *("von meinem mobil", "von meinem handy", "von meinem smartphone", "gesendet von mail", "gesendet von outlook"),
    *("gesendet von meinem", "gesendet mit proton", "gesendet mit der", "outlook für ", "holen sie sich outlook"),
    "diese nachricht wurde von meinem android",
)
"""What a telephone or a program says of itself below a message."""


def is_reply(subject: str, answered: Sequence[str]) -> bool:
    """In a fresh or a forwarded mail, what looks like a quote is what it is about."""
    title = subject.lower()
    return not title.startswith(FORWARDS) and (bool(answered) or title.startswith(REPLIES))


def without_quotes(text: str) -> str:
    """The new part of a reply; one of which nothing would be left stays whole."""
    lines = text[:READ].split("\n")
    kept, cut = own_lines(lines)
    mine = without_adverts("\n".join(kept).strip("\n _-\t"))
    return (mine if cut else mine + text[READ:]) if mine else text


def without_adverts(text: str) -> str:
    """Without the last lines that say only which telephone or program it was."""
    for _ in range(ADVERTS):
        above, _, last = text.rpartition("\n")
        if len(last) > ADVERT or not bare(last).lstrip("[<").startswith(DEVICES):
            break
        text = above.rstrip("\n _-\t")
    return text


def own_lines(lines: list[str]) -> tuple[list[str], bool]:
    """The lines that are no quote, and whether a quote runs to the end."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if starts_original(lines, at):
            return kept, True
        length = attribution(lines, at)
        if length and not is_quoted_soon(lines, at + length):
            return kept, True
        if not length and not is_quoted(lines[at]) and not is_wrapped(lines, at):
            kept.append(lines[at])
        at += length or 1
    return kept, False


def is_quoted(line: str) -> bool:
    return line.lstrip().startswith(">")


def is_quoted_soon(lines: list[str], at: int) -> bool:
    return any(map(is_quoted, lines[at : at + 3]))


def is_wrapped(lines: list[str], at: int) -> bool:
    """The end of a quoted line that was too long, between two quoted ones: nobody begins an answer in small letters."""
    around = 0 < at < len(lines) - 1 and is_quoted(lines[at - 1]) and is_quoted(lines[at + 1])
    return around and len(lines[at - 1]) >= WRAPPED and lines[at][:1].islower()


def attribution(lines: list[str], at: int) -> int:
    """How many lines from `at` on say "On Monday, somebody wrote:"; 0 when they do not."""
    first = spoken(lines[at])
    if not first or len(first) > LINE or is_quoted(first):
        return 0
    joined = ""
    for length, line in enumerate(lines[at : at + 4], start=1):
        joined = f"{joined} {spoken(line)}"
        if joined.endswith(":"):
            sure = says_when(joined) or "@" in joined or is_quoted_soon(lines, at + length)
            return length if sure and says_who_wrote(joined, first) else 0
        if not first.startswith(OPENINGS) and "@" not in joined:
            return 0
    return 0


def spoken(line: str) -> str:
    return " ".join(line[:LINE].replace("\u202f", " ").split()).lower()


def says_who_wrote(joined: str, first: str) -> bool:
    return (
        any(verb in joined for verb in WROTE)
        and any(letter.isdigit() for letter in joined)
        and (first.startswith(OPENINGS) or "@" in joined or says_when(joined))
    )


def says_when(joined: str) -> bool:
    """A time of day: 10:11, 10.11 or 10h11. Prose that ends in a colon seldom has one."""
    pieces = joined.replace(".", ":").replace("h", ":").split(":")
    return any(one[-1:].isdigit() and two[:2].isdigit() for one, two in pairwise(pieces))


def starts_original(lines: list[str], at: int) -> bool:
    """Outlook's way: a line of dashes with a title, or the headers of the earlier mail."""
    line = bare(lines[at])
    if line.startswith(("-", "_")):
        return line.strip("-_ :") in ORIGINALS
    if not line.startswith(FROM):
        return False
    return sum(bare(later).startswith(NEXT) for later in lines[at + 1 : at + 1 + HEADERS]) >= 2  # one may be prose


def bare(line: str) -> str:
    return line[:LINE].replace("*", "").replace("\xa0", " ").strip().lower()
