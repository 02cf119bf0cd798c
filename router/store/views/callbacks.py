"""Callbacks that somebody waits for: too late, due today, planned; each with its window, attempts and next attempt."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.promise import Promise
from router.domain.record import Record
from router.domain.words import CaseStatus, PromiseKind, PromiseState
from router.store import tables as t
from router.store.among import among
from router.store.rows import PROMISE
from router.store.said import all_said, said
from router.store.views.worklist import SAID, shortened

MOST = 50  #: on one page, the first to break


class Callback(Record):
    """One line: whom to ring about what, and how far it has come."""

    promise: Promise
    reference: str
    team: str
    product: str | None
    urgency: str
    assignee: str | None
    said: str  #: the subject, else how the text begins; may be empty
    name: str | None
    phone: str | None
    email: str | None

    @property
    def moment(self) -> datetime:
        """When to ring: as planned, else as they asked, else as soon as can be."""
        return self.promise.next_attempt or self.promise.not_before or self.promise.since


class Callbacks(Record):
    late: tuple[Callback, ...] = ()
    today: tuple[Callback, ...] = ()
    planned: tuple[Callback, ...] = ()
    more: int = 0  #: that do not fit on the page

    @property
    def count(self) -> int:
        return len(self.late) + len(self.today) + len(self.planned) + self.more


async def callbacks(
    reads: AsyncEngine, teams: str | Collection[str] | None, midnight: datetime, now: datetime
) -> Callbacks:
    """Of one team, of these, or of all. `midnight` ends today. Late: the promise broke. Today: due before midnight, or to be rung by then."""
    async with reads.connect() as connection:
        rows = (await connection.execute(_owed(teams).limit(MOST))).all()
        count = (await connection.execute(_count(teams))).scalar_one()
    found = sorted((_callback(row) for row in rows), key=lambda each: (each.moment, each.promise.due))
    late = tuple(each for each in found if each.promise.due <= now)
    ahead = [each for each in found if each.promise.due > now]
    return Callbacks(
        late=tuple(sorted(late, key=lambda each: each.promise.due)),
        today=tuple(each for each in ahead if _is_today(each, midnight)),
        planned=tuple(each for each in ahead if not _is_today(each, midnight)),
        more=count - len(rows),
    )


def _is_today(callback: Callback, midnight: datetime) -> bool:
    following = callback.promise.next_attempt or callback.promise.not_before
    return callback.promise.due < midnight or (following is not None and following < midnight)


def _owed(teams: str | Collection[str] | None) -> Select[Any]:
    p, c = t.promises.c, t.cases.c
    return (
        select(
            t.promises,
            c.reference,
            c.team.label("has_it"),
            c.product,
            c.urgency,
            c.assignee,
            t.texts.c.subject,
            func.substr(t.texts.c.body, 1, SAID).label("body"),
            t.parties.c.name,
            t.parties.c.phone,
            t.parties.c.email,
        )
        .join(t.cases, c.reference == p.case)
        .outerjoin(t.texts, t.texts.c.id == c.contact)
        .outerjoin(t.parties, t.parties.c.id == c.party)
        .where(*_still(teams))
        .order_by(p.due, p.id)
    )


def _count(teams: str | Collection[str] | None) -> Select[Any]:
    p = t.promises.c
    return select(func.count()).join_from(t.promises, t.cases, t.cases.c.reference == p.case).where(*_still(teams))


def _still(teams: str | Collection[str] | None) -> Iterator[ColumnElement[bool]]:
    """Somebody still waits for it. Said as the index `promises_to_call` says it: it knows no parameters."""
    p, c = t.promises.c, t.cases.c
    yield p.kind == said(PromiseKind.CALLBACK)
    yield p.fulfilled.is_(None)
    yield p.state.in_(all_said((PromiseState.OPEN, PromiseState.BROKEN)))
    yield c.status != CaseStatus.CLOSED.value
    if teams is not None:
        yield c.team == teams if isinstance(teams, str) else among(c.team, teams)


def _callback(row: Row[Any]) -> Callback:
    return Callback(
        promise=PROMISE.of(row),
        reference=row.reference,
        team=row.has_it,
        product=row.product,
        urgency=row.urgency,
        assignee=row.assignee,
        said=shortened((row.subject or row.body or "").strip()),
        name=row.name,
        phone=row.phone,
        email=row.email,
    )
