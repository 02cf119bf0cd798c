"""A mail's bytes to an Inbound. Pure, and never raises: a mail that nobody can read is still somebody's message."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import parseaddr

from msgspec.structs import replace

from router.channels.clean import many_lines, one_line
from router.channels.email.attachments import File, files_of
from router.channels.email.automatic import is_automatic
from router.channels.email.body import text_of
from router.channels.email.headers import Headers
from router.channels.email.mime import Part, Reader
from router.channels.email.quotes import is_reply, without_adverts, without_quotes
from router.channels.email.reports import report_of
from router.channels.email.threads import message_id, reference, reply_to
from router.channels.email.words import decoded_words
from router.domain.contact import INLINE_ORIGINAL, Inbound, Sender, contact_id
from router.domain.words import Channel

TEXT = 100_000
SUBJECT = 300
NAME = 200
ADDRESS = 254
NOT_TAKEN_APART = "this mail could not be taken apart; its bytes are kept"


@dataclass(frozen=True, slots=True)
class Parsed:
    """The contact, and the bytes of the files it names."""

    inbound: Inbound
    files: tuple[File, ...] = ()


def parse(raw: bytes, *, entrance: str, received_at: datetime, return_path: str | None = None) -> Parsed:
    """What came in at `entrance`. `return_path` is the envelope's sender, "" for none (a bounce).

    An original over 64 KB is left to the caller to keep: `inbound.original` is None then.
    """
    try:
        mail = Reader(raw).part(0, len(raw))
        return read(mail, entrance, received_at, return_path)
    except Exception:  # not known to happen; refusing it for ever would lose it, and the original can be replayed
        key = hashlib.sha256(raw).hexdigest()
        return Parsed(replace(inbound_of(raw, entrance, received_at, None, key), unreadable=NOT_TAKEN_APART))


def read(mail: Part, entrance: str, received_at: datetime, return_path: str | None) -> Parsed:
    headers = mail.headers
    subject = one_line(headers.text("subject"), SUBJECT)
    sender = sender_of(headers)
    answered = reply_to(headers)
    text = many_lines(text_of(mail), TEXT)
    own = without_quotes(text) if is_reply(subject, answered) else without_adverts(text)
    files, left_out = files_of(mail, has_text=bool(own))
    bare = inbound_of(mail.raw, entrance, received_at, message_id(headers), fingerprint(mail))
    inbound = replace(
        bare,
        subject=subject,
        sender=sender,
        reply_to=answered,
        text=own,
        reference=reference(subject),
        report=report_of(mail, sender.email, received_at),
        automatic=is_automatic(headers, sender.email, return_path, subject),
        attachments=(*(attachment for attachment, _ in files), *left_out),
    )
    return Parsed(inbound, files)


def inbound_of(raw: bytes, entrance: str, received_at: datetime, own_id: str | None, body: str) -> Inbound:
    source_id = f"{entrance}\n{own_id or ''}\n{body}"
    return Inbound(
        id=contact_id("email", "email", source_id),
        channel=Channel.EMAIL,
        source="email",
        source_id=source_id,
        received_at=received_at,
        message_id=own_id,
        entrance=entrance,
        original=raw if len(raw) <= INLINE_ORIGINAL else None,
    )


def at_entrance(inbound: Inbound, entrance: str) -> Inbound:
    """The same mail at another address of ours: a contact of its own."""
    rest = (inbound.source_id or "").partition("\n")[2]
    source_id = f"{entrance}\n{rest}"
    return replace(inbound, id=contact_id("email", "email", source_id), source_id=source_id, entrance=entrance)


def fingerprint(mail: Part) -> str:
    """The body's hash: relays add headers, so those are no part of it.

    A mail without a Message-ID has only who, when and what about to tell it from another with the same words.
    """
    digest = hashlib.sha256(mail.body)
    if message_id(mail.headers) is None:
        for name in ("from", "date", "subject"):
            digest.update(b"\0" + mail.headers.raw(name).encode("utf-8", "ignore"))
    return digest.hexdigest()


def sender_of(headers: Headers) -> Sender:
    """The first that has an address: From, Sender, Reply-To; else the name that From gives."""
    found = [mailbox(headers.raw(name)) for name in ("from", "sender", "reply-to")]
    return next((sender for sender in found if sender.email), found[0])


def mailbox(value: str) -> Sender:
    """The first of a list, also within a group. An address that cannot be one is left out."""
    value = value[:1000].removesuffix(";")
    name, address = parseaddr(value)
    if "@" not in address or " " in address:
        left, _, rest = value.partition("<")
        name, address = left.strip(' "'), rest.partition(">")[0] or last_word(left)
        name = name.removesuffix(address).strip(' "')
    if name.startswith("'") and name.endswith("'"):
        name = name[1:-1]
    return Sender(name=one_line(decoded_words(name), NAME) or None, email=plain_address(address))


def last_word(text: str) -> str:
    """An address without brackets behind a name."""
    word = (text.split() or [""])[-1].strip("()[];,\"'")
    return word if "@" in word else ""


def plain_address(address: str) -> str | None:
    """With its domain in lower case, the only half of it that is surely the same in any case."""
    local, at, domain = one_line(address, ADDRESS + 1).rpartition("@")
    whole = f"{local}{at}{domain.lower()}"
    usable = local and domain and " " not in whole and len(whole) <= ADDRESS and not set('<>,;"') & set(whole)
    return whole if usable else None
