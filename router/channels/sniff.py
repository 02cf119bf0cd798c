"""What a file is, by its own bytes: neither its name nor what the sender calls it is believed.

A small table of our own. A library for thousands of types opens archives and runs patterns over a stranger's bytes.
"""

import mimetypes

UNKNOWN = "application/octet-stream"
HEAD = 4096  #: bytes looked at
BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/x-executable"),
    (b"\xcf\xfa\xed\xfe", "application/x-executable"),
    (b"#!", "text/x-shellscript"),
    (b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (b"ITSF", "application/vnd.ms-htmlhelp"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"{\\rtf", "application/rtf"),
    (b"%!PS", "application/postscript"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"#!AMR", "audio/amr"),
    (b"BEGIN:VCALENDAR", "text/calendar"),
    (b"BEGIN:VCARD", "text/vcard"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
)
CMS = bytes.fromhex("06092a864886f70d0107")  #: the object identifiers of signed and encrypted messages
OFFICE = {b"word/": "wordprocessingml.document", b"xl/": "spreadsheetml.sheet", b"ppt/": "presentationml.presentation"}
OLD_OFFICE = {"doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint"}
OLD_OFFICE |= {"msg": "application/vnd.ms-outlook", "msi": "application/x-msi"}
BRANDS = {b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif", b"avif": "image/avif"}
BRANDS |= {b"M4A ": "audio/mp4", b"qt  ": "video/quicktime", b"3gp4": "video/3gpp", b"3gp5": "video/3gpp"}
PAGES = (b"<!doctype html", b"<html", b"<script", b"<head", b"<body", b"<iframe")
PLAIN = frozenset({"text/plain", "text/csv", "text/markdown", "text/rfc822-headers", "application/json"})
MAILS = frozenset({"message/rfc822", "message/delivery-status", "message/disposition-notification"})
MARKUP = frozenset({"text/html", "image/svg+xml", "text/xml", "application/xml"})


def media_type_of(data: bytes, name: str, declared: str) -> str:
    """By what it begins with. A kind of plain text is taken from `declared` or the name once it is text at all."""
    head = data[:HEAD]
    bare = head.removeprefix(b"\xef\xbb\xbf")
    for beginning, kind in BEGINNINGS:
        if bare.startswith(beginning) and (beginning != b"MZ" or not is_plain(head)):
            return kind
    if head.startswith(b"PK\x03\x04"):
        return zipped(head + data[-HEAD:])  # its list of contents is at the end
    return packed(head, name) or marked_up(bare) or plain(head, name, declared)


def packed(head: bytes, name: str) -> str | None:
    """Formats that share a beginning with others."""
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return OLD_OFFICE.get(name.lower().rpartition(".")[2], "application/x-ole-storage")
    if head[:1] == b"0" and CMS in head[:32]:
        return "application/pkcs7-mime"
    if head[4:8] == b"ftyp":
        return BRANDS.get(head[8:12], "video/mp4")
    if head[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}.get(head[8:12], UNKNOWN)
    return "image/bmp" if head[:2] == b"BM" and head[6:10] == b"\0\0\0\0" else None


def zipped(head: bytes) -> str:
    """Documents are archives; their first entries tell which."""
    if head[30:38] == b"mimetype":
        kind = head[38:120].split(b"PK")[0].decode("ascii", "ignore")
        return kind if kind.startswith(("application/vnd.oasis", "application/epub")) else "application/zip"
    if b"[Content_Types].xml" in head or b"_rels/" in head:
        for folder, kind in OFFICE.items():
            if folder in head:
                return f"application/vnd.openxmlformats-officedocument.{kind}"
    return "application/java-archive" if b"META-INF/" in head else "application/zip"


def marked_up(head: bytes) -> str | None:
    start = head.lstrip()[:1000].lower()
    if start.startswith(PAGES) or (start.startswith(b"<!--") and b"<html" in start):
        return "text/html"
    if b"<svg" in start:
        return "image/svg+xml"
    return "text/xml" if start.startswith(b"<?xml") else None


def plain(head: bytes, name: str, declared: str) -> str:
    if declared in MAILS:
        return declared
    if not is_plain(head):
        return UNKNOWN
    guessed = mimetypes.guess_type(name)[0]
    return next((kind for kind in (declared, guessed) if kind in PLAIN), "text/plain")


def is_plain(head: bytes) -> bool:
    return not any(letter in head for letter in (0, 1, 2, 3, 4, 5, 6, 7, 8))
