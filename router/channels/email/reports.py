"""What became of a mail of ours, as a mail server tells it: a delivery status (RFC 3464), a read receipt (RFC 8098), or
the words of a server that has its own way. Only what names the message it is about counts: the rest stays a mail."""

from collections.abc import Iterator
from datetime import datetime

import re2

from router.channels.email.automatic import first_word
from router.channels.email.headers import Headers
from router.channels.email.mime import Part
from router.channels.email.threads import ids
from router.channels.email.transfer import unpacked
from router.domain.contact import Receipt
from router.domain.words import Delivery

READ = 64 * 1024  #: bytes looked at of a part: where it speaks of the original its beginning does
STATUS = re2.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b")
REPLY_CODE = re2.compile(r"\b([45][0-5]\d)[ -]")
MESSAGE_ID = re2.compile(r"(?im)^[> \t]*message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s]{3,250}>)")
DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "mdaemon")
ACTIONS = {
    "failed": Delivery.FAILED,
    "delayed": Delivery.DELAYED,
    "delivered": Delivery.DELIVERED,
    "relayed": Delivery.DELIVERED,
    "expanded": Delivery.DELIVERED,
}
WORST = (Delivery.FAILED, Delivery.DELAYED, Delivery.READ, Delivery.DELIVERED)
LATER = (
    "delay",
    "warning",
    "still trying",
    "vertraagd",
    "retard",
    "verzöger",
)  #: in the subject of what is no bounce yet


def report_of(mail: Part, sender: str | None, received_at: datetime) -> Receipt | None:
    """None for what is no report, or does not say about which message."""
    if mail.content_type == "multipart/report":
        return _standard(mail, received_at)
    return _of_its_own(mail, received_at) if _by_a_daemon(mail.headers, sender) else None


def _standard(mail: Part, at: datetime) -> Receipt | None:
    parts = list(_parts(mail))
    told = [
        each for each in parts if each.content_type in ("message/delivery-status", "message/global-delivery-status")
    ]
    if told:
        state, code = _status(list(_blocks(told[0])))
        return _receipt(_original(mail, parts), state, code, at)
    read = [each for each in parts if each.content_type.endswith("disposition-notification")]
    if not read:
        return None
    fields = next(_blocks(read[0]), Headers())
    shown = "displayed" in fields.raw("disposition").lower()
    about = ids(fields.raw("original-message-id")) or _original(mail, parts)
    return _receipt(about, Delivery.READ if shown else Delivery.DELAYED, "", at)


def _status(blocks: list[Headers]) -> tuple[Delivery, str]:
    """The worst that is told of any recipient. A delay that was given up says `failed`, whatever its number."""
    found = [(state, _code(each)) for each in blocks if (state := _action(each)) is not None]
    return min(found, key=lambda each: WORST.index(each[0]), default=(Delivery.DELAYED, ""))


def _action(block: Headers) -> Delivery | None:
    status = block.raw("status").strip()
    given = ACTIONS.get(first_word(block.raw("action")))
    return given or {"5": Delivery.FAILED, "4": Delivery.DELAYED, "2": Delivery.DELIVERED}.get(status[:1])


def _code(block: Headers) -> str:
    """Of the diagnosis where that is more exact: many write 5.0.0 above it."""
    told = [STATUS.search(block.raw(name)[:500]) for name in ("diagnostic-code", "status")]
    return next((found.group(1) for found in told if found and not found.group(1).endswith(".0.0")), "") or next(
        (found.group(1) for found in told if found), ""
    )


def _of_its_own(mail: Part, at: datetime) -> Receipt | None:
    """A server that answers in prose, with our mail or its headers below it."""
    text = "\n".join(_text(each) for each in _parts(mail))
    about = _original(mail, list(_parts(mail))) or MESSAGE_ID.findall(text)
    later = any(word in mail.headers.text("subject").lower() for word in LATER)
    code = STATUS.search(text) or REPLY_CODE.search(text)
    state = Delivery.DELAYED if later or (code and code.group(1).startswith("4")) else Delivery.FAILED
    return _receipt(about, state, code.group(1) if code else "", at)


def _receipt(about: list[str], state: Delivery, code: str, at: datetime) -> Receipt | None:
    return Receipt(state=state, at=at, message_id=about[0], code=code, source="email") if about else None


def _original(mail: Part, parts: list[Part]) -> list[str]:
    """The Message-ID of ours: in the mail that came back, else the one that the report answers."""
    back = [
        part.children[0].headers
        if part.content_type in ("message/rfc822", "message/global") and part.children
        else Headers.read(_bytes(part))
        for part in parts
        if part.content_type in ("message/rfc822", "message/global", "text/rfc822-headers", "message/rfc822-headers")
    ]
    told = (*(each.raw("message-id") for each in back), mail.headers.raw("in-reply-to"))
    return next((found for each in told if (found := ids(each))), [])


def _parts(mail: Part) -> Iterator[Part]:
    """Of this mail; what lies in the mail that came back is none of them."""
    for child in mail.children if mail.content_type.startswith("multipart/") else ():
        yield child
        yield from _parts(child)
    if not mail.content_type.startswith("multipart/") and not mail.children:
        yield mail


def _blocks(part: Part) -> Iterator[Headers]:
    """The groups of fields: one about the message, and one of each recipient."""
    for block in _bytes(part).replace(b"\r\n", b"\n").split(b"\n\n")[:50]:
        if (fields := Headers.read(block)).fields:
            yield fields


def _bytes(part: Part) -> bytes:
    return unpacked(part.raw[part.start : min(part.end, part.start + READ)], part.headers.transfer_encoding)


def _text(part: Part) -> str:
    return _bytes(part).decode("latin-1") if part.content_type.startswith(("text/", "message/")) else ""


def _by_a_daemon(headers: Headers, sender: str | None) -> bool:
    """An answer in somebody's absence comes from their own address, and says that it is one."""
    away = first_word(headers.raw("auto-submitted")) == "auto-replied" and not headers.raw("x-failed-recipients")
    return not away and (
        bool(headers.raw("x-failed-recipients"))
        or (sender or "").partition("@")[0].lower().startswith(DAEMONS)
        or "mailer-daemon" in headers.raw("from")[:300].lower()
    )
