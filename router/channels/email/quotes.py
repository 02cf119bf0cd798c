"""What somebody wrote now, apart from what they quote (Dutch, French, English, German).

Line by line with plain string methods, not with mail-parser-reply: its patterns go over two lines with nested repeats,
so that one long line starting with "On" holds the interpreter for minutes.
"""

from collections.abc import Sequence

READ = 50_000  #: characters looked at; nobody writes more above a quote
LINE = 500  #: a longer line is prose, never an attribution
FORWARDS = ("fw:", "fwd:", "tr:", "wg:", "doorst:", "i:")
REPLIES = ("re:", "re :", "ré:", "ré :", "aw:", "antw:", "antwoord:")
WROTE = (" schreef", " wrote", " a écrit", " schrieb", " geschreven")
OPENINGS = ("op ", "on ", "le ", "am ", "den ")
FROM = ("van:", "from:", "de:", "de :", "von:")
NEXT = ("verzonden:", "sent:", "envoyé", "gesendet:", "datum:", "date:", "date :", "aan:", "to:", "à:", "à :", "an:")
ORIGINALS = (
    "oorspronkelijk bericht",
    "original message",
    "message d'origine",
    "message original",
    "ursprüngliche nachricht",
    "ursprüngliche e-mail",
)


def is_reply(subject: str, answered: Sequence[str]) -> bool:
    """In a fresh or a forwarded mail, what looks like a quote is what it is about."""
    title = subject.lower()
    return not title.startswith(FORWARDS) and (bool(answered) or title.startswith(REPLIES))


def without_quotes(text: str) -> str:
    """The new part of a reply; one of which nothing would be left stays whole."""
    lines = text[:READ].split("\n")
    kept, cut = own_lines(lines)
    mine = "\n".join(kept).strip("\n _-\t")
    return (mine if cut else mine + text[READ:]) if mine else text


def own_lines(lines: list[str]) -> tuple[list[str], bool]:
    """The lines that are no quote, and whether a quote runs to the end."""
    kept: list[str] = []
    at = 0
    while at < len(lines):
        if starts_original(lines, at):
            return kept, True
        length = attribution(lines, at)
        if length and not any(line.lstrip().startswith(">") for line in lines[at + length : at + length + 3]):
            return kept, True
        if not length and not lines[at].lstrip().startswith(">"):
            kept.append(lines[at])
        at += length or 1
    return kept, False


def attribution(lines: list[str], at: int) -> int:
    """How many lines from `at` on say "On Monday, somebody wrote:"; 0 when they do not."""
    first = lines[at].strip().lower()
    if not first or len(first) > LINE:
        return 0
    joined = ""
    for length, line in enumerate(lines[at : at + 3], start=1):
        joined = f"{joined} {line[:LINE].strip().lower()}"
        if joined.endswith(":"):
            return length if says_who_wrote(joined, first) else 0
        if not first.startswith(OPENINGS):
            return 0
    return 0


def says_who_wrote(joined: str, first: str) -> bool:
    return (
        any(verb in joined for verb in WROTE)
        and any(letter.isdigit() for letter in joined)
        and (first.startswith(OPENINGS) or "@" in joined)
    )


def starts_original(lines: list[str], at: int) -> bool:
    """Outlook's way: a line of dashes with a title, or the headers of the earlier mail."""
    line = bare(lines[at])
    if line.startswith("-"):
        return line.strip("- ") in ORIGINALS
    return line.startswith(FROM) and any(bare(later).startswith(NEXT) for later in lines[at + 1 : at + 5])


def bare(line: str) -> str:
    return line[:LINE].replace("*", "").replace("\xa0", " ").strip().lower()
