"""Answers that go to many: those under way, and how far each has come."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.gathering import Gathering, Post
from router.domain.record import Record
from router.store import tables as t
from router.store.among import among
from router.store.monitor_tables import gatherings
from router.store.rows import GATHERING
from router.store.views.monitor import posts_between

MOST = 2000  #: posts that one look takes in
GONE = ("sent", "delivered", "read")
LOST = ("bounced", "failed", "uncertain", "withheld")


class Progress(Record):
    """Of the answers to one burst."""

    waiting: int = 0
    sent: int = 0
    lost: int = 0

    @property
    def total(self) -> int:
        return self.waiting + self.sent + self.lost


async def live(reads: AsyncEngine) -> Sequence[Gathering]:
    """Those that have not ended, the oldest first."""
    async with reads.connect() as connection:
        query = select(gatherings).where(gatherings.c.ended.is_(None)).order_by(gatherings.c.at)
        return GATHERING.all_of((await connection.execute(query)).all())


async def posts(reads: AsyncEngine, since: datetime, until: datetime) -> Sequence[Post]:
    """Public ones received in that time."""
    return [
        Post(
            reference=each.reference,
            mention=each.mention,
            source=each.source,
            is_open=each.is_open,
            assignee=each.assignee,
            urgency=each.urgency,
            merged_into=each.merged_into,
        )
        for each in await posts_between(reads, since, until, MOST)
    ]


async def progress(reads: AsyncEngine, heads: Collection[str]) -> Mapping[str, Progress]:
    """Of each of these cases how many answers, with those of the cases that went on in it, wait, went, or were lost."""
    c, o = t.cases.c, t.outgoing.c
    head = func.coalesce(c.merged_into, c.reference).label("head")
    query = (
        select(head, o.state, func.count())
        .join(t.outgoing, o.case == c.reference)
        .where(or_(among(c.reference, heads), among(c.merged_into, heads)), o.purpose == "reply")
        .group_by(head, o.state)
    )
    found: dict[str, Progress] = {}
    async with reads.connect() as connection:
        for name, state, count in await connection.execute(query):
            kind = "sent" if state in GONE else "lost" if state in LOST else "waiting"
            before = found.get(name, Progress())
            found[name] = before.with_(**{kind: getattr(before, kind) + count})
    return found
