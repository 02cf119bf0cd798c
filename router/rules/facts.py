"""What the stages know of a contact while they decide: the contact, what was read beforehand, and what earlier stages found."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.case import CaseFile
from router.domain.contact import Inbound
from router.domain.decision import StageTrace
from router.domain.product import Product
from router.domain.record import Record
from router.domain.words import Kind, Steer, Urgency


class QueueLoad(Record):
    """How busy a team's queue was when the decision was made."""

    waiting: int = 0
    oldest_seconds: int = 0


class Planned(Record):
    """A promise the decision makes."""

    term_id: str
    kind: str
    term: str
    due: datetime
    why: str
    warn: int
    legal: datetime | None = None


class Draft:
    """A decision in the making. Mutable and short-lived: one stage hands it to the next, nobody else sees it."""

    __slots__ = (
        "contact",
        "joins",
        "kind",
        "language",
        "loads",
        "markers",
        "priority",
        "product",
        "promises",
        "steer",
        "sure",
        "team",
        "traces",
        "urgency",
    )

    def __init__(self, contact: Inbound, joins: CaseFile | None, loads: Mapping[str, QueueLoad]) -> None:
        self.contact = contact
        self.joins = joins
        self.loads = loads
        self.product: Product | None = None
        self.kind = Kind.QUESTION
        self.urgency = Urgency.NORMAL
        self.language = "nl"
        self.sure = False
        self.markers: Mapping[str, str] = {}
        self.steer = Steer.NONE
        self.team = ""
        self.priority = 0
        self.promises: tuple[Planned, ...] = ()
        self.traces: list[StageTrace] = []


class Outcome(Record):
    """What was decided, typed, beside the Decision that tells why."""

    product: str | None
    kind: Kind
    urgency: Urgency
    language: str
    sure: bool
    steer: Steer
    team: str
    priority: int
    promises: tuple[Planned, ...]
    facts: dict[str, object]
    traces: tuple[StageTrace, ...]
