"""All switches of a municipality, listened to side by side, each with the one that stands in for it."""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime

from router.channels.base import Logbook
from router.channels.phone.ami.originate import dial
from router.channels.phone.ami.pair import Pair
from router.channels.phone.ami.session import Accept, OpenCalls, Session
from router.domain.errors import Refused
from router.domain.switch import Switch, Telephony


class Switchboard:
    """`secrets` holds the secret of each switch by the name that channels.yaml gives it."""

    def __init__(
        self, telephony: Telephony, secrets: Mapping[str, str], region: str,
        *, accept: Accept, open_calls: OpenCalls, logbook: Logbook, now: Callable[[], datetime],
    ) -> None:  # fmt: skip
        self._secrets, self._region = secrets, region
        self._accept, self._open_calls, self._logbook, self._now = accept, open_calls, logbook, now
        self.pairs = tuple(self._pair(each) for each in telephony.switches)
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        self._tasks = [
            asyncio.create_task(pair.run(), name=f"ami-{pair.first.switch.name}-pair") for pair in self.pairs
        ]

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def dial(self, account: str, number: str) -> None:
        """Ring for this agent. Raises Refused, with the mend."""
        pair = next((each for each in self.pairs if account in each.first.switch.devices), None)
        if pair is None:
            raise Refused("Your telephone is not known here. Dial the number yourself.")
        await dial(pair.session, account, number)

    def _pair(self, switch: Switch) -> Pair:
        first, second = self._session(switch, switch.name), None
        if switch.standby is not None:
            at = switch.with_(host=switch.standby.host, port=switch.standby.port)
            second = self._session(at, switch.standby_name)
        return Pair(first, second)

    def _session(self, switch: Switch, account: str) -> Session:
        return Session(
            switch, self._secrets[switch.secret], self._region, account=account,
            accept=self._accept, open_calls=self._open_calls, logbook=self._logbook, now=self._now,
        )  # fmt: skip
