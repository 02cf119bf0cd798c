"""What a store is asked, in SQLAlchemy Core for both databases. Writing is each one's own."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Connection, Select, and_, case, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.account import Account, Session
from router.domain.caller import Caller
from router.domain.case import Case, CaseFile
from router.domain.change import History, Outgoing, Quarantined
from router.domain.contact import CallEvent, Contact, Party, Text
from router.domain.known import Known
from router.domain.moments import from_micros, to_micros
from router.domain.place import Place
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.domain.words import CaseStatus, PromiseState
from router.store import account_tables as a
from router.store import tables as t
from router.store.among import among
from router.store.callers import callers_of, events_of
from router.store.files import files_of, loads_in, with_loads_in
from router.store.known import known_of
from router.store.partial import WAITS
from router.store.places import place_in, places_after
from router.store.rows import ACCOUNT, CASE, CONTACT, HISTORY, OUTGOING, PARTY, PROMISE, QUARANTINED, SESSION, TEXT
from router.store.views.merged import family

T = TypeVar("T")


class Reading:
    """The reading half of every port of the store."""

    engine: AsyncEngine  #: for the reads of pages (store/views/)

    async def _read(self, job: Callable[[Connection], T]) -> T:
        """What the job finds on a connection that it has for itself."""
        raise NotImplementedError

    async def files(self, references: Collection[str]) -> Mapping[str, CaseFile]:
        if not references:
            return {}
        return await self._read(lambda connection: files_of(connection, list(references)))

    async def loads_of(self, account: str) -> Holds:
        return (await self._read(lambda connection: loads_in(connection, [account]))).get(account, {})

    async def with_loads(self, reference: str, account: str) -> tuple[CaseFile | None, Holds]:
        (found,) = await self._read(lambda connection: with_loads_in(connection, [(reference, account)]))
        return found

    async def held_by(self, account: str) -> Sequence[str]:
        query = select(t.cases.c.reference).where(
            t.cases.c.assignee == account, t.cases.c.status == CaseStatus.ACTIVE.value
        )
        return [row.reference for row in await self._all(query)]

    async def offers(self) -> Sequence[Case]:
        query = select(t.cases).where(t.cases.c.offer_ends.is_not(None)).order_by(t.cases.c.offer_ends)
        return CASE.all_of(await self._all(query))

    async def told_after(self, reference: str, version: int, types: Sequence[str]) -> Sequence[History]:
        query = (
            select(t.history)
            .where(t.history.c.subject == reference, t.history.c.type.in_(types))
            .order_by(t.history.c.seq)
        )
        told = HISTORY.all_of(await self._all(query))
        return [each for each in told if int(str(each.data.get("version", 0))) > version]

    async def cursor(self) -> int:
        row = await self._one(select(func.max(t.history.c.seq)))
        return int(row[0] or 0) if row else 0

    async def waiting(self) -> Sequence[Case]:
        return CASE.all_of(await self._all(select(t.cases).where(WAITS)))

    async def places(self, after: str, limit: int) -> Sequence[Place]:
        return [place_in(row) for row in await self._all(places_after(after, limit))]

    async def digests(self, contacts: Collection[str]) -> Mapping[str, bytes]:
        if not contacts:
            return {}
        c = t.contacts.c
        rows = await self._all(select(c.id, c.digest).where(among(c.id, contacts)))
        return {row.id: row.digest for row in rows}

    async def threads(self, message_ids: Collection[str]) -> Mapping[str, str]:
        if not message_ids:
            return {}
        rows = await self._all(select(t.threads).where(among(t.threads.c.message_id, message_ids)))
        return {row.message_id: row.case for row in rows}

    async def known(self, parties: Collection[str], since: datetime) -> Mapping[str, Known]:
        if not parties:
            return {}
        return await self._read(lambda connection: known_of(connection, parties, since))

    async def calls(self, calls: Collection[str]) -> Mapping[str, Sequence[CallEvent]]:
        found: dict[str, list[CallEvent]] = {call: [] for call in calls}
        if calls:
            for event in await self._read(lambda connection: events_of(connection, list(calls))):
                found[event.call].append(event)
        return found

    async def callers(self, parties: Collection[str], since: datetime) -> Mapping[str, Caller]:
        if not parties:
            return {}
        return await self._read(lambda connection: callers_of(connection, parties, since))

    async def outgoing(self, ids: Collection[str], cases: Collection[str]) -> Sequence[Outgoing]:
        if not ids and not cases:
            return []
        o = t.outgoing.c
        return OUTGOING.all_of(await self._all(select(t.outgoing).where(or_(among(o.id, ids), among(o.case, cases)))))

    async def held(self, contact: str) -> Quarantined | None:
        row = await self._one(select(t.quarantine).where(t.quarantine.c.id == contact))
        return QUARANTINED.of(row) if row else None

    async def due(self, now: datetime, limit: int) -> Sequence[Promise]:
        query = (
            select(t.promises).where(t.promises.c.next_at <= to_micros(now)).order_by(t.promises.c.next_at).limit(limit)
        )
        return PROMISE.all_of(await self._all(query.where(t.promises.c.state == PromiseState.OPEN.value)))

    async def next_at(self) -> datetime | None:
        row = await self._one(select(func.min(t.promises.c.next_at)))
        return from_micros(row[0]) if row and row[0] is not None else None

    async def to_come(self, after: tuple[datetime, str], limit: int) -> Sequence[Promise]:
        moment, name = to_micros(after[0]), after[1]
        p = t.promises.c
        behind = or_(p.next_at > moment, and_(p.next_at == moment, p.id > name))
        query = select(t.promises).where(p.next_at >= moment, behind, p.state == PromiseState.OPEN.value)
        return PROMISE.all_of(await self._all(query.order_by(p.next_at, p.id).limit(limit)))

    async def told_last(self, type: str) -> History | None:
        h = t.history.c
        versions = select(t.rulebooks.c.version)
        query = select(t.history).where(h.subject.in_(versions), h.type == type).order_by(h.seq.desc()).limit(1)
        row = await self._one(query)
        return HISTORY.of(row) if row else None

    async def ready(self, now: datetime, limit: int) -> Sequence[Outgoing]:
        query = (
            select(t.outgoing).where(t.outgoing.c.next_at <= to_micros(now)).order_by(t.outgoing.c.next_at).limit(limit)
        )
        return OUTGOING.all_of(await self._all(query))

    async def unfinished(self) -> Sequence[Outgoing]:
        return OUTGOING.all_of(await self._all(select(t.outgoing).where(t.outgoing.c.state == "started")))

    async def words(self, text: str) -> Text | None:
        row = await self._one(select(t.texts).where(t.texts.c.id == text))
        return TEXT.of(row) if row else None

    async def message(self, contact: str) -> tuple[Contact, Text] | None:
        row, text = await self._one(select(t.contacts).where(t.contacts.c.id == contact)), await self.words(contact)
        return (CONTACT.of(row), text) if row and text else None

    async def party(self, party: str) -> Party | None:
        row = await self._one(select(t.parties).where(t.parties.c.id == party))
        return PARTY.of(row) if row else None

    async def parties(self, parties: Collection[str]) -> Mapping[str, Party]:
        if not parties:
            return {}
        rows = await self._all(select(t.parties).where(among(t.parties.c.id, parties)))
        return {each.id: each for each in PARTY.all_of(rows)}

    async def automatic_to(self, parties: Collection[str], since: datetime) -> Mapping[str, int]:
        c = t.contacts.c
        query = select(c.party, func.count().label("sent")).where(
            among(c.party, parties), c.received_at >= to_micros(since)
        )
        rows = await self._all(query.where(c.direction == "out", c.automatic.is_(True)).group_by(c.party))
        return {row.party: row.sent for row in rows}

    async def said_in(self, cases: Collection[str], since: datetime) -> Mapping[str, tuple[int, int]]:
        c = t.contacts.c
        sent = func.sum(case((and_(c.direction == "out", c.automatic.is_(True)), 1), else_=0)).label("sent")
        query = select(c.case, sent, func.count().label("said")).where(among(c.case, cases))
        rows = await self._all(query.where(c.received_at >= to_micros(since)).group_by(c.case))
        return {row.case: (int(row.sent), row.said) for row in rows}

    async def last_said(self, reference: str, source: str, party: str) -> tuple[Contact, Text] | None:
        c = t.contacts.c
        query = (
            select(c.id)
            .where(c.case.in_(family(reference)), c.source == source, c.party == party, c.direction == "in")
            .order_by(c.received_at.desc())
            .limit(1)
        )
        row = await self._one(query)
        return await self.message(row.id) if row else None

    async def last_message_ids(self, reference: str) -> Sequence[str]:
        query = (
            select(t.texts.c.message_id)
            .join(t.contacts, t.contacts.c.id == t.texts.c.id)
            .where(t.contacts.c.case == reference, t.contacts.c.direction == "in", t.texts.c.message_id.is_not(None))
            .order_by(t.contacts.c.received_at.desc())
            .limit(20)
        )
        return [row.message_id for row in await self._all(query)]

    async def account(self, name: str) -> Account | None:
        row = await self._one(select(a.accounts).where(a.accounts.c.account == name))
        return ACCOUNT.of(row) if row else None

    async def accounts(self) -> Sequence[Account]:
        return ACCOUNT.all_of(await self._all(select(a.accounts).order_by(a.accounts.c.account)))

    async def session(self, id: str) -> tuple[Session, Account | None] | None:
        s, c = a.sessions, a.accounts.c
        query = select(s, *(each.label(f"its_{each.name}") for each in c)).outerjoin(
            a.accounts, c.account == s.c.account
        )
        row = await self._one(query.where(s.c.id == id))
        if row is None:
            return None
        its = {each.name: row._mapping[f"its_{each.name}"] for each in c}
        return SESSION.of(row), ACCOUNT.of(its) if its["account"] is not None else None

    async def sessions_of(self, account: str) -> Sequence[Session]:
        c = a.sessions.c
        query = select(a.sessions).where(c.account == account, c.ended_at.is_(None)).order_by(c.created_at.desc(), c.id)
        return SESSION.all_of(await self._all(query))

    async def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        def rows(connection: Connection) -> Sequence[Row[Any]]:
            found: Sequence[Row[Any]] = connection.execute(query).all()
            return found

        return await self._read(rows)

    async def _one(self, query: Select[Any]) -> Row[Any] | None:
        def row(connection: Connection) -> Row[Any] | None:
            found: Row[Any] | None = connection.execute(query).first()
            return found

        return await self._read(row)
