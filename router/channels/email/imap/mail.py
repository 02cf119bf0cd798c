"""A mail of a mailbox as a contact: whole, its beginning alone, or no more than that it is there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from msgspec.structs import replace

from router.channels.email.parse import Parsed, inbound_of, parse
from router.channels.email.setting import MEGABYTE, MailboxEntry
from router.domain.contact import Inbound

NOTES: Mapping[str, str] = {
    "nl": '[Deze e-mail is {size} MB en te groot om in te lezen. Alleen het begin staat hier. Het hele bericht, met de bijlagen, ligt in postbak "{name}", map "{folder}".]',
    "en": '[This e-mail is {size} MB, which is too large to be read in. Only its beginning stands here. The whole message, with its files, lies in mailbox "{name}", folder "{folder}".]',
    "fr": "[Cet e-mail fait {size} Mo et est trop volumineux pour être importé. Seul le début figure ici. Le message entier, avec les pièces jointes, se trouve dans la boîte « {name} », dossier « {folder} ».]",
    "de": "[Diese E-Mail ist {size} MB groß und damit zu groß zum Einlesen. Hier steht nur der Anfang. Die ganze Nachricht mit den Anlagen liegt im Postfach „{name}“, Ordner „{folder}“.]",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What was read of one mail."""

    uid: int
    size: int  #: bytes, of the whole
    arrived: datetime  #: at the mail server, aware; never later than now
    raw: bytes = b""
    cut: bool = False  #: `raw` is its beginning
    unreadable: str = ""  #: why the server gives no more than `raw`


def contact_of(mail: Mail, entry: MailboxEntry, language: str) -> Parsed:
    """Pure, and never raises. The note of a mail that was cut is in that language."""
    parsed = parse(mail.raw, entrance=entry.entrance.casefold(), received_at=mail.arrived)
    inbound = replace(parsed.inbound, wire={**parsed.inbound.wire, "mailbox": entry.name})
    if mail.unreadable:
        return Parsed(_unreadable(mail, replace(inbound, unreadable=mail.unreadable)))
    if mail.cut:  # its files are cut too: half a file is worse than the word where it lies
        text = f"{inbound.text.rstrip()}\n\n{_note(mail, entry, language)}".lstrip()
        return Parsed(replace(inbound, text=text, attachments=()))
    return Parsed(inbound, parsed.files)


def _unreadable(mail: Mail, inbound: Inbound) -> Inbound:
    """Without a byte of its own it still has its place in the mailbox to be known by."""
    if mail.raw:
        return inbound
    nameless = inbound_of(b"", inbound.entrance or "", mail.arrived, None, f"uid {mail.uid} {mail.arrived.isoformat()}")
    return replace(inbound, id=nameless.id, source_id=nameless.source_id)


def _note(mail: Mail, entry: MailboxEntry, language: str) -> str:
    note = NOTES.get(language, NOTES["en"])
    return note.format(size=round(mail.size / MEGABYTE), name=entry.name, folder=entry.done)
