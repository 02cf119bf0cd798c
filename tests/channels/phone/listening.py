"""A session that listens to a fake switch, and what it handed over."""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from router.channels.phone.ami.receive import Switchboard
from router.channels.phone.ami.session import Session
from router.domain.call import key_of, legs
from router.domain.contact import CallEvent
from router.domain.switch import Standby, Switch, Telephony
from router.testing import MONDAY, FakeClock
from router.testing_room import Stage


def switch(port: int = 5038, **changes: object) -> Switch:
    plain = {"name": "main", "host": "127.0.0.1", "port": port, "user": "balie", "secret": "AMI_SECRET",
             "queues": {"kcc": "kcc", "permits": "permits", "burgerzaken": "civil-affairs"},
             "devices": {"samira": "PJSIP/101"}}  # fmt: skip
    return Switch(**{**plain, **changes})


class Until:
    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(8):
            while not holds():  # noqa: ASYNC110  # what it waits for is many things
                await asyncio.sleep(0.005)


class Heard(Until):
    """A session beside what it said. `now` moves when told."""

    def __init__(self, port: int, register: dict[str, str] | None = None, secret: str = "s3cret",
                 logbook: Stage | None = None) -> None:  # fmt: skip
        self.events: list[CallEvent] = []
        self.now: datetime = MONDAY + timedelta(minutes=10)
        self.register = register or {}
        self.logbook = logbook or Stage(FakeClock())
        self.session = Session(
            switch(port), secret, "NL", accept=self._accept, open_calls=self._open, logbook=self.logbook,
            now=lambda: self.now, luck=Random(1),
        )  # fmt: skip

    @property
    def source(self):
        """How the page of sources has it."""
        return self.logbook.sources.get("main")

    async def _accept(self, events: list[CallEvent]) -> None:
        self.events += events

    async def _open(self, name: str) -> dict[str, str]:
        return self.register

    def told(self, call: str | None = None) -> list[str]:
        return [str(each.event) for each in self.events if call in (None, each.call)]


class Both(Until):
    """A switch with its standby. `register` is what lies open there."""

    def __init__(self, first: int, second: int, at_once: Callable[[], None]) -> None:
        self.may_take_over = at_once
        self.events: list[CallEvent] = []
        self.register: dict[str, str] = {}
        self.logbook = Stage(FakeClock())
        main = switch(first, standby=Standby(host="127.0.0.1", port=second))
        self.board = Switchboard(
            Telephony(switches=(main,)), {"AMI_SECRET": "s3cret"}, "NL", accept=self._accept, open_calls=self._open,
            logbook=self.logbook, now=lambda: MONDAY + timedelta(minutes=10),
        )  # fmt: skip
        (self.pair,) = self.board.pairs

    async def _accept(self, events: list[CallEvent]) -> None:
        self.events += events

    async def _open(self, name: str) -> dict[str, str]:
        return self.register

    def told(self, call: str) -> list[tuple[object, ...]]:
        """Its legs, each key once, as the register folds them: (queue, ending, seconds waited)."""
        once = {key_of(each): each for each in self.events if each.call == call}
        return [(leg.queue, leg.ending, leg.wait and leg.wait.total_seconds()) for leg in legs(once.values())]
