"""A Letter to the bytes of a mail. Pure."""

from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime

from router.channels.clean import one_line, storable
from router.channels.outgoing import Letter
from router.domain.errors import SendFailed

SUBJECT = 300
NAME = 200
REFERENCES = 12  #: of the thread, the latest; with the first that is what mail programs keep too


class Threadable(EmailPolicy):
    """Folds ids between them only: Python's policy encodes one of over 78 characters, and no reply finds it again."""

    def fold(self, name: str, value: str) -> str:
        if name.lower() in ("message-id", "in-reply-to", "references"):
            return f"{name}: " + "\r\n ".join(str(value).split()) + "\r\n"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "replace")


WIRE = Threadable(linesep="\r\n")


def compose(letter: Letter, at: datetime) -> EmailMessage:
    """The mail, dated `at`. Raises SendFailed when an address cannot be one."""
    try:
        return addressed(letter, at)
    except (MessageError, ValueError, LookupError, AttributeError):
        raise SendFailed("bad-address", again=False) from None


def addressed(letter: Letter, at: datetime) -> EmailMessage:
    sender = address(letter.from_name, letter.from_address)
    mail = EmailMessage(policy=WIRE)
    mail["From"] = sender
    mail["To"] = address(letter.to_name, letter.to)
    mail["Subject"] = one_line(letter.subject, SUBJECT)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{one_word(letter.id)}@{sender.domain}>"
    add_thread(mail, letter)
    if letter.automatic:
        mail["Auto-Submitted"] = "auto-replied"
        mail["X-Auto-Response-Suppress"] = "All"
        mail["Precedence"] = "auto_reply"  # for programs older than RFC 3834
    mail.set_content(storable(letter.text))
    add_files(mail, letter)
    return mail


def add_thread(mail: EmailMessage, letter: Letter) -> None:
    known = [one_word(reference) for reference in letter.references]
    if letter.in_reply_to:
        mail["In-Reply-To"] = one_word(letter.in_reply_to)
    if known:
        mail["References"] = " ".join(dict.fromkeys([*known[:1], *known[-REFERENCES:]]))


def add_files(mail: EmailMessage, letter: Letter) -> None:
    for found, data in letter.attachments:
        main, _, sub = found.media_type.partition("/")
        known = main.isalnum() and sub and main not in ("multipart", "message")
        mail.add_attachment(
            data,
            maintype=main if known else "application",
            subtype=sub if known else "octet-stream",
            filename=one_line(found.name, NAME),
        )


def address(name: str | None, plain: str) -> Address:
    """Raises ValueError for what is no address, a line break in it included."""
    if plain != one_word(plain):
        raise ValueError("no address")
    found = Address(one_line(name or "", NAME), addr_spec=plain)
    if not found.username or not found.domain:
        raise ValueError("no address")
    return found


def one_word(value: str) -> str:
    """Without white space or control characters: nothing a header line could be ended with."""
    return "".join(letter for letter in storable(value)[:998] if letter.isprintable() and not letter.isspace())
