"""All switches of a municipality, listened to side by side."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from router.channels.phone.ami.originate import dial
from router.channels.phone.ami.session import Accept, OpenCalls, Session
from router.domain.errors import Refused
from router.domain.switch import Telephony

log = structlog.get_logger(__name__)


class Switchboard:
    """`secrets` holds the secret of each switch by the name that channels.yaml gives it."""

    def __init__(
        self, telephony: Telephony, secrets: Mapping[str, str], region: str,
        *, accept: Accept, open_calls: OpenCalls, now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self.sessions = tuple(
            Session(each, secrets[each.secret], region, accept=accept, open_calls=open_calls, now=now)
            for each in telephony.switches
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(self._kept_up(session), name=f"ami-{session.switch.name}") for session in self.sessions
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def away(self) -> list[str]:
        """The switches that do not answer now."""
        return [session.switch.name for session in self.sessions if not session.connected]

    async def dial(self, account: str, number: str) -> None:
        """Ring for this agent. Raises Refused, with the mend."""
        session = next((each for each in self.sessions if account in each.switch.devices), None)
        if session is None:
            raise Refused("Your telephone is not known here. Dial the number yourself.")
        await dial(session, account, number)

    async def _kept_up(self, session: Session) -> None:
        """One switch that says something unheard of does not take the others along."""
        while True:
            try:
                await session.run()
            except Exception as error:
                log.error("ami.failed", switch=session.switch.name, error=type(error).__name__)
                await asyncio.sleep(1)
