"""Files that may do harm when they are opened, told by their bytes and their names."""

import mimetypes

from router.domain.contact import Attachment

PROGRAMS = frozenset(
    {
        *("application/x-msdownload", "application/x-executable", "application/x-msi", "application/x-ms-shortcut"),
        *("application/java-archive", "application/vnd.ms-htmlhelp", "text/x-shellscript"),
    }
)
ENDINGS = (
    *(".exe", ".com", ".scr", ".bat", ".cmd", ".pif", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".ps1", ".msi"),
    *(".jar", ".lnk", ".reg", ".cpl", ".dll", ".iso", ".img", ".chm", ".docm", ".xlsm", ".pptm", ".apk", ".app"),
)
PAGES = frozenset({"text/html", "image/svg+xml"})
WORDS = frozenset({"text/plain", "text/csv", "text/markdown", "application/json", "text/calendar", "text/vcard"})
LOOSE = frozenset({"application/octet-stream", "application/zip", "application/x-ole-storage", "text/xml"})
"""Too general to contradict a name."""


def harm(file: Attachment) -> str:
    """`program`, `page` (runs in a browser), `other` (not what its name says), or ""."""
    if file.media_type in PROGRAMS or file.name.lower().endswith(ENDINGS):
        return "program"
    if file.media_type in PAGES:
        return "page"
    named = mimetypes.guess_type(file.name)[0]
    if named is None or file.media_type in LOOSE or not file.sha256:
        return ""
    return "" if _agree(named, file.media_type) else "other"


def _agree(named: str, found: str) -> bool:
    """Words come in many kinds, and so do sound and film."""
    group = named.partition("/")[0]
    return named == found or {named, found} <= WORDS or (group in ("audio", "video") and found.startswith(group))
