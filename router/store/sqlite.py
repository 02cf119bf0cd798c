"""The embedded store: the register in one SQLite file."""

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Select, and_, event, func, or_, select
from sqlalchemy.engine import Row
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from router.domain.caller import Caller
from router.domain.case import Case, CaseFile
from router.domain.change import Change, History, Outgoing, Quarantined
from router.domain.contact import CallEvent, Contact, Party, Text
from router.domain.known import Known
from router.domain.moments import from_micros, to_micros
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.domain.words import CaseStatus, PromiseState
from router.store import tables as t
from router.store.alarm import Alarm
from router.store.base import Position
from router.store.callers import callers_of, events_of
from router.store.known import known_of
from router.store.rows import CASE, CONTACT, HISTORY, OUTGOING, PARTY, PROMISE, QUARANTINED, TEXT
from router.store.writer import Writer
from router.store.writing import write


class SqliteStore:
    """Meets every port of the store. `engine` is for the reads of pages (store/views/)."""

    def __init__(self, path: Path) -> None:
        self._writer = Writer(path)
        self._alarm = Alarm()
        self.engine: AsyncEngine = create_async_engine(f"sqlite+aiosqlite:///{path}", pool_size=4, max_overflow=0)
        event.listen(self.engine.sync_engine, "connect", _readers_only_read)

    async def open(self) -> None:
        await self._writer.open()

    async def close(self) -> None:
        await self.engine.dispose()
        await self._writer.close()

    async def apply(self, changes: Sequence[Change], position: Position | None = None) -> int:
        done = await self._writer.do(lambda connection: write(connection, changes, position), people=position is None)
        self._alarm.hear(changes)
        return done

    async def files(self, references: Collection[str]) -> Mapping[str, CaseFile]:
        wanted = list(references)
        if not wanted:
            return {}
        async with self.engine.connect() as connection:
            cases = CASE.all_of(
                (await connection.execute(select(t.cases).where(t.cases.c.reference.in_(wanted)))).all()
            )
            promises = PROMISE.all_of(
                (
                    await connection.execute(
                        select(t.promises)
                        .where(t.promises.c.case.in_(wanted))
                        .order_by(t.promises.c.since, t.promises.c.id)
                    )
                ).all()
            )
            parties = (
                await connection.execute(
                    select(t.contacts.c.case, t.contacts.c.party).where(t.contacts.c.case.in_(wanted)).distinct()
                )
            ).all()
        made, known = defaultdict[str, list[Promise]](list), defaultdict[str, set[str]](set)
        for promise in promises:
            made[promise.case].append(promise)
        for reference, party in parties:
            known[reference].update([party] if party else [])
        return {
            case.reference: CaseFile(
                case=case, promises=tuple(made[case.reference]), parties=frozenset(known[case.reference])
            )
            for case in cases
        }

    async def loads_of(self, account: str) -> Holds:
        rows = await self._all(select(t.loads.c.lane, t.loads.c.active).where(t.loads.c.account == account))
        return {row.lane: row.active for row in rows}

    async def held_by(self, account: str) -> Sequence[str]:
        query = select(t.cases.c.reference).where(
            t.cases.c.assignee == account, t.cases.c.status == CaseStatus.ACTIVE.value
        )
        return [row.reference for row in await self._all(query)]

    async def offers(self) -> Sequence[Case]:
        query = select(t.cases).where(t.cases.c.offer_ends.is_not(None)).order_by(t.cases.c.offer_ends)
        return CASE.all_of(await self._all(query))

    async def draw(self, prefix: str, count: int) -> int:
        return await self._writer.do(lambda connection: _draw(connection, prefix, count), people=True)

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
        states = (CaseStatus.QUEUED.value, CaseStatus.OFFERED.value)
        return CASE.all_of(await self._all(select(t.cases).where(t.cases.c.status.in_(states))))

    async def take(self, partition: int) -> Position:
        return await self._writer.do(lambda connection: _take(connection, partition), people=True)

    async def digests(self, contacts: Collection[str]) -> Mapping[str, bytes]:
        if not contacts:
            return {}
        rows = await self._all(select(t.contacts.c.id, t.contacts.c.digest).where(t.contacts.c.id.in_(list(contacts))))
        return {row.id: row.digest for row in rows}

    async def threads(self, message_ids: Collection[str]) -> Mapping[str, str]:
        if not message_ids:
            return {}
        rows = await self._all(select(t.threads).where(t.threads.c.message_id.in_(list(message_ids))))
        return {row.message_id: row.case for row in rows}

    async def known(self, parties: Collection[str], since: datetime) -> Mapping[str, Known]:
        if not parties:
            return {}
        async with self.engine.connect() as connection:
            return await known_of(connection, parties, since)

    async def calls(self, calls: Collection[str]) -> Mapping[str, Sequence[CallEvent]]:
        found: dict[str, list[CallEvent]] = {call: [] for call in calls}
        if calls:
            async with self.engine.connect() as connection:
                for event in await events_of(connection, list(calls)):
                    found[event.call].append(event)
        return found

    async def callers(self, parties: Collection[str], since: datetime) -> Mapping[str, Caller]:
        if not parties:
            return {}
        async with self.engine.connect() as connection:
            return await callers_of(connection, parties, since)

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

    async def earlier(self, than: datetime | None, within: float) -> None:
        await self._alarm.earlier(than, within)

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

    async def message(self, contact: str) -> tuple[Contact, Text] | None:
        row = await self._one(select(t.contacts).where(t.contacts.c.id == contact))
        text = await self._one(select(t.texts).where(t.texts.c.id == contact))
        return (CONTACT.of(row), TEXT.of(text)) if row and text else None

    async def party(self, party: str) -> Party | None:
        row = await self._one(select(t.parties).where(t.parties.c.id == party))
        return PARTY.of(row) if row else None

    async def parties(self, parties: Collection[str]) -> Mapping[str, Party]:
        if not parties:
            return {}
        rows = await self._all(select(t.parties).where(t.parties.c.id.in_(list(parties))))
        return {each.id: each for each in PARTY.all_of(rows)}

    async def last_message_ids(self, reference: str) -> Sequence[str]:
        query = (
            select(t.texts.c.message_id)
            .join(t.contacts, t.contacts.c.id == t.texts.c.id)
            .where(t.contacts.c.case == reference, t.contacts.c.direction == "in", t.texts.c.message_id.is_not(None))
            .order_by(t.contacts.c.received_at.desc())
            .limit(20)
        )
        return [row.message_id for row in await self._all(query)]

    async def _all(self, query: Select[Any]) -> Sequence[Row[Any]]:
        async with self.engine.connect() as connection:
            rows: Sequence[Row[Any]] = (await connection.execute(query)).all()
            return rows

    async def _one(self, query: Select[Any]) -> Row[Any] | None:
        async with self.engine.connect() as connection:
            row: Row[Any] | None = (await connection.execute(query)).first()
            return row


def _readers_only_read(connection: Any, _: object) -> None:
    """One writer alone writes and checkpoints; SQLite before 3.51.3 can damage a file otherwise."""
    for pragma in ("query_only=ON", "wal_autocheckpoint=0", "cache_size=-16384"):
        connection.execute(f"PRAGMA {pragma}")


def _draw(connection: sqlite3.Connection, prefix: str, count: int) -> int:
    (following,) = connection.execute(
        "INSERT INTO numbers (prefix, next) VALUES (?, 1 + ?) ON CONFLICT (prefix) DO UPDATE SET next = next + ? RETURNING next",
        (prefix, count, count),
    ).fetchone()
    return int(following) - count


def _take(connection: sqlite3.Connection, partition: int) -> Position:
    row = connection.execute(
        'INSERT INTO partitions (partition, epoch, "offset") VALUES (?, 1, -1) '
        'ON CONFLICT (partition) DO UPDATE SET epoch = epoch + 1 RETURNING partition, epoch, "offset"',
        (partition,),
    ).fetchone()
    return Position(*row)
