"""What a citizen may see of their own case, and what came of something they sent."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.case import Case
from router.domain.change import History
from router.domain.contact import Contact, Party
from router.domain.promise import Promise
from router.domain.record import Record
from router.store import tables as t
from router.store.rows import CASE, CONTACT, HISTORY, PARTY, PROMISE
from router.store.views.merged import goes_on_as

LATEST = 2_000  #: cases that are counted to know what is asked most
LINES = 500  #: of history, on one page


class Followed(Record):
    """A case as its citizen follows it."""

    case: Case
    promises: tuple[Promise, ...]
    history: tuple[History, ...]
    contacts: Mapping[str, Contact]
    subject: str = ""
    party: Party | None = None


class Arrival(Record):
    """A contact that was decided: where it stands and who gets word of it."""

    reference: str | None
    source: str
    source_id: str | None
    received_at: datetime
    email: str | None
    callback: Promise | None
    opened: bool  #: the case; one that joined it proves nothing of who asked before


async def followed(engine: AsyncEngine, reference: str) -> Followed | None:
    async with engine.connect() as connection:
        row = (await connection.execute(select(t.cases).where(t.cases.c.reference == reference))).first()
        return await _whole(connection, CASE.of(row)) if row else None


async def arrival(engine: AsyncEngine, contact: str) -> Arrival | None:
    """None until it is written."""
    async with engine.connect() as connection:
        row = (await connection.execute(select(t.contacts).where(t.contacts.c.id == contact))).first()
        if row is None:
            return None
        found = CONTACT.of(row)
        party = await _party(connection, found.party)
        promises = await _promises(connection, found.case)
        opener = select(t.cases.c.contact).where(t.cases.c.reference == found.case)
        opened = (await connection.execute(opener)).scalar() == contact
    callback = next((each for each in reversed(promises) if each.kind == "callback"), None)
    return Arrival(
        reference=found.case,
        source=found.source,
        source_id=found.source_id,
        received_at=found.received_at,
        email=party.email if party else None,
        callback=callback,
        opened=opened,
    )


async def asked_most(engine: AsyncEngine, limit: int) -> list[str] | None:
    """Products of the latest cases, the most asked first; None when there is no case yet."""
    latest = select(t.cases.c.product).order_by(t.cases.c.received_at.desc()).limit(LATEST).subquery()
    query = (
        select(latest.c.product, func.count())
        .group_by(latest.c.product)
        .order_by(func.count().desc(), latest.c.product)
    )
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return [row[0] for row in rows if row[0]][:limit] if rows else None


async def _whole(connection: AsyncConnection, asked: Case) -> Followed:
    """Of a case that was merged: how it goes on, and of who and what only that which was theirs."""
    if asked.merged_into is None:
        return await _file(connection, asked)
    going = await goes_on_as(connection, asked.reference)
    row = (await connection.execute(select(t.cases).where(t.cases.c.reference == going))).one()
    theirs, file = await _file(connection, asked), await _file(connection, CASE.of(row))
    return file.with_(subject=theirs.subject, party=theirs.party, contacts={**file.contacts, **theirs.contacts})


async def _file(connection: AsyncConnection, case: Case) -> Followed:
    history = (
        await connection.execute(
            select(t.history).where(t.history.c.subject == case.reference).order_by(t.history.c.seq.desc()).limit(LINES)
        )
    ).all()
    contacts = CONTACT.all_of(
        (await connection.execute(select(t.contacts).where(t.contacts.c.case == case.reference))).all()
    )
    subject = (await connection.execute(select(t.texts.c.subject).where(t.texts.c.id == case.contact))).scalar()
    return Followed(
        case=case,
        promises=await _promises(connection, case.reference),
        history=tuple(reversed(HISTORY.all_of(history))),
        contacts={contact.id: contact for contact in contacts},
        subject=subject or "",
        party=await _party(connection, case.party),
    )


async def _promises(connection: AsyncConnection, reference: str | None) -> tuple[Promise, ...]:
    query = select(t.promises).where(t.promises.c.case == reference).order_by(t.promises.c.since, t.promises.c.id)
    return tuple(PROMISE.all_of((await connection.execute(query)).all()))


async def _party(connection: AsyncConnection, party: str | None) -> Party | None:
    row = (await connection.execute(select(t.parties).where(t.parties.c.id == party))).first()
    return PARTY.of(row) if row else None
