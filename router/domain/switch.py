"""Telephone switches as channels.yaml describes them, and which team stands behind which queue."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.record import Record


class Standby(Record, kw_only=True):
    """Where another Asterisk stands that takes the calls when the first is away."""

    host: str
    port: int = 5038


class Switch(Record, kw_only=True):
    """An Asterisk that tells us of its queues over AMI, and rings for us."""

    name: str
    host: str
    port: int = 5038
    tls: bool = False
    user: str
    secret: str  #: the name of the environment variable that holds it, never the secret itself
    queues: Mapping[str, str]  #: the switch's own name of a queue -> team; others are not followed
    devices: Mapping[str, str] = {}  #: an agent's account -> the device that rings on their desk, as PJSIP/101
    context: str = "from-internal"  #: where in its dial plan a call out begins
    standby: Standby | None = None  #: with the same user, secret and queues

    @property
    def standby_name(self) -> str:
        """As the page of sources names it: no switch of channels.yaml can be called so."""
        return f"{self.name}.standby"

    def account_of(self, device: str) -> str:
        """The agent at this device, or the device itself."""
        bare = device.partition("/n")[0] if device.startswith("Local/") else device
        return next((account for account, each in self.devices.items() if each in (device, bare)), device)


class Telephony(Record):
    """All of channels.yaml's `phone`."""

    switches: tuple[Switch, ...] = ()
    told: Mapping[str, str] = {}  #: queue -> team, of the queues that come over signed events
    closed: bool = False  #: by hand, whatever the hours say
    closed_until: datetime | None = None

    @property
    def queues(self) -> dict[str, str]:
        """Queue -> team, of them all; where two disagree the first stands, and loading refused it."""
        found: dict[str, str] = {}
        for queues in (self.told, *(switch.queues for switch in self.switches)):
            found = {**queues, **found}
        return found

    def team_of(self, queue: str, teams: Mapping[str, object], otherwise: str) -> str:
        """A queue that has the name of a team is that team's."""
        return self.queues.get(queue) or (queue if queue in teams else otherwise)
