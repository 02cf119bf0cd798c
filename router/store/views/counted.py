"""What a figure of the boards counted, one by one: the same conditions as the board's, so that the two agree."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import from_micros, optional_moment, to_micros
from router.domain.record import Record
from router.domain.words import CallEventKind, CaseStatus, PromiseState, Steer, SteerOutcome
from router.store import tables as t
from router.store.said import all_said
from router.store.views.ratings import was_rated
from router.store.views.wallboard import BREAKS, OPEN, breaks, came_in, ended, is_late, to_call

PAGE = 50  #: lines
Condition = Callable[["Span"], ColumnElement[bool]]


class Span(NamedTuple):
    """Now, and [midnight, midnight) of today there."""

    now: datetime
    start: datetime
    end: datetime


class Line(Record):
    """One case that was counted, or a promise of it. Codes and moments only."""

    reference: str
    team: str
    product: str | None
    status: str
    received_at: datetime
    next_breach: datetime | None
    promise: str | None = None
    due: datetime | None = None
    state: str | None = None


class CallLine(Record):
    """One caller's stay in a queue."""

    queue: str
    entered: datetime
    wait: timedelta | None  #: None while they wait
    ending: str | None


class Counted(Record):
    total: int
    lines: tuple[Any, ...]  #: of one page: Line, or CallLine


def _open(condition: Condition) -> Condition:
    return lambda span: t.cases.c.status.in_(OPEN) & condition(span)


def _within(minutes: int) -> Condition:
    return _open(lambda span: breaks(span.now, span.now + timedelta(minutes=minutes)))


def _today(condition: ColumnElement[bool]) -> Condition:
    return lambda span: came_in(span.start, span.end) & condition


CASES: Mapping[str, Condition] = {
    "late": _open(lambda span: is_late(span.now)),
    **{f"within-{minutes}": _within(minutes) for minutes in BREAKS},
    "waiting": lambda span: t.cases.c.status.in_(all_said((CaseStatus.QUEUED, CaseStatus.OFFERED))),
    "register": lambda span: t.cases.c.status.in_([each.value for each in CaseStatus]),
    **{each.value: _today(t.cases.c.steer == each.value) for each in (Steer.CLICK, Steer.CALL, Steer.FACE)},
    **{each.value: _today(t.cases.c.steer_outcome == each.value) for each in SteerOutcome},
    "rated": lambda span: was_rated(span.now),
}
PROMISES: Mapping[str, Condition] = {
    "callbacks": lambda span: to_call(span.end) & (t.promises.c.due > to_micros(span.now)),
    "callbacks-late": lambda span: to_call(span.end) & (t.promises.c.due <= to_micros(span.now)),
    "ended": lambda span: ended(span.start, span.end),
    "kept": lambda span: ended(span.start, span.end) & (t.promises.c.state == PromiseState.KEPT.value),
}
CALLS: Mapping[str, tuple[str, ...]] = {
    "answered": (CallEventKind.ANSWERED.value,),
    "abandoned": (CallEventKind.ABANDONED.value,),
    "calls": (CallEventKind.ANSWERED.value, CallEventKind.ABANDONED.value),
}
FIGURES = (*CASES, *PROMISES, *CALLS)


async def counted(reads: AsyncEngine, figure: str, span: Span, team: str | None, page: int) -> Counted:
    """`figure` is one of CASES or PROMISES; `page` counts from 0."""
    promised = figure in PROMISES
    owner = t.promises.c.team if promised else t.cases.c.team
    condition = (PROMISES if promised else CASES)[figure](span)
    if team is not None:
        condition = condition & (owner == team)
    query = (_promises() if promised else _cases()).where(condition)
    async with reads.connect() as connection:
        total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
        rows = await connection.execute(query.order_by(*_order(promised)).limit(PAGE).offset(page * PAGE))
        return Counted(total=total, lines=tuple(_line(*row) for row in rows))


async def counted_calls(reads: AsyncEngine, figure: str, start: datetime, end: datetime, page: int) -> Counted:
    """Calls that came into a queue in [start, end) and ended so."""
    c = t.legs.c
    query = select(c.queue, c.entered, c.ended, c.ending).where(
        c.entered >= to_micros(start), c.entered < to_micros(end), c.ending.in_(CALLS[figure])
    )
    async with reads.connect() as connection:
        total = (await connection.execute(select(func.count()).select_from(query.subquery()))).scalar_one()
        rows = await connection.execute(query.order_by(c.entered.desc(), c.call).limit(PAGE).offset(page * PAGE))
        return Counted(total=total, lines=tuple(_call(*row) for row in rows))


def _cases() -> Select[Any]:
    c = t.cases.c
    return select(c.reference, c.team, c.product, c.status, c.received_at, c.next_breach)


def _promises() -> Select[Any]:
    c, p = t.cases.c, t.promises.c
    columns = (c.reference, p.team, c.product, c.status, c.received_at, c.next_breach, p.kind, p.due, p.state)
    return select(*columns).join(t.cases, c.reference == p.case)


def _order(promised: bool) -> tuple[ColumnElement[Any], ...]:
    """What breaks first stands first."""
    if promised:
        return t.promises.c.due, t.promises.c.id
    return t.cases.c.next_breach.is_(None), t.cases.c.next_breach, t.cases.c.reference


def _line(
    reference: str, team: str, product: str | None, status: str, received: int, breach: int | None, *promise: Any
) -> Line:
    found = Line(
        reference=reference,
        team=team,
        product=product,
        status=status,
        received_at=from_micros(received),
        next_breach=optional_moment(breach),
    )
    if not promise:
        return found
    kind, due, state = promise
    return found.with_(promise=kind, due=from_micros(due), state=state)


def _call(queue: str, entered: int, left: int | None, ending: str | None) -> CallLine:
    wait = timedelta(microseconds=left - entered) if left is not None else None
    return CallLine(queue=queue, entered=from_micros(entered), wait=wait, ending=ending)
