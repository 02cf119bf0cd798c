"""What the mail says, as plain text."""

from collections.abc import Iterator
from dataclasses import dataclass

from router.channels.email.calendar import read_invitation
from router.channels.email.charset import decoded
from router.channels.email.flowed import unflowed
from router.channels.email.mime import Part
from router.channels.email.transfer import unpacked
from router.channels.email.uuencoded import uuencoded
from router.channels.email.wrapped import SIGNED, WINMAIL
from router.channels.html import html_to_text

READ = 1024 * 1024  #: bytes of text we read of one mail, over all its parts
TEXTS = ("text/plain", "text/html")
CALENDARS = ("text/calendar", "application/ics")
INVITATIONS = 3
STUB = 400  #: characters; a plain version as short as this may only say that there is another
UNREADABLE = "Dit bericht is versleuteld. Wij kunnen het niet lezen. / This message is encrypted. We cannot read it."
ARMOUR = "-----BEGIN PGP "


def is_text(part: Part) -> bool:
    """Text to read, not a file: nobody gave it a name or called it an attachment, except Exchange by itself."""
    headers = part.headers
    if part.content_type not in TEXTS:
        return False
    named = headers.filename
    return made_by_exchange(named) if named else headers.disposition != "attachment"


def made_by_exchange(name: str) -> bool:
    """`ATT00001.txt` is what stood below a file in the message."""
    stem, _, extension = name.lower().rpartition(".")
    return extension in ("txt", "htm", "html") and stem.startswith("att") and len(stem) > 6 and stem[3:].isdigit()


def text_of(mail: Part) -> str:
    """The text the sender wrote; of a mail that only carries another mail, that one's; with invitations in words."""
    reading = Reading()
    text = reading.whole(mail) or reading.carried(mail)
    found = [invitation for invitation in reading.invitations(mail) if invitation not in text]
    return "\n\n".join(filter(None, [text, *found])) or (UNREADABLE if is_locked(mail) else "")


def is_locked(part: Part) -> bool:
    """Encrypted, with S/MIME or PGP."""
    if part.content_type in SIGNED and not part.children:
        return True
    return part.headers.content_type == "multipart/encrypted" or any(map(is_locked, part.children))


@dataclass(slots=True)
class Reading:
    """Reads texts until a mail's share is used up."""

    left: int = READ

    def whole(self, mail: Part) -> str:
        """A mail that is nothing but a text has no files, whatever name it gives itself."""
        return self.leaf(mail) if mail.content_type in TEXTS else self.of(mail)

    def of(self, part: Part) -> str:
        if part.content_type == "multipart/alternative":
            return self.best(part)
        if part.content_type.startswith("multipart/") or part.content_type in SIGNED:
            return "\n\n".join(filter(None, map(self.of, part.children)))
        return self.leaf(part) if is_text(part) else ""

    def best(self, part: Part) -> str:
        """The plain one of several versions, else the last that says anything (RFC 2046, 5.1.4)."""
        plain = sorted(part.children, key=lambda child: child.content_type != "text/plain")
        first = self.of(plain[0]) if plain else ""
        if first and plain[0].content_type == "text/plain" and not says_look_elsewhere(first):
            return first
        return next(filter(None, map(self.of, reversed(plain[1:]))), first)

    def leaf(self, part: Part) -> str:
        cut = part.end - part.start > self.left
        data = part.raw[part.start : min(part.end, part.start + self.left)]
        self.left -= len(data)
        data = unpacked(data, part.headers.transfer_encoding)
        if part.content_type == "text/html":
            return html_to_text(decoded(data, part.headers.charset or declared(data), cut)).strip()
        return plain_text(part, data, cut).strip()

    def carried(self, part: Part) -> str:
        if part.content_type == "message/rfc822" and part.children:
            return self.whole(part.children[0]) or self.carried(part.children[0])
        if part.content_type in WINMAIL or part.headers.filename == "winmail.dat":
            return "\n\n".join(filter(None, map(self.of, part.children)))
        return next(filter(None, map(self.carried, part.children)), "")

    def invitations(self, mail: Part) -> list[str]:
        found: list[str] = []
        for part in leaves(mail):
            if part.content_type in CALENDARS and len(found) < INVITATIONS:
                data = unpacked(part.raw[part.start : part.end][:READ], part.headers.transfer_encoding)
                text = read_invitation(decoded(data, part.headers.charset or "utf-8"))
                found += [text] if text and text not in found else []
        return found


def leaves(part: Part) -> Iterator[Part]:
    """The parts of this mail, not of mails forwarded within."""
    if not part.content_type.startswith("multipart/") and part.content_type not in SIGNED:
        yield part
    elif part.children:
        for child in part.children:
            yield from leaves(child)


def plain_text(part: Part, data: bytes, cut: bool) -> str:
    """Without files within the text; lines that flow on joined; without the armour of PGP."""
    for _, start, stop in reversed(uuencoded(data)):
        data = data[:start] + data[stop:]
    text = decoded(data, part.headers.charset, cut)
    if (part.headers.parameter("format", "content-type") or "").lower() == "flowed":
        text = unflowed(text, (part.headers.parameter("delsp", "content-type") or "").lower() == "yes")
    return without_armour(text) if ARMOUR in text else text


def without_armour(text: str) -> str:
    """What was signed with PGP within the text; what was encrypted cannot be read."""
    before, mark, rest = text.replace("\r\n", "\n").partition("-----BEGIN PGP SIGNED MESSAGE-----\n")
    if mark:
        inside, _, after = rest.partition("\n\n")[2].partition("-----BEGIN PGP SIGNATURE-----")
        after = after.partition("-----END PGP SIGNATURE-----")[2]
        return before + inside.replace("\n- ", "\n").removeprefix("- ") + after
    before, mark, rest = text.partition("-----BEGIN PGP MESSAGE-----")
    return f"{before}{UNREADABLE}{rest.partition('-----END PGP MESSAGE-----')[2]}" if mark else text


def declared(data: bytes) -> str | None:
    """The charset that a page gives itself, near its top."""
    found = data[:2048].lower().partition(b"charset=")[2][:40].strip(b" \"'")
    name = "".join(map(chr, found)).replace("'", '"').replace(">", '"').replace(";", '"').split('"')[0].split(" ")[0]
    return name.rstrip("/") or None


def says_look_elsewhere(text: str) -> bool:
    """Newsletters' plain version is often one sentence about a mail program that cannot show HTML."""
    return len(text) < STUB and "html" in text.lower()
