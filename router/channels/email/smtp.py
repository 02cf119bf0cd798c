"""Listening for SMTP on the loop we run on: aiosmtpd's protocol, with our own way to read the message itself."""

import asyncio
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP

from router.channels.email.limits import Limits

CHUNK = 1024 * 1024
END = b"\r\n.\r\n"
PATIENCE = 300.0  #: seconds for one command, the message included

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # aiosmtpd logs addresses; we log what we need ourselves


@dataclass(slots=True)
class Door:
    """An open port and who is inside."""

    handler: object
    limits: Callable[[], Limits] = Limits
    protocol: str = "smtp"  #: or lmtp
    hostname: str = "balie"
    inside: "set[Conversation]" = field(default_factory=set)
    server: asyncio.Server | None = None

    async def open(self, host: str, port: int) -> None:
        speaks = LocalConversation if self.protocol == "lmtp" else Conversation
        self.server = await asyncio.get_running_loop().create_server(lambda: speaks(self), host, port)

    @property
    def port(self) -> int:
        """The one we really listen on; asked for 0, the system chose it."""
        if self.server is None:
            raise RuntimeError("Not listening yet: call start() first.")
        return int(self.server.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Who is in the middle of a message gets no answer, and will come again with it."""
        if self.server is None:
            return
        self.server.close()
        for conversation in tuple(self.inside):
            if conversation.transport is not None:
                conversation.transport.close()
        await self.server.wait_closed()
        self.server = None


class Conversation(SMTP):
    """One peer. Reads the message in chunks, not line by line: 25 MB of empty lines would hold the loop for seconds."""

    def __init__(self, door: Door) -> None:
        self.limits = limits = door.limits()
        super().__init__(
            door.handler,
            data_size_limit=limits.size,
            tls_context=limits.certificate.context() if limits.certificate else None,
            require_starttls=limits.tls_required,
            enable_SMTPUTF8=True,
            hostname=door.hostname,
            ident="Balie",
            timeout=PATIENCE,
            loop=asyncio.get_running_loop(),
        )
        self.door = door
        self.admitted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Also called again by the same peer, once it speaks TLS."""
        refusal = None if self.admitted else self.refusal()
        if refusal is None:
            self.admitted = True
            self.door.inside.add(self)
            super().connection_made(transport)
        elif isinstance(transport, asyncio.WriteTransport):
            transport.write(refusal)
            transport.close()

    def refusal(self) -> bytes | None:
        if len(self.door.inside) >= self.limits.connections:
            return b"421 4.7.0 Too many connections at once. Please try again in a minute.\r\n"
        if self.limits.tls_required and self.tls_context is None:
            return b"421 4.3.5 Our certificate cannot be read. Please try again later.\r\n"
        return None

    def connection_lost(self, error: Exception | None) -> None:
        self.door.inside.discard(self)
        if self.admitted:
            super().connection_lost(error)

    def data_received(self, data: bytes) -> None:
        if self.admitted:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        return bool(super().eof_received()) if self.admitted else False

    async def smtp_DATA(self, arg: str | None) -> None:
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        if arg or envelope is None or not envelope.rcpt_tos:
            await self.push("501 5.5.4 Syntax: DATA" if arg else "503 5.5.1 Tell us first for whom it is: RCPT TO")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        content = await self.message()
        if content is None:
            status = f"552 5.3.4 This message is too large. We take at most {self.limits.size // 1024 // 1024} MB."
        else:
            envelope.content = envelope.original_content = content
            status = await self._call_handler_hook("DATA")
        self.envelope = self._create_envelope()
        await self.answer(status, len(envelope.rcpt_tos))

    async def answer(self, status: str, recipients: int) -> None:
        """What became of the message."""
        await self.push(status)

    async def message(self) -> bytes | None:
        """Everything up to the lone dot; None when that is too much, of which nothing is kept meanwhile."""
        held, much = bytearray(b"\r\n"), False  # the line end of DATA itself: the dot may be the very first line
        searched = 0
        while (end := held.find(END, searched)) < 0:
            if len(held) > self.limits.size + len(END):
                much, held = True, held[-len(END) :]
            searched = max(0, len(held) - len(END) + 1)
            chunk = await self._reader.read(CHUNK)
            if not chunk:
                raise asyncio.CancelledError  # gone in the middle of a message; aiosmtpd ends a conversation like this
            held += chunk
        if rest := held[end + len(END) :]:
            self._reader.feed_data(bytes(rest))  # commands sent along; the reader is empty, so they come next
        if much or end > self.limits.size:
            return None
        return await asyncio.to_thread(unstuffed, held, end)


class LocalConversation(Conversation, LMTP):
    """One peer that speaks LMTP (RFC 2033): an answer for each recipient. Ours are alike: all are durable, or none."""

    async def answer(self, status: str, recipients: int) -> None:
        for _ in range(recipients):
            await self.push(status)


def unstuffed(held: bytearray, end: int) -> bytes:
    """The message between DATA's own line end and the lone dot, with doubled dots made single (RFC 5321, 4.5.2)."""
    return b"".join(pieces(held, end + 2)).removeprefix(b"\r\n")


def pieces(held: bytearray, stop: int) -> Iterator[bytes]:
    """Cut before a line end, so that none is halved; one large call would hold the interpreter and so the loop."""
    at = 0
    while at < stop:
        found = held.find(b"\r\n", at + CHUNK, stop)
        cut = stop if found < 0 else found
        yield bytes(held[at:cut]).replace(b"\r\n..", b"\r\n.")
        at = cut
