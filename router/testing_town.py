"""For tests: a municipality of real parts in a folder, run by hand."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from router.channels.outgoing import Length, Letter, Message, Posting
from router.domain.case import Case, CaseFile
from router.domain.change import Actor, Change, History, Notice, Outgoing
from router.domain.contact import Event, Inbound
from router.domain.errors import SendFailed
from router.domain.municipality import Agent
from router.domain.promise import Promise
from router.domain.seeker import TOTAL
from router.domain.words import Role
from router.presence.picked import presences_beside
from router.queues.base import Index
from router.queues.memory import MemoryQueues
from router.replies import Replies
from router.roles.deliver import Deliverer
from router.roles.dispatcher import Dispatcher
from router.roles.gatherer import Gatherer
from router.roles.reconciler import Reconciler
from router.roles.recounter import Recounter
from router.roles.ticker import Ticker
from router.roles.worker import Worker
from router.rules.rulebook import Rulebook
from router.steps.accept import accept
from router.steps.acts import Acts
from router.steps.answer_together import Together
from router.steps.attend import Attendance
from router.steps.links import Links
from router.steps.load_file import file_of
from router.steps.rebuild_queues import rebuilt
from router.steps.replay import Replayer
from router.store import tables
from router.store.picked import OpenStore
from router.store.rows import HISTORY, NOTICE, OUTGOING, QUARANTINED
from router.store.sqlite import SqliteStore
from router.store.views import gatherings
from router.stream.sqlite import SqliteStream
from router.testing import MONDAY, FakeClock, inbound, klaverdam, moment, register


class Neighbours:
    """The other ends of channels: they take what is said, number it, and count letters."""

    def __init__(self) -> None:
        self.said: list[tuple[str, Message]] = []  #: channel and message
        self.most: dict[str, int] = {}  #: channel -> the longest text it takes
        self.drop_repeats: set[str] = set()
        self.refusal: SendFailed | None = None

    async def send(self, name: str, message: Message, at: datetime) -> str | None:
        if self.refusal:
            raise self.refusal
        self.said.append((name, message))
        return f"{name}-{len(self.said)}"

    def repeats_are_harmless(self, name: str) -> bool:
        return name in self.drop_repeats

    def length(self, name: str, text: str) -> Length | None:
        return Length(len(text), self.most[name]) if name in self.most else None


class Town:
    """The real store, stream, queues and roles of one municipality in a folder. Nothing runs by itself.

    `book` may be swapped, as a reload does. `sent` and `posted` hold what went out; with `refusal` the relay takes nothing."""

    def __init__(
        self,
        folder: Path,
        book: Rulebook,
        at: datetime = MONDAY,
        store: OpenStore | None = None,
        queues: Index | None = None,
    ) -> None:
        self.book, self.clock = book, FakeClock(at)
        self.store: OpenStore = store or SqliteStore(folder / "store.db")
        self.stream = SqliteStream(folder / "stream.db")
        self.queues: Index = queues or MemoryQueues()
        self.links = Links("https://klaverdam.example", b"links")
        self.sent: list[Letter] = []
        self.posted: list[Posting] = []
        self.refusal: SendFailed | None = None
        ports = (self.store, self.queues, self.clock, self._book)
        self.attendance = Attendance(presences_beside(self.queues), self.clock)
        self.neighbours = Neighbours()
        self.acts = Acts(*ports, self.attendance, self.neighbours.length)
        self.together = Together(
            *ports,
            self.neighbours.length,
            lambda since, until: gatherings.posts(self.store.engine, since, until),
            lambda: gatherings.live(self.store.engine),
        )
        self.gatherer = Gatherer(self.together)
        self.ticker, self.replayer = Ticker(*ports), Replayer(*ports)
        self.dispatcher = Dispatcher(self.store, self.queues, self.attendance, self.clock, lambda: self.book)
        self.recounter = Recounter(*ports, settle=0.0)
        self.reconciler = Reconciler(self.store, self.queues, self.clock, settle=0.0)
        self.worker = Worker(self.stream, *ports)
        self.deliverer = Deliverer(*ports, self._send, self._post, Replies(self.links), self.neighbours)

    def _book(self) -> Rulebook:
        return self.book

    async def _send(self, letter: Letter, at: datetime) -> None:
        if self.refusal:
            raise self.refusal
        self.sent.append(letter)

    async def _post(self, posting: Posting, at: datetime) -> None:
        if self.refusal:
            raise self.refusal
        self.posted.append(posting)

    def at(self, words: str) -> "Town":
        """Let time pass up to that moment."""
        self.clock.advance(moment(words) - self.clock.now())
        return self

    def actor(self, account: str = "agent") -> Actor:
        """One of the municipality's own people."""
        agent = self.book.municipality.agents[account]
        return Actor(account=account, name=agent.name, role=agent.role, teams=agent.teams, capacity=agent.capacity)

    def push(self, team: str) -> None:
        """From now on this team's work is laid before who is available."""
        teams = self.book.municipality.teams
        self.became(teams={**teams, team: teams[team].with_(pushes=True)})

    def crowd(self, count: int, team: str = "kcc", capacity: int = 6) -> list[Agent]:
        """So many agents more, all of one team."""
        made = [
            Agent(account=f"agent-{number}", name="", role=Role.AGENT, teams=(team,), capacity={"other": capacity})
            for number in range(count)
        ]
        self.became(agents={**self.book.municipality.agents, **{each.account: each for each in made}})
        return made

    def speaks_over(self, *channels: str, carriers: Mapping[str, str] | None = None) -> None:
        """From now on these carry answers."""
        self.became(senders=self.book.municipality.senders | set(channels), carriers=carriers or {})

    def became(self, **changes: object) -> None:
        """Another municipality from now on, as a reload does."""
        self.book = copy(self.book)
        self.book.municipality = self.book.municipality.with_(**changes)

    async def holds(self, account: str) -> int:
        """How many cases somebody has in hand."""
        return (await self.store.loads_of(account)).get(TOTAL, 0)

    async def accept(self, *events: Event) -> None:
        """Durable on the stream, in this order; not decided yet."""
        await accept(events, stream=self.stream, secret=b"stream keys")

    async def settle(self) -> None:
        """Let the worker decide all that lies on the stream."""
        while entries := await self.stream.read(0, self.worker.position.offset, 200):
            await self.worker.batch(entries)

    async def receive(self, **changes: Any) -> Inbound:
        """One contact, received now, accepted and decided."""
        contact = inbound(**{"received_at": self.clock.now(), **changes})
        await self.accept(contact)
        await self.settle()
        return contact

    async def clock_ticks(self) -> int:
        """Fire what is due now; returns how many."""
        return await self.ticker.tick()

    async def deliver(self) -> list[Letter]:
        """Send what is ready; returns what the relay took."""
        before = len(self.sent)
        await self.deliverer.round()
        return self.sent[before:]

    async def replay(self, contact: str) -> Change:
        """Decide a contact in quarantine again."""
        return await self.replayer.replay(contact)

    async def file(self, reference: str) -> CaseFile:
        return await file_of(self.store, reference)

    async def case(self, reference: str) -> Case:
        return (await self.file(reference)).case

    async def case_of(self, contact: Inbound) -> Case:
        """The case a contact ended up in."""
        found = await self.store.message(contact.id)
        assert found is not None and found[0].case is not None, "this contact has no case"
        return await self.case(found[0].case)

    async def promise(self, reference: str, kind: str) -> Promise:
        """The case's only promise of this kind."""
        (found,) = (each for each in (await self.file(reference)).promises if each.kind == kind)
        return found

    async def cases(self) -> Sequence[str]:
        """The references of all cases, in order."""
        return [row.reference for row in await self._rows(tables.cases, tables.cases.c.reference)]

    async def contacts(self) -> Sequence[str]:
        """The ids of all contacts, in and out, in order of receipt."""
        return [row.id for row in await self._rows(tables.contacts, tables.contacts.c.received_at)]

    async def history(self, *types: str) -> Sequence[History]:
        """What was written down, in order; of these types when any is named."""
        lines = HISTORY.all_of(await self._rows(tables.history, tables.history.c.seq))
        return [line for line in lines if not types or line.type in types]

    async def notices(self, account: str = "lead") -> Sequence[Notice]:
        rows = NOTICE.all_of(await self._rows(tables.notices, tables.notices.c.at))
        return [each for each in rows if each.account == account]

    async def quarantine(self) -> dict[str, str]:
        """Contact id to the stage that failed, of what is held."""
        rows = QUARANTINED.all_of(await self._rows(tables.quarantine, tables.quarantine.c.at))
        return {each.id: each.stage for each in rows if each.state == "held"}

    async def outbox(self) -> Sequence[Outgoing]:
        """Everything that goes out, or went, by id."""
        return OUTGOING.all_of(await self._rows(tables.outgoing, tables.outgoing.c.id))

    async def _rows(self, table: Any, order: Any) -> Any:
        async with self.store.engine.connect() as connection:
            return (await connection.execute(select(table).order_by(order))).all()


@asynccontextmanager
async def town_in(
    folder: Path,
    book: Rulebook | None = None,
    at: datetime = MONDAY,
    store: OpenStore | None = None,
    queues: Index | None = None,
) -> AsyncIterator[Town]:
    """A town that lives in `folder`, Klaverdam unless `book` says otherwise; opened again it goes on where it was.

    `store` is a register elsewhere, `queues` an index elsewhere, neither opened yet."""
    if store is None:
        await register(folder)
    town = Town(folder, book or klaverdam(), at, store, queues)
    for part in (town.store, town.stream, town.queues):
        await part.open()
    try:
        town.worker.position = await town.store.take(0)
        await town.stream.go_on_behind(town.worker.position.offset)
        await rebuilt(town.store, town.queues)
        yield town
    finally:
        for part in (town.queues, town.stream, town.store):
            await part.close()
