"""The store: the register, and the truth about every case. What a step may ask of it, in six small ports."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, Protocol

from router.domain.account import Account, Session
from router.domain.caller import Caller
from router.domain.case import Case, CaseFile
from router.domain.change import Change, History, Outgoing, Quarantined
from router.domain.contact import CallEvent, Contact, Party, Text
from router.domain.known import Known
from router.domain.place import Place
from router.domain.promise import Promise
from router.domain.seeker import Holds


class Position(NamedTuple):
    """How far a partition was consumed, and by which owner. An owner of an older epoch is fenced off."""

    partition: int
    epoch: int
    offset: int


class Register(Protocol):
    """Cases, and the only write there is."""

    async def apply(self, changes: Sequence[Change], position: Position | None = None) -> int:
        """Write all of it in one transaction, or nothing; returns the history cursor after it.

        With `position` the consumed offset goes into the same transaction. Raises Stale (a row changed since it was read),
        FencedOff, BadRow (these changes cannot be written), StoreDown. Without a position people's lane is used: it goes first.
        """

    async def files(self, references: Collection[str]) -> Mapping[str, CaseFile]:
        """Cases with their promises and parties; unknown ones are left out."""

    async def loads_of(self, account: str) -> Holds:
        """How many cases this agent holds, by lane; TOTAL is all together. A lane never used is left out."""

    async def with_loads(self, reference: str, account: str) -> tuple[CaseFile | None, Holds]:
        """A case and `loads_of` this agent, in one read: what taking a case asks. None when there is no such case."""

    async def held_by(self, account: str) -> Sequence[str]:
        """References of the cases in this agent's hands."""

    async def offers(self) -> Sequence[Case]:
        """Every case that lies before somebody, the first to ring out first."""

    async def draw(self, prefix: str, count: int) -> int:
        """The first of `count` numbers of `prefix` that nobody else will be given. Gaps are allowed."""

    async def told_after(self, reference: str, version: int, types: Sequence[str]) -> Sequence[History]:
        """What history says of these types about a case, made after this version of it."""

    async def cursor(self) -> int:
        """How far history has come."""

    async def waiting(self) -> Sequence[Case]:
        """Every case that waits in a queue."""

    async def places(self, after: str, limit: int) -> Sequence[Place]:
        """Places of what waits in a queue, by reference, from behind `after` on: for building the live index."""


class Intake(Protocol):
    """What the worker reads beforehand for a whole batch."""

    async def take(self, partition: int) -> Position:
        """Become the owner of a partition: a new epoch, and the offset to go on from."""

    async def digests(self, contacts: Collection[str]) -> Mapping[str, bytes]:
        """Contact id to body digest, of those already written."""

    async def threads(self, message_ids: Collection[str]) -> Mapping[str, str]:
        """Message id to case reference."""

    async def known(self, parties: Collection[str], since: datetime) -> Mapping[str, Known]:
        """What is known of these parties, with their contacts since then; those never heard of are left out."""

    async def calls(self, calls: Collection[str]) -> Mapping[str, Sequence[CallEvent]]:
        """All events known of these calls, with their callers' numbers while those are known."""

    async def callers(self, parties: Collection[str], since: datetime) -> Mapping[str, Caller]:
        """Of each party its calls since then, and its cases with a callback promised since then or still owed."""

    async def outgoing(self, ids: Collection[str], cases: Collection[str]) -> Sequence[Outgoing]:
        """Messages of these ids, and all those of these cases."""

    async def held(self, contact: str) -> Quarantined | None:
        """What lies in quarantine under this id."""


class Timers(Protocol):
    """The durable clock."""

    async def due(self, now: datetime, limit: int) -> Sequence[Promise]:
        """Open promises whose next moment has come, first due first."""

    async def next_at(self) -> datetime | None:
        """The first moment at which something will be due."""

    async def earlier(self, than: datetime | None, within: float) -> None:
        """Return when a next moment before `than` was written (None: any), or after `within` seconds."""

    async def to_come(self, after: tuple[datetime, str], limit: int) -> Sequence[Promise]:
        """Open promises in the order of their next moment and id, from behind this one on."""

    async def told_last(self, type: str) -> History | None:
        """The latest line of history of this type about rulebooks."""


class Post(Protocol):
    """What waits to go out."""

    async def ready(self, now: datetime, limit: int) -> Sequence[Outgoing]:
        """Messages whose time has come, oldest first; among them those started so long ago that nobody is at work on them."""

    async def unfinished(self) -> Sequence[Outgoing]:
        """Messages that were started by a process that ended: nobody knows whether they went. Where others may be at work on
        them now, none: those are `ready` again when their time is over."""

    async def words(self, text: str) -> Text | None:
        """What was written under that id: of a contact, or of a question that an agent wrote down."""

    async def message(self, contact: str) -> tuple[Contact, Text] | None:
        """A contact with its words."""

    async def party(self, party: str) -> Party | None: ...

    async def parties(self, parties: Collection[str]) -> Mapping[str, Party]:
        """Those that there are."""

    async def automatic_to(self, parties: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many automatic messages each of these was sent since then; who got none is left out."""

    async def said_in(self, cases: Collection[str], since: datetime) -> Mapping[str, tuple[int, int]]:
        """Of each case the automatic messages out, and all messages in and out, since then."""

    async def last_said(self, reference: str, source: str, party: str) -> tuple[Contact, Text] | None:
        """What this party said last in a case over a channel, with its words."""

    async def last_message_ids(self, reference: str) -> Sequence[str]:
        """Message ids of a case's mails from its citizen, newest first."""


class Accounts(Protocol):
    """Who may log in, and where somebody is logged in. Written by `apply`, as all else."""

    async def account(self, name: str) -> Account | None:
        """None for one that nobody gave a log-in and nobody tried."""

    async def accounts(self) -> Sequence[Account]:
        """All, by name."""

    async def session(self, id: str) -> tuple[Session, Account | None] | None:
        """By the digest of its cookie, ended or not, with the row of its account where there is one."""

    async def sessions_of(self, account: str) -> Sequence[Session]:
        """Those not ended, the newest first; some may be too old to hold."""


class Store(Register, Intake, Timers, Post, Accounts, Protocol):
    """All of them; every implementation passes tests/store/test_contract.py."""

    async def close(self) -> None: ...
