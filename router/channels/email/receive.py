"""The mail intake: 250 is said only when the message is durable, so whoever sent it may forget it."""

import asyncio
import traceback
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

import structlog
from msgspec.structs import replace

from router.channels.base import Accept, KeepOriginal
from router.channels.email.parse import Parsed, at_entrance, parse
from router.channels.email.smtp import Door
from router.domain.contact import Inbound
from router.domain.errors import StoreDown, StreamDown, StreamFull

RECIPIENTS = 50
READERS = 4  #: mails parsed at once: what they take of memory and processor stays bounded

log = structlog.get_logger(__name__)


class SmtpIntake:
    """Listens for mail to our `entrances`, on the running loop."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        entrances: Collection[str],
        accept: Accept,
        keep_original: KeepOriginal,
        now: Callable[[], datetime],
        connections: int = 40,
    ) -> None:
        self.host, self.wanted_port = host, port
        self.receiver = Receiver(entrances, accept, keep_original, now)
        self.door = Door(self.receiver, connections)

    async def start(self) -> None:
        await self.door.open(self.host, self.wanted_port)

    async def stop(self) -> None:
        await self.door.close()

    def listen_for(self, entrances: Collection[str]) -> None:
        """Other addresses are ours from now on."""
        self.receiver.entrances = {entrance.casefold() for entrance in entrances}

    @property
    def port(self) -> int:
        """The port in use, also when 0 was asked for."""
        return self.door.port


class Receiver:
    """What aiosmtpd asks about each message. The names of the methods are its own."""

    def __init__(
        self, entrances: Collection[str], accept: Accept, keep_original: KeepOriginal, now: Callable[[], datetime]
    ) -> None:
        self.entrances = {entrance.casefold() for entrance in entrances}
        self.accept, self.keep_original, self.now = accept, keep_original, now
        self.readers = asyncio.Semaphore(READERS)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        entrance = address.casefold()
        if entrance not in self.entrances:
            return "550 5.1.1 There is no such mailbox here. Please check the address."
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 Too many recipients in one message. Please send it again for the rest."
        envelope.rcpt_tos.append(entrance)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        entrances = tuple(dict.fromkeys(envelope.rcpt_tos))
        try:
            await self.receive(envelope.content, entrances, "" if envelope.mail_from == "<>" else envelope.mail_from)
        except (StreamFull, StreamDown, StoreDown) as error:
            log.warning("mail.deferred", error=type(error).__name__, bytes=len(envelope.content))
            return "451 4.3.0 We cannot take mail at this moment. Please try again in a few minutes."
        except Exception as error:  # whatever it is, the sender must keep the message
            return await self.handle_exception(error)
        log.info("mail.accepted", bytes=len(envelope.content), entrances=len(entrances))
        return "250 2.0.0 Accepted"

    async def handle_exception(self, error: Exception) -> str:
        """Without the error's text: that may hold what somebody wrote."""
        frames = traceback.extract_tb(error.__traceback__)[-1:]
        log.error("mail.failed", error=type(error).__name__, where=[f"{at.filename}:{at.lineno}" for at in frames])
        return "451 4.3.0 Something went wrong on our side. Please try again later."

    async def receive(self, raw: bytes, entrances: tuple[str, ...], return_path: str) -> None:
        received_at = self.now()
        async with self.readers:
            parsed = await asyncio.to_thread(
                parse, raw, entrance=entrances[0], received_at=received_at, return_path=return_path
            )
            inbound = await self.with_bytes_kept(parsed, raw)
        await self.accept([at_entrance(inbound, entrance) for entrance in entrances])

    async def with_bytes_kept(self, parsed: Parsed, raw: bytes) -> Inbound:
        """Files and large originals are durable before the contact that names them."""
        for _, data in parsed.files:
            await self.keep_original(data)
        if parsed.inbound.original is not None:
            return parsed.inbound
        return replace(parsed.inbound, original_sha256=await self.keep_original(raw))
