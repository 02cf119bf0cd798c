"""Was this mail written by a machine? Then no machine of ours answers it (RFC 3834)."""

from router.channels.email.headers import Headers

PRECEDENCES = frozenset({"bulk", "junk", "list", "auto_reply"})
TELLING = ("list-id", "list-unsubscribe", "x-autoreply", "x-autorespond", "x-failed-recipients", "feedback-id")
SUPPRESSED = frozenset({"all", "oof", "autoreply"})
DAEMONS = frozenset({"mailer-daemon", "postmaster"})
TITLES = (
    *(
        "automatisch antwoord",
        "automatische reactie",
        "afwezig:",
        "afwezigheid",
        "afwezigheidsmelding",
        "onbestelbaar:",
    ),
    *(
        "automatic reply",
        "auto reply:",
        "autoreply:",
        "auto-reply:",
        "out of office",
        "undeliverable:",
        "undelivered mail",
    ),
    *(
        "réponse automatique",
        "absence du bureau",
        "non remis",
        "automatische antwort",
        "abwesenheitsnotiz",
        "abwesend:",
    ),
    *(
        "delivery status notification",
        "mail delivery failed",
        "unzustellbar:",
        "read: ",
        "gelezen: ",
        "lu : ",
        "gelesen: ",
    ),
)
"""How programs begin a subject that they write themselves; a person's `Re:` stands before it."""


def is_automatic(headers: Headers, sender: str | None, return_path: str | None, subject: str = "") -> bool:
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
        or subject.lower().startswith(TITLES)
    )


def first_word(value: str) -> str:
    """Without parameters and comments: `auto-replied; owner=x` says auto-replied."""
    return value[:200].partition(";")[0].partition("(")[0].strip().lower()


def listed(value: str) -> set[str]:
    return {word.strip().lower() for word in value[:500].split(",")}
