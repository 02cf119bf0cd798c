"""What the register has of a channel, for who compares it with what the neighbour has."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Column, Connection, Row, Select, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import from_micros, to_micros
from router.domain.taken import Reported, Taken
from router.store import tables as t

TOGETHER = 500  #: ids in one question
MOST = 20_000
REPORTS = 1000


class RegisterOf:
    """Of one channel. Reads alone."""

    def __init__(self, engine: AsyncEngine, channel: str) -> None:
        self._engine, self._channel = engine, channel

    async def known(self, message_ids: Collection[str], ids: Collection[str]) -> frozenset[str]:
        async with self._engine.connect() as connection:
            return await connection.run_sync(known_in, message_ids, ids)

    async def opened(self, since: datetime) -> Sequence[Taken]:
        """The newest 20,000 at most."""
        async with self._engine.connect() as connection:
            return await connection.run_sync(opened_in, self._channel, since)

    async def reported(
        self, since: datetime, until: datetime, *, contact: str | None = None, references: Collection[str] = ()
    ) -> Sequence[Reported]:
        query = reports(self._channel, contact, references)
        query = query.where(t.cases.c.received_at.between(to_micros(since), to_micros(until)))
        async with self._engine.connect() as connection:
            return [reported_of(row) for row in (await connection.execute(query)).all()]


def known_in(connection: Connection, message_ids: Collection[str], ids: Collection[str]) -> frozenset[str]:
    """Those of the message ids and contact ids that the register has."""
    found = _among(connection, t.threads.c.message_id, message_ids)
    return frozenset(found | _among(connection, t.contacts.c.id, ids))


def opened_in(connection: Connection, channel: str, since: datetime) -> Sequence[Taken]:
    """What opened a case over this channel since then, oldest first."""
    query = (
        select(t.contacts.c.id, t.texts.c.message_id, t.texts.c.wire)
        .select_from(t.cases)
        .join(t.contacts, t.contacts.c.id == t.cases.c.contact)
        .join(t.texts, t.texts.c.id == t.contacts.c.id)
        .where(t.cases.c.received_at >= to_micros(since), t.contacts.c.source == channel)
        .order_by(t.cases.c.received_at.desc())
        .limit(MOST)
    )
    rows = connection.execute(query).all()
    return [
        Taken(id=row.id, message_id=row.message_id, wire=msgspec.json.decode(row.wire or "{}"))
        for row in reversed(rows)
    ]


def reports(channel: str, contact: str | None, references: Collection[str]) -> Select[Any]:
    """Only what came over this channel: of another's case nothing is told."""
    case = t.cases.c
    query = (
        select(
            case.reference,
            case.contact,
            case.product,
            case.received_at,
            case.changed_at,
            case.closed_at,
            t.texts.c.wire,
        )
        .select_from(t.cases)
        .join(t.contacts, t.contacts.c.id == case.contact)
        .outerjoin(t.texts, t.texts.c.id == case.contact)
        .where(t.contacts.c.source == channel)
        .order_by(case.received_at.desc())
        .limit(REPORTS)
    )
    if contact is not None:
        query = query.where(case.contact == contact)
    return query.where(case.reference.in_(list(references)[:TOGETHER])) if references else query


def reported_of(row: Row[Any]) -> Reported:
    return Reported(
        reference=row.reference,
        contact=row.contact,
        product=row.product,
        received_at=from_micros(row.received_at),
        changed_at=from_micros(row.changed_at),
        closed_at=None if row.closed_at is None else from_micros(row.closed_at),
        wire=msgspec.json.decode(row.wire or "{}"),
    )


def cursor_in(connection: Connection, source: str) -> str:
    """Where that source was last read up to; "" for one never heard of."""
    found = connection.execute(select(t.sources.c.cursor).where(t.sources.c.name == source)).scalar()
    return str(found or "")


def _among(connection: Connection, column: Column[str], wanted: Collection[str]) -> set[str]:
    """Those of them that stand in that column."""
    found: set[str] = set()
    asked = list(wanted)
    for start in range(0, len(asked), TOGETHER):
        query = select(column).where(column.in_(asked[start : start + TOGETHER]))
        found.update(connection.execute(query).scalars())
    return found
