"""Changes: what a verb wants written. `store.apply` writes all of it or nothing, and there is no other write."""

from collections.abc import Mapping
from datetime import datetime

from router.domain.account import Account, Session
from router.domain.call import Leg
from router.domain.case import Case
from router.domain.contact import CallEvent, Contact, Party, Text
from router.domain.decision import Decision
from router.domain.gathering import Gathering
from router.domain.lever import Lever
from router.domain.monitoring import Mute, SavedList
from router.domain.promise import Promise
from router.domain.record import Record
from router.domain.source import Source
from router.domain.words import Kind, Urgency

SYSTEM = "balie"  #: who acts when no person does


class Actor(Record):
    """Who does something: an agent, or the system itself."""

    account: str = SYSTEM
    name: str = "Balie"
    role: str = "system"
    teams: tuple[str, ...] = ()
    capacity: Mapping[str, int] = {}

    @property
    def is_lead(self) -> bool:
        return self.role in ("lead", "admin", "system")


class History(Record):
    """One line of the append-only history: ids, codes and numbers, never names or text."""

    subject: str  #: a case reference, call id, agent account, calendar or rulebook
    type: str
    at: datetime
    by: str = SYSTEM
    data: dict[str, object] = {}


class Outgoing(Record):
    """One message on its way out. `id` is its idempotency key (I8)."""

    id: str
    case: str
    purpose: str  #: acknowledgement, reply, notice, forward, event
    channel: str  #: email, webhook, or the name of the channel that carries it
    contact: str | None = None  #: the outbound contact whose text it carries; None until an automatic one is composed
    recipient: str | None = None  #: the party it goes to; None for our own people and partners
    address: str | None = None  #: a mailbox of our own or a partner's; of a webhook its name in organisation.yaml
    state: str = "pending"  #: pending, started, sent, delivered, read, bounced, failed, uncertain, withheld
    attempts: int = 0
    next_at: datetime | None = None
    note: str | None = None
    data: dict[str, object] = {}  #: what a notice or event says: ids and codes, never names or text


class Notice(Record):
    """A word to our own people: a promise at risk, a case raised to a lead."""

    id: str
    account: str
    case: str
    at: datetime
    code: str  #: at-risk, broken, danger, ...
    data: dict[str, object] = {}
    seen: datetime | None = None


class Label(Record):
    """What an agent says a contact is about, where the rules said otherwise: the truth that recognition is measured by."""

    contact: str
    case: str
    product: str | None
    kind: Kind
    urgency: Urgency
    language: str
    at: datetime
    by: str


class KeptRulebook(Record):
    """The files of a rulebook as they were, so that an old decision can still be read beside its rules."""

    version: str
    at: datetime
    by: str
    files: bytes  #: JSON {name: text}, gzip


class Load(Record):
    """How many cases of a lane an agent holds, and of all together (TOTAL).

    The rows change in the transaction of the claim; the one for all is in each, so nobody exceeds capacity (I4)."""

    account: str
    lane: str
    before: int
    after: int


class Quarantined(Record):
    """A contact that could not be handled, whole, with the reason. It waits for a person; the rest moves on."""

    id: str  #: the contact's id
    stage: str
    reason: str
    at: datetime
    record: bytes  #: the stream record as it was
    state: str = "held"  #: held, replayed
    attempts: int = 1


class Change(Record, omit_defaults=True):
    """Before (with its version) and after of each case, and all that follows from it."""

    cases: tuple[tuple[Case | None, Case], ...] = ()
    contacts: tuple[Contact, ...] = ()
    texts: tuple[Text, ...] = ()
    parties: tuple[Party, ...] = ()
    promises: tuple[tuple[Promise | None, Promise], ...] = ()
    decisions: tuple[Decision, ...] = ()
    history: tuple[History, ...] = ()
    outgoing: tuple[tuple[Outgoing | None, Outgoing], ...] = ()
    notices: tuple[Notice, ...] = ()
    loads: tuple[Load, ...] = ()
    quarantined: tuple[Quarantined, ...] = ()
    labels: tuple[Label, ...] = ()
    rulebooks: tuple[KeptRulebook, ...] = ()
    sources: tuple[Source, ...] = ()
    accounts: tuple[tuple[Account | None, Account], ...] = ()
    sessions: tuple[tuple[Session | None, Session], ...] = ()
    gatherings: tuple[Gathering, ...] = ()
    mutes: tuple[Mute, ...] = ()
    saved_lists: tuple[SavedList, ...] = ()
    levers: tuple[Lever, ...] = ()
    threads: tuple[tuple[str, str], ...] = ()  #: message id -> case reference
    call_events: tuple[CallEvent, ...] = ()
    legs: tuple[tuple[str, tuple[Leg, ...]], ...] = ()  #: call id -> its legs, all of them

    def and_(self, other: "Change") -> "Change":
        """Both, written together."""
        return Change(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})

    @property
    def case(self) -> Case:
        """The case as it is after a change of exactly one."""
        ((_, after),) = self.cases
        return after
