"""Was this mail written by a machine? Then no machine of ours answers it (RFC 3834)."""

from router.channels.email.headers import Headers

PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply"})
TELLING = ("list-id", "x-autoreply", "x-autorespond")
SUPPRESSED = frozenset({"all", "oof", "autoreply"})
DAEMONS = frozenset({"mailer-daemon"})


def is_automatic(headers: Headers, sender: str | None, return_path: str | None) -> bool:
    """True for auto-replies, bounces and lists. `return_path` is the envelope's sender, "" for none."""
    return (
        return_path == ""
        or headers.raw("return-path") == "<>"
        or headers.content_type == "multipart/report"
        or any(headers.raw(name) for name in TELLING)
        or first_word(headers.raw("auto-submitted")) not in ("", "no")
        or first_word(headers.raw("precedence")) in PRECEDENCES
        or not SUPPRESSED.isdisjoint(listed(headers.raw("x-auto-response-suppress")))
        or (sender or "").partition("@")[0].lower() in DAEMONS
    )


def first_word(value: str) -> str:
    """Without parameters and comments: `auto-replied; owner=x` says auto-replied."""
    return value[:200].partition(";")[0].partition("(")[0].strip().lower()


def listed(value: str) -> set[str]:
    return {word.strip().lower() for word in value[:500].split(",")}
