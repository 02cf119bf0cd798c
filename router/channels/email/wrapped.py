"""Envelopes around a message that are no MIME: winmail.dat and signed CMS."""

from router.channels.email.cms import signed_content
from router.channels.email.tnef import Winmail, read_winmail

SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
WINMAIL = frozenset({"application/ms-tnef", "application/vnd.ms-tnef", "application/x-ms-tnef"})

Piece = tuple[tuple[tuple[str, str], ...], bytes]
"""Headers and body of one part."""


def signed_mail(data: bytes) -> bytes | None:
    """The MIME entity in a signed envelope. None when it is encrypted or broken."""
    return signed_content(data)


def winmail_parts(data: bytes) -> list[Piece]:
    """Its text as one part and its files each as one; none when it is no winmail.dat."""
    found = read_winmail(data)
    if found is None:
        return []
    return [*text_parts(found), *(file_part(file.name, file.data) for file in found.files if file.data)]


def text_parts(found: Winmail) -> list[Piece]:
    if found.text.strip():
        return [((("content-type", "text/plain; charset=utf-8"),), found.text.encode("utf-8", "ignore"))]
    return [((("content-type", "text/html"),), found.html)] if found.html.strip() else []


def file_part(name: str, data: bytes) -> Piece:
    bare = name.replace('"', "").replace("\\", "/")
    headers = (("content-type", "application/octet-stream"), ("content-disposition", f'attachment; filename="{bare}"'))
    return headers, data
