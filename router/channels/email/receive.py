"""The mail intake: 250 is said only when the message is durable, so whoever sent it may forget it."""

import traceback
from collections.abc import Callable, Collection
from datetime import datetime
from functools import partial
from typing import Any

import structlog

from router.channels.base import Accept, KeepOriginal
from router.channels.email.intake import Intake
from router.channels.email.limits import USUAL, Limits, Pace
from router.channels.email.parse import at_entrance, parse
from router.channels.email.smtp import Door
from router.domain.errors import StoreDown, StreamDown, StreamFull

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
        limits: Limits = USUAL,
    ) -> None:
        self.host, self.wanted_port = host, port
        self._entrances, self._limits = tuple(entrances), limits
        intake = Intake(accept, keep_original)
        self.receiver = Receiver(lambda: self._entrances, intake, now, lambda: self._limits)
        self.door = Door(self.receiver, lambda: self._limits)

    async def start(self) -> None:
        await self.door.open(self.host, self.wanted_port)

    async def stop(self) -> None:
        await self.door.close()

    def listen_for(self, entrances: Collection[str], limits: Limits = USUAL) -> None:
        """Other addresses are ours, and other limits hold, from now on."""
        self._entrances, self._limits = tuple(entrances), limits

    @property
    def port(self) -> int:
        """The port in use, also when 0 was asked for."""
        return self.door.port


class Receiver:
    """What aiosmtpd asks about each message. The names of the methods are its own."""

    def __init__(
        self,
        entrances: Callable[[], Collection[str]],
        intake: Intake,
        now: Callable[[], datetime],
        limits: Callable[[], Limits],
    ) -> None:
        self.entrances, self.intake, self.now, self.limits = entrances, intake, now, limits
        self.pace = Pace()

    async def handle_MAIL(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        peer = str((session.peer or ("",))[0])
        if not self.pace.allows(peer, self.limits().per_minute, self.now()):
            log.warning("mail.too_many", peer=peer)
            return "450 4.7.1 Too many messages from your address. Please try again in a minute."
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        entrance = address.casefold()
        if entrance not in {each.casefold() for each in self.entrances()}:
            return "550 5.1.1 There is no such mailbox here. Please check the address."
        if len(envelope.rcpt_tos) >= self.limits().recipients:
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
        reading = partial(parse, raw, entrance=entrances[0], received_at=self.now(), return_path=return_path)
        inbound = await self.intake.read(raw, reading)
        await self.intake.take([at_entrance(inbound, entrance) for entrance in entrances])
