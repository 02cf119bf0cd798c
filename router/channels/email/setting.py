"""The shape of channels.yaml's `email`: the mailboxes that are read, and what the SMTP intake takes."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from router.channels.base import Misfit, Name, Secret, Strict
from router.channels.email.amounts import Seconds, Size
from router.domain.municipality import Municipality

MEGABYTE = 1024 * 1024
PORTS = {"implicit": 993, "starttls": 143, "off": 143}


def _one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("write it on one line, in characters that can be seen")
    return text


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_one_line)]
Tls = Annotated[
    Literal["implicit", "starttls", "off"], BeforeValidator(lambda value: "off" if value is False else value)
]
"""YAML reads a bare off as no."""
Port = Annotated[int, Field(ge=1, le=65535)]


class MailboxEntry(Strict):
    """One mailbox that is read over IMAP, and the address of ours that its mail counts for."""

    name: Name
    host: Line
    port: Port | None = None  #: None: 993, or 143 without implicit TLS
    tls: Tls = "implicit"
    trust: Line | None = None  #: a file with the certificates we trust, instead of the machine's own
    user: Line
    password: Secret
    entrance: Line
    folder: Line = "INBOX"
    done: Line = "Verwerkt"
    quarantine: Line = "Quarantaine"
    poll: Annotated[Seconds, Field(ge=5, le=540)] = 60  #: the longest we listen before we look ourselves
    largest: Annotated[Size, Field(ge=64 * 1024, le=100 * MEGABYTE)] = 25 * MEGABYTE  #: of what is read whole
    compare: Annotated[int, Field(ge=0, le=90)] = 7  #: days back that are compared with the register; 0 is never

    @model_validator(mode="after")
    def _folders_apart(self) -> Self:
        if len({self.folder, self.done, self.quarantine}) < 3:
            raise ValueError("folder, done and quarantine are three folders; give each its own name")
        return self

    @property
    def wire_port(self) -> int:
        return self.port or PORTS[self.tls]


class DoorEntry(Strict):
    """One more address and port on which mail is taken."""

    protocol: Literal["smtp", "lmtp"] = "smtp"
    host: Line = "127.0.0.1"
    port: Annotated[int, Field(ge=0, le=65535)]


class SmtpEntry(Strict):
    """What every door takes; the first is BALIE_SMTP_PORT."""

    largest: Annotated[Size, Field(ge=64 * 1024, le=100 * MEGABYTE)] = 25 * MEGABYTE
    recipients: Annotated[int, Field(ge=1, le=1000)] = 50
    connections: Annotated[int, Field(ge=1, le=1000)] = 40
    per_minute: Annotated[int, Field(ge=1)] | None = None  #: messages a minute from one client address
    certificate: Line | None = None  #: PEM, with what stands between it and the root
    key: Line | None = None  #: PEM; None: it stands in the certificate's file
    starttls: Literal["offered", "required"] = "offered"
    doors: list[DoorEntry] = []

    @model_validator(mode="after")
    def _key_with_certificate(self) -> Self:
        if self.certificate is None and (self.key or self.starttls == "required"):
            raise ValueError("STARTTLS needs a certificate; add certificate: and the path of a PEM file")
        return self


class EmailSetting(Strict):
    mailboxes: list[MailboxEntry] = []
    smtp: SmtpEntry = SmtpEntry()


def mailbox_names(setting: EmailSetting) -> Sequence[str]:
    return [mailbox.name for mailbox in setting.mailboxes]


def misfits(setting: EmailSetting, municipality: Municipality) -> Iterator[Misfit]:
    """What does not go with the rest of the municipality."""
    ours = {entrance.casefold() for entrance in municipality.organisation.entrances}
    seen: set[str] = set()
    for place, mailbox in enumerate(setting.mailboxes):
        if mailbox.entrance.casefold() not in ours:
            known = ", ".join(municipality.organisation.entrances)
            said = f'"{mailbox.entrance}" is none of our entrances; add it to organisation.yaml, or take one of {known}'
            yield Misfit(("mailboxes", place, "entrance"), said)
        if mailbox.name in seen:
            yield Misfit(("mailboxes", place, "name"), f'"{mailbox.name}" stands here twice; give each its own name')
        seen.add(mailbox.name)
