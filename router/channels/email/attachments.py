"""Files that came along, with names that can do no harm."""

import hashlib
import mimetypes
from collections.abc import Iterator

from router.channels.clean import one_line
from router.channels.email.body import is_text, unpacked
from router.channels.email.mime import Part
from router.domain.contact import Attachment

FILES = 25
NAME = 120
UNSAFE = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))

File = tuple[Attachment, bytes]


def files_of(mail: Part) -> tuple[File, ...]:
    """The first files of a mail, in order. More than 25 is no message to a service desk; the original has them."""
    return tuple(file_of(part) for part, _ in zip(carriers(mail), range(FILES), strict=False))


def carriers(part: Part) -> Iterator[Part]:
    """Every part that is a file. A forwarded mail is one file, whatever lies inside."""
    if part.content_type.startswith("multipart/"):
        for child in part.children:
            yield from carriers(child)
    elif not is_text(part) and part.start < part.end:
        yield part


def file_of(part: Part) -> File:
    data = unpacked(part.body, part.headers.transfer_encoding)
    found = Attachment(
        name=file_name(part),
        media_type=one_line(part.content_type, 100),
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    return found, data


def file_name(part: Part) -> str:
    """As the sender named it, without folders and without what a file system or a reader could trip over."""
    given = safe_name(part.headers.filename or "")
    if given:
        return given
    if part.content_type == "message/rfc822":
        subject = part.children[0].headers.text("subject") if part.children else ""
        return (safe_name(subject)[: NAME - 4] or "forwarded") + ".eml"
    return "attachment" + (mimetypes.guess_extension(part.content_type) or ".bin")


def safe_name(name: str) -> str:
    """The last step of a path, shortened in its middle so that the extension stays."""
    bare = one_line(name.replace("\\", "/").rsplit("/", 1)[-1], 4 * NAME).translate(UNSAFE).strip(". ")
    if len(bare) <= NAME:
        return bare
    stem, dot, extension = bare.rpartition(".")
    if not dot or len(extension) > 10:
        return bare[:NAME]
    return stem[: NAME - 1 - len(extension)] + dot + extension
