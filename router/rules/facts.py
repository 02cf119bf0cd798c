"""What the stages know of a contact while they decide: the contact, what was read beforehand, and what earlier stages found."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from router.domain.case import CaseFile, Wanted
from router.domain.contact import Inbound
from router.domain.decision import StageTrace
from router.domain.known import NOBODY, Known
from router.domain.past import Given, given_of
from router.domain.product import Product
from router.domain.record import Record
from router.domain.words import Audience, Kind, Steer, Tone, Urgency


class QueueLoad(Record):
    """How busy a team's queue was when the decision was made."""

    waiting: int = 0
    oldest_seconds: int = 0


NO_LOAD = QueueLoad()
NOTHING_GIVEN = Given()


class Facts(Record):
    """Everything a decision reads beside the contact and the rulebook. Kept with it, so that a replay reads the same."""

    joins: CaseFile | None = None  #: the case it belongs to, when the thread says so
    loads: Mapping[str, QueueLoad] = {}  #: of every team that has work waiting
    known: Known = NOBODY

    def told(self, now: datetime, team: str, contact: Inbound) -> dict[str, object]:
        """As a decision stores it: how busy the chosen team was stands first, for whoever reads it."""
        load = self.loads.get(team, NO_LOAD)
        told: dict[str, object] = {
            "decidedAt": now,
            "waiting": load.waiting,
            "oldestSeconds": load.oldest_seconds,
            "joins": self.joins.case.reference if self.joins else None,
        }
        if self.loads:
            told["loads"] = {team: (load.waiting, load.oldest_seconds) for team, load in self.loads.items()}
        if self.known is not NOBODY:
            told["known"] = self.known
        if (given := given_of(contact)) != NOTHING_GIVEN:
            told["given"] = given
        return told


class Told(Record, rename="camel"):
    """What `Facts.told` wrote, read back for a replay."""

    decided_at: datetime
    loads: dict[str, tuple[int, int]] = {}
    known: Known = NOBODY
    given: Given = NOTHING_GIVEN

    @classmethod
    def read(cls, stored: str | bytes) -> "Told":
        return _told.decode(stored)

    def facts(self, joins: CaseFile | None = None) -> Facts:
        loads = {team: QueueLoad(waiting=waiting, oldest_seconds=old) for team, (waiting, old) in self.loads.items()}
        return Facts(joins=joins, loads=loads, known=self.known)


_told = msgspec.json.Decoder(Told)


class Planned(Record):
    """A promise the decision makes."""

    term_id: str
    kind: str
    term: str
    due: datetime
    why: str
    warns: tuple[datetime, ...]
    legal: datetime | None = None
    calendar: str = ""
    legal_term: str | None = None


class Draft:
    """A decision in the making. Mutable and short-lived: one stage hands it to the next, nobody else sees it."""

    __slots__ = (
        "audience",
        "contact",
        "facts",
        "kind",
        "language",
        "markers",
        "now",
        "priority",
        "product",
        "promises",
        "steer",
        "sure",
        "team",
        "tone",
        "traces",
        "urgency",
        "wanted",
    )

    def __init__(self, contact: Inbound, facts: Facts, now: datetime) -> None:
        self.contact = contact
        self.facts = facts
        self.now = now
        self.product: Product | None = None
        self.kind = Kind.QUESTION
        self.urgency = Urgency.NORMAL
        self.tone = Tone.CALM
        self.audience = Audience.CITIZEN
        self.language = "nl"
        self.sure = False
        self.markers: Mapping[str, str] = {}
        self.steer = Steer.NONE
        self.team = ""
        self.priority = 0
        self.wanted: Wanted | None = None
        self.promises: tuple[Planned, ...] = ()
        self.traces: list[StageTrace] = []

    @property
    def needs_assistance(self) -> bool:
        """Told now, or known from before."""
        return self.contact.needs_assistance or self.facts.known.needs_assistance

    @property
    def load(self) -> QueueLoad:
        """Of the team that has it, or would have it by its product."""
        team = self.team or (self.product.team if self.product else "")
        return self.facts.loads.get(team, NO_LOAD)


class Outcome(Record):
    """What was decided, typed, beside the Decision that tells why."""

    product: str | None
    kind: Kind
    urgency: Urgency
    tone: Tone
    audience: Audience
    language: str
    sure: bool
    steer: Steer
    team: str
    priority: int
    wanted: Wanted | None
    needs_assistance: bool
    promises: tuple[Planned, ...]
    facts: dict[str, object]
    traces: tuple[StageTrace, ...]
