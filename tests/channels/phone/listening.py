"""A session that listens to a fake switch, and what it handed over."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from router.channels.phone.ami.session import Session
from router.domain.contact import CallEvent
from router.domain.switch import Switch
from router.testing import MONDAY


def switch(port: int = 5038, **changes: object) -> Switch:
    plain = {"name": "main", "host": "127.0.0.1", "port": port, "user": "balie", "secret": "AMI_SECRET",
             "queues": {"kcc": "kcc", "permits": "permits", "burgerzaken": "civil-affairs"},
             "devices": {"samira": "PJSIP/101"}}  # fmt: skip
    return Switch(**{**plain, **changes})


class Heard:
    """A session beside what it said. `now` moves when told."""

    def __init__(self, port: int, register: dict[str, str] | None = None, secret: str = "s3cret") -> None:
        self.events: list[CallEvent] = []
        self.now: datetime = MONDAY + timedelta(minutes=10)
        self.register = register or {}
        self.session = Session(
            switch(port), secret, "NL", accept=self._accept, open_calls=self._open, now=lambda: self.now, luck=Random(1)
        )

    async def _accept(self, events: list[CallEvent]) -> None:
        self.events += events

    async def _open(self, name: str) -> dict[str, str]:
        return self.register

    def told(self, call: str | None = None) -> list[str]:
        return [str(each.event) for each in self.events if call in (None, each.call)]

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(8):
            while not holds():  # noqa: ASYNC110  # what it waits for is many things
                await asyncio.sleep(0.005)
