"""Cases: what is followed up. Contacts join one; it has one reference and one clock."""

from datetime import datetime

from router.domain.promise import Promise, next_breach
from router.domain.record import Record
from router.domain.words import Audience, CaseStatus, Channel, Kind, Result, Steer, SteerOutcome, Tone, Urgency

MAX_TRANSFERS = 2
LANES = {Channel.PHONE: "call", Channel.EMAIL: "mail", Channel.WEBFORM: "mail"}


class Wanted(Record):
    """Whom a case is for in the first place. At each moment of `widens` one wish is let go: the agent, then skills and language."""

    agent: str | None = None  #: who spoke with this citizen last
    skills: tuple[str, ...] = ()
    language: str | None = None
    widens: tuple[datetime, ...] = ()


class Case(Record, kw_only=True):
    """The register's row. `version` goes up by one at every change and guards against two writers."""

    reference: str
    version: int = 1
    status: CaseStatus = CaseStatus.QUEUED
    channel: Channel
    source: str
    contact: str  #: the contact that opened it
    party: str | None = None
    product: str | None = None
    kind: Kind = Kind.QUESTION
    urgency: Urgency = Urgency.NORMAL
    language: str = "nl"
    team: str
    priority: int = 0  #: higher goes first
    assignee: str | None = None
    handler: str | None = None  #: who had it last; stays when it is released or closed
    received_at: datetime  #: of its first contact; every clock runs from it
    changed_at: datetime
    closed_at: datetime | None = None
    result: Result | None = None
    transfers: int = 0
    teams_seen: tuple[str, ...] = ()
    next_breach: datetime | None = None
    steer: Steer = Steer.NONE
    steer_outcome: SteerOutcome | None = None
    steer_reason: str | None = None
    needs_assistance: bool = False
    place: str | None = None
    tone: Tone = Tone.CALM
    audience: Audience = Audience.CITIZEN
    wanted: Wanted | None = None
    offered_to: str | None = None  #: before whom it lies, until `offer_ends`
    offer_ends: datetime | None = None
    passed: tuple[str, ...] = ()  #: who were offered it and let it go
    escalated: tuple[str, ...] = ()  #: "rule cause", each once: what a rule did, it does not do again
    raised: str | None = None  #: the lead it was raised to
    merged_into: str | None = None  #: the case that goes on with it

    def changed(self, at: datetime, **changes: object) -> "Case":
        """A copy one version on."""
        return self.with_(version=self.version + 1, changed_at=at, **changes)

    @property
    def lane(self) -> str:
        """Which of an agent's lanes of capacity it fills."""
        return LANES.get(self.channel, self.channel)

    @property
    def is_closed(self) -> bool:
        return self.status == CaseStatus.CLOSED


class CaseFile(Record):
    """A case with all that a verb needs to decide: its promises and who has written in it."""

    case: Case
    promises: tuple[Promise, ...] = ()
    parties: frozenset[str] = frozenset()

    def owed(self, *kinds: str) -> tuple[Promise, ...]:
        """The promises of these kinds that somebody still waits for."""
        return tuple(promise for promise in self.promises if promise.kind in kinds and promise.is_owed)

    def with_promises(self, changed: dict[str, Promise]) -> tuple[Promise, ...]:
        return tuple(changed.get(promise.id, promise) for promise in self.promises)

    def breach_after(self, changed: dict[str, Promise]) -> datetime | None:
        return next_breach(self.with_promises(changed))
