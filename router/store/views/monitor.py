"""Mentions on social media that somebody still has to look at: open cases with the post that began them."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.burst import Mention
from router.domain.mention import mention_of
from router.domain.moments import from_micros
from router.domain.record import Record
from router.domain.words import CaseStatus, Channel
from router.store import tables as t

MOST = 300  #: on one page, the first to break
SAID = 600  #: characters of a post
_wire = msgspec.json.Decoder(dict[str, str]).decode


class Seen(Record):
    """One mention as the monitor shows it."""

    reference: str
    source: str
    status: str
    team: str
    product: str | None
    kind: str
    urgency: str
    tone: str
    assignee: str | None
    said: str
    writer: str  #: a name or handle; may be empty
    received_at: datetime
    breach: datetime | None
    mention: Mention

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """Danger first, then what breaks first; what has no promise waits in order of arrival."""
        moment = self.breach or self.received_at
        return self.urgency != "danger", self.breach is None, moment.timestamp()


async def mentions(reads: AsyncEngine, teams: Collection[str]) -> list[Seen]:
    """Open ones, the most pressing first. A private message is there only for the teams named."""
    async with reads.connect() as connection:
        rows = (await connection.execute(_open().limit(MOST))).all()
    found = [_seen(row) for row in rows]
    return sorted((each for each in found if each.mention.public or each.team in teams), key=lambda each: each.rank)


def _open() -> Select[Any]:
    c = t.cases.c
    return (
        select(
            t.cases,
            func.substr(t.texts.c.body, 1, SAID).label("said"),
            t.texts.c.wire,
            func.coalesce(t.parties.c.name, t.parties.c.handle, "").label("writer"),
        )
        .outerjoin(t.texts, t.texts.c.id == c.contact)
        .outerjoin(t.parties, t.parties.c.id == c.party)
        .where(c.channel == Channel.MENTION.value, or_(*(c.status == each for each in OPEN)))
        .order_by(c.received_at.desc(), c.reference)
    )


OPEN = tuple(each.value for each in CaseStatus if each not in (CaseStatus.CLOSED, CaseStatus.QUARANTINED))


def _seen(row: Row[Any]) -> Seen:
    received = from_micros(row.received_at)
    return Seen(
        reference=row.reference,
        source=row.source,
        status=row.status,
        team=row.team,
        product=row.product,
        kind=row.kind,
        urgency=row.urgency,
        tone=row.tone,
        assignee=row.assignee,
        said=row.said or "",
        writer=row.writer,
        received_at=received,
        breach=from_micros(row.next_breach) if row.next_breach is not None else None,
        mention=mention_of(row.contact, received, _wire(row.wire or "{}"), row.product, row.place),
    )
