"""The work list: what lies in somebody's hands and what waits for them, as lines to choose from."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.case import Wanted
from router.domain.change import Notice
from router.domain.moments import from_micros
from router.domain.record import Record
from router.domain.words import CaseStatus
from router.store import tables as t
from router.store.among import among
from router.store.rows import NOTICE

HELD = (CaseStatus.ACTIVE.value, CaseStatus.WAITING.value)
MOST_HELD = 100
SAID = 200  #: characters of a text from which a title is made
_wanted = msgspec.json.Decoder(Wanted).decode


class Item(Record):
    """One line: a case, its words and who it is from."""

    reference: str
    version: int
    channel: str
    status: str
    team: str
    product: str | None
    urgency: str
    priority: int
    assignee: str | None
    breach: datetime | None
    received_at: datetime
    said: str  #: the subject, else how the text begins; may be empty
    party: str | None
    wanted: Wanted | None = None
    offered_to: str | None = None


class Offered(Record):
    """A case that lies before somebody, until `ends`."""

    item: Item
    ends: datetime


async def items(engine: AsyncEngine, account: str, references: Collection[str]) -> dict[str, Item]:
    """What `account` holds and these references, in one query; unknown ones are left out."""
    c = t.cases.c
    held = select(c.reference).where(c.assignee == account, c.status.in_(HELD)).limit(MOST_HELD).subquery()
    named = select(c.reference).where(among(c.reference, references))
    query = _lines().where(c.reference.in_(select(held.c.reference).union(named)))
    async with engine.connect() as connection:
        rows = (await connection.execute(query)).all()
    return {row.reference: _item(row) for row in rows}


async def offered_to(engine: AsyncEngine, account: str) -> Offered | None:
    """What lies before this account, the first to ring out."""
    c = t.cases.c
    query = _lines().where(c.offer_ends.is_not(None), c.offered_to == account).order_by(c.offer_ends).limit(1)
    async with engine.connect() as connection:
        row = (await connection.execute(query)).first()
    return Offered(item=_item(row), ends=from_micros(row.offer_ends)) if row is not None else None


def _lines() -> Select[Any]:
    """Cases with their words and who they are from."""
    c = t.cases.c
    return (
        select(
            t.cases,
            t.texts.c.subject,
            func.substr(t.texts.c.body, 1, SAID).label("body"),
            t.parties.c.name,
            t.parties.c.email,
            t.parties.c.phone,
            t.parties.c.handle,
        )
        .outerjoin(t.texts, t.texts.c.id == c.contact)
        .outerjoin(t.parties, t.parties.c.id == c.party)
    )


async def notices(engine: AsyncEngine, account: str, limit: int = 5) -> list[Notice]:
    """The latest words to this account about cases that are still open, but for those ticked off."""
    n = t.notices.c
    query = (
        select(t.notices)
        .join(t.cases, t.cases.c.reference == n.case)
        .where(n.account == account, n.seen.is_(None), t.cases.c.status != CaseStatus.CLOSED.value)
        .order_by(n.at.desc(), n.id)
        .limit(limit)
    )
    async with engine.connect() as connection:
        return NOTICE.all_of((await connection.execute(query)).all())


def _item(row: Row[Any]) -> Item:
    said = (row.subject or row.body or "").strip()
    return Item(
        reference=row.reference,
        version=row.version,
        channel=row.channel,
        status=row.status,
        team=row.team,
        product=row.product,
        urgency=row.urgency,
        priority=row.priority,
        assignee=row.assignee,
        breach=from_micros(row.next_breach) if row.next_breach is not None else None,
        received_at=from_micros(row.received_at),
        said=shortened(said),
        party=row.name or row.email or row.phone or row.handle,
        wanted=_wanted(row.wanted) if row.wanted else None,
        offered_to=row.offered_to,
    )


def shortened(said: str, most: int = 70) -> str:
    """The first line, cut at a word."""
    first = said.partition("\n")[0].strip()
    return first if len(first) <= most else first[:most].rpartition(" ")[0] + "…"


async def lines_of(engine: AsyncEngine, references: Collection[str]) -> list[Item]:
    """These, in the order given; unknown ones are left out."""
    query = _lines().where(among(t.cases.c.reference, references))
    async with engine.connect() as connection:
        found = {row.reference: _item(row) for row in (await connection.execute(query)).all()}
    return [found[each] for each in references if each in found]
