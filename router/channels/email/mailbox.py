"""The demo's mailbox: takes every letter that goes out, so that a newcomer sees what citizens would get."""

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any, TypedDict

import structlog

from router.channels.clean import many_lines, one_line
from router.channels.email.body import text_of
from router.channels.email.headers import Headers
from router.channels.email.mime import Reader
from router.channels.email.smtp import Door
from router.channels.email.words import decoded_words

KEPT = 2000
STAMP = "%Y%m%dT%H%M%S%f"

log = structlog.get_logger(__name__)


class Kept(TypedDict):
    """One letter in the mailbox."""

    to: str
    subject: str
    text: str
    headers: dict[str, str]
    at: datetime


class Mailbox:
    """An SMTP server for one machine, and the letters it took, one .eml file each."""

    def __init__(self, folder: Path, now: Callable[[], datetime], *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.folder, self.now = folder, now
        self.host, self.wanted_port = host, port
        self.numbers = count()
        self.door = Door(self)

    async def start(self) -> None:
        await asyncio.to_thread(self.folder.mkdir, parents=True, exist_ok=True)
        await self.door.open(self.host, self.wanted_port)

    async def stop(self) -> None:
        await self.door.close()

    @property
    def port(self) -> int:
        return self.door.port

    async def letters(self, limit: int = 100) -> list[Kept]:
        """The newest first. Files that are no letter are passed over."""
        return await asyncio.to_thread(newest, self.folder, limit)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        name = f"{self.now().astimezone(UTC).strftime(STAMP)}-{next(self.numbers) % 1_000_000:06d}.eml"
        recipients = one_line(", ".join(envelope.rcpt_tos), 2000)
        content = f"Delivered-To: {recipients}\r\n".encode() + envelope.content
        try:
            await asyncio.to_thread(keep, self.folder / name, content)
        except OSError as error:
            log.warning("mailbox.failed", error=type(error).__name__)
            return "451 4.3.0 The mailbox cannot write now. Please try again."
        return "250 2.0.0 Kept"


def keep(path: Path, content: bytes) -> None:
    """Durable under its own name or not there at all; the oldest beyond 2,000 go."""
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    for old in sorted(path.parent.glob("*.eml"))[:-KEPT]:
        old.unlink(missing_ok=True)


def newest(folder: Path, limit: int) -> list[Kept]:
    """Read on a thread. A file may vanish or be anything: the folder is open to its owner."""
    found: list[Kept] = []
    for path in sorted(folder.glob("*.eml"), reverse=True):
        if len(found) >= limit:
            break
        try:
            found.append(letter(path.name, path.read_bytes()))
        except (OSError, ValueError):
            continue
    return found


def letter(name: str, raw: bytes) -> Kept:
    """Raises ValueError for a file that the mailbox did not write."""
    at = datetime.strptime(name.partition("-")[0], STAMP).replace(tzinfo=UTC)
    mail = Reader(raw).part(0, len(raw))
    if not mail.headers.raw("delivered-to"):
        raise ValueError("no letter of this mailbox")
    return Kept(
        to=mail.headers.raw("delivered-to"),
        subject=one_line(mail.headers.text("subject"), 300),
        text=many_lines(text_of(mail), 100_000),
        headers=shown(mail.headers),
        at=at,
    )


def shown(headers: Headers) -> dict[str, str]:
    """The first of each header, readable, under the name that RFC 5322 spells in capitals."""
    return {spelled(name): one_line(decoded_words(value), 4000) for name, value in reversed(headers.fields)}


def spelled(name: str) -> str:
    return {"message-id": "Message-ID", "mime-version": "MIME-Version"}.get(name, name.title())
