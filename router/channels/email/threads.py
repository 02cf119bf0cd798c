"""What ties a mail to earlier ones: message ids, and our own reference in the subject."""

import re2

from router.channels.email.headers import Headers

IDS = 30
LENGTH = 250
REFERENCE = re2.compile(r"(?i)\b[A-Z]{2,4}-\d{4}-\d{4,12}\b")  #: re2 is linear: the subject is a stranger's


def message_id(headers: Headers) -> str | None:
    """The mail's own id with its angle brackets. None when it has none: an invented one would never be answered to."""
    return next(iter(ids(headers.raw("message-id"))), None)


def reply_to(headers: Headers) -> tuple[str, ...]:
    """The ids this mail answers, nearest first."""
    references = ids(headers.raw("references")[-16_000:])
    return tuple(dict.fromkeys([*ids(headers.raw("in-reply-to")[:4000]), *reversed(references)]))[:IDS]


def ids(value: str) -> list[str]:
    """Every `<id>` in a header, else a bare one, as some mailers write it."""
    found = [inside for piece in value.split("<")[1:] if (inside := piece.partition(">")[0]) and ">" in piece]
    return [f"<{one}>" for one in found or value.split()[:1] if plausible(one)]


def plausible(inside: str) -> bool:
    return len(inside) <= LENGTH and inside.isprintable() and " " not in inside and not set("<>") & set(inside)


def reference(subject: str) -> str | None:
    """A case reference in the subject, in capitals. Only a hint: anyone can write one."""
    found = REFERENCE.search(subject)
    return found.group(0).upper() if found else None
