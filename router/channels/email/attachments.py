"""Files that came along, with names that can do no harm and the type that their bytes show."""

import hashlib
import mimetypes
from collections.abc import Iterator
from dataclasses import dataclass, field

from router.channels.clean import one_line
from router.channels.email.body import TEXTS, is_text
from router.channels.email.mime import Part
from router.channels.email.transfer import unpacked, unpacked_size
from router.channels.email.uuencoded import uuencoded
from router.channels.email.wrapped import SIGNED, WINMAIL
from router.channels.sniff import media_type_of
from router.domain.contact import Attachment

FILES = 25
LARGEST = 20 * 1024 * 1024  #: bytes of one file
TOGETHER = 40 * 1024 * 1024  #: bytes of all files of a mail
NAME = 120
UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))
SEALS = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})
SEALS |= {"application/pgp-encrypted"}
"""Seals on the message, made by a program: the original has them."""
NAMED = {
    "message/delivery-status": "delivery-status.txt",
    "message/disposition-notification": "receipt.txt",
    "text/rfc822-headers": "headers.txt",
    "text/calendar": "invite.ics",
    "application/pkcs7-mime": "smime.p7m",
    "application/ms-tnef": "winmail.dat",
}

File = tuple[Attachment, bytes]


@dataclass(slots=True)
class Taking:
    """Takes files until there are enough of them; the others are named with the reason (`left_out`)."""

    taken: list[File] = field(default_factory=list)
    named: list[Attachment] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    left: int = TOGETHER

    def take(self, name: str, declared: str, packed: memoryview, encoding: str, inline: bool) -> None:
        size = unpacked_size(len(packed), encoding)
        if len(self.taken) >= FILES or size > min(LARGEST, self.left):
            reason = "number" if len(self.taken) >= FILES else "size"
            self.named.append(Attachment(name=name, media_type=declared, size=size, sha256="", left_out=reason))
            return
        data = unpacked(bytes(packed), encoding)
        digest = hashlib.sha256(data).hexdigest()
        kind = media_type_of(data, name, declared)
        if kind == "text/calendar" and self.has_seen(data):
            return
        self.left -= len(data)
        found = Attachment(name=name, media_type=kind, size=len(data), sha256=digest, inline=inline)
        self.taken.append((found, data))

    def has_seen(self, invitation: bytes) -> bool:
        """They come twice, as a version of the text and as a file, with other line ends."""
        words = hashlib.sha256(b"".join(invitation.split())).hexdigest()
        known = words in self.seen
        self.seen.add(words)
        return known


def files_of(mail: Part, has_text: bool) -> tuple[tuple[File, ...], tuple[Attachment, ...]]:
    """The files of a mail in order with their bytes, and those left out. Twenty-five are taken; the original has all.

    A picture that stands in the text counts as `inline`, unless it is all there is: `has_text` says whether there is more.
    """
    taking = Taking()
    shown = {id(part) for part in shown_in_text(mail)} if has_text else set()
    for part in carriers(mail, root=True):
        if part.content_type in TEXTS and part.headers.transfer_encoding not in ("base64", "quoted-printable"):
            body = part.body
            inside = uuencoded(body)
            for name, start, stop in inside:
                view = memoryview(body)[start:stop]
                taking.take(safe_name(name) or "attachment.bin", "application/octet-stream", view, "x-uuencode", False)
            if inside or not is_file(part, part is mail):
                continue
        elif not is_file(part, part is mail):
            continue
        view = memoryview(part.raw)[part.start : part.end]
        declared = one_line(part.content_type, 100)
        inline = id(part) in shown and declared.startswith("image/")
        taking.take(file_name(part), declared, view, part.headers.transfer_encoding, inline)
    return tuple(taking.taken), tuple(taking.named)


def is_file(part: Part, root: bool) -> bool:
    if part.start >= part.end or part.content_type in SEALS:
        return False
    return part.content_type not in TEXTS if root else not is_text(part)


def carriers(part: Part, root: bool = False, other_version: bool = False) -> Iterator[Part]:
    """Every leaf. A forwarded mail is one file, whatever lies inside; what lies in a winmail.dat counts by itself."""
    kind = part.content_type
    opened = kind in WINMAIL or kind in SIGNED or part.headers.filename == "winmail.dat"
    if kind.startswith("multipart/") or (opened and part.children):
        for child in part.children:
            yield from carriers(child, other_version=kind == "multipart/alternative")
    elif not (other_version and kind.startswith("text/") and kind != "text/calendar" and not part.headers.filename):
        yield part


def shown_in_text(part: Part) -> Iterator[Part]:
    """Pictures beside a page (multipart/related) that nobody called an attachment."""
    if part.content_type == "multipart/related":
        for child in part.children[1:]:
            if child.headers.disposition != "attachment" or child.headers.raw("content-id"):
                yield child
    if part.content_type.startswith("multipart/") or part.content_type in SIGNED:
        for child in part.children:
            yield from shown_in_text(child)


def file_name(part: Part) -> str:
    """As the sender named it, without folders and without what a file system or a reader could trip over."""
    given = safe_name(part.headers.filename or "")
    if given:
        return given
    if part.content_type == "message/rfc822":
        subject = part.children[0].headers.text("subject") if part.children else ""
        return (safe_name(subject)[: NAME - 4] or "forwarded") + ".eml"
    guessed = "attachment" + (mimetypes.guess_extension(part.content_type) or ".bin")
    return NAMED.get(part.content_type, guessed)


def safe_name(name: str) -> str:
    """The last step of a path, shortened in its middle so that the extension stays."""
    bare = one_line(name.replace("\\", "/").rsplit("/", 1)[-1], 4 * NAME).translate(UNSAFE).strip(". ")
    if len(bare) <= NAME:
        return bare
    stem, dot, extension = bare.rpartition(".")
    if not dot or len(extension) > 10:
        return bare[:NAME]
    return stem[: NAME - 1 - len(extension)] + dot + extension
