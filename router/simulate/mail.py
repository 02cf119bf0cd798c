"""A mail as a citizen's program would send it."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from html import escape

from router.simulate.day import Arrival

PHOTO = bytes.fromhex(  # the smallest PNG there is: one grey dot
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b550000000a49444154789c6368"
    "00000082008177cd72b60000000049454e44ae426082"
)


def message(arrival: Arrival, at: datetime, mailbox: str) -> EmailMessage:
    """The mail of this arrival, with a Message-ID that only its run knows."""
    turn = arrival.turn
    mail = EmailMessage(policy=SMTP)
    mail["From"] = formataddr((turn.person.name, turn.person.email))
    mail["To"] = mailbox
    mail["Subject"] = turn.text.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(turn.key)
    _thread(mail, arrival)
    mail.set_content(f"{turn.text.body}\n\n{turn.person.name}\n")
    _extras(mail, arrival)
    return mail


def message_id(key: str) -> str:
    return f"<{key}@simulate.example>"


def envelope_sender(arrival: Arrival) -> str:
    """A machine's answer comes from nobody, so that nothing can bounce back (RFC 3834)."""
    return "" if arrival.turn.text.flavour == "auto" else arrival.turn.person.email


def _thread(mail: EmailMessage, arrival: Arrival) -> None:
    if arrival.turn.answers:
        mail["In-Reply-To"] = mail["References"] = message_id(arrival.turn.answers)
    if arrival.turn.text.flavour == "auto":
        mail["Auto-Submitted"] = "auto-replied"


def _extras(mail: EmailMessage, arrival: Arrival) -> None:
    if arrival.html:
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in arrival.turn.text.body.split("\n\n"))
        mail.add_alternative(f"<html><body>{paragraphs}</body></html>", subtype="html")
    if arrival.attachment:
        mail.add_attachment(PHOTO, maintype="image", subtype="png", filename="foto.png")
