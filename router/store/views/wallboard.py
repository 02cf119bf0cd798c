"""The wallboard's figures: a fixed handful of grouped reads, however many teams, cases and screens there are."""

from collections import Counter as Tally
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.moments import optional_moment, to_micros
from router.domain.record import Record
from router.domain.words import CaseStatus, PromiseKind, PromiseState, Steer, SteerOutcome
from router.store import tables as t

BREAKS = (5, 15, 60)  #: minutes ahead
SOON = timedelta(minutes=BREAKS[0])  #: amber on the wallboard
OPEN = tuple(status.value for status in CaseStatus if status != CaseStatus.CLOSED)
WAITING = (CaseStatus.QUEUED.value, CaseStatus.OFFERED.value)
KINDS = tuple(kind.value for kind in PromiseKind)
ENDED = (PromiseState.KEPT.value, PromiseState.BROKEN.value)
OWED = (PromiseState.OPEN.value, PromiseState.BROKEN.value)
Rows = dict[str, Row[Any]]


class TeamFigures(Record):
    """How one team stands. Late, soon and the breaks tell of the first promise of a case that breaks."""

    team: str
    waiting: int = 0
    waiting_late: int = 0
    waiting_soon: int = 0
    oldest: datetime | None = None  #: arrival of what waits longest
    breach: datetime | None = None  #: of all that is open, also what somebody has in hand
    late: int = 0
    breaks: tuple[int, ...] = (0,) * len(BREAKS)  #: not late yet, but within 5, 15, 60 minutes
    callbacks: int = 0  #: still to be made today
    callbacks_late: int = 0
    kept: int = 0
    ended: int = 0  #: promises kept or broken today


class Figures(Record):
    """Everything on the board but the telephone."""

    teams: tuple[TeamFigures, ...]
    register: int
    quarantined: int
    steers: dict[str, int]  #: of cases that came in today: click, call, face
    steered: dict[str, int]  #: the same cases by what became of the offer: offered, taken, refused, ignored

    @property
    def waiting(self) -> int:
        return sum(team.waiting for team in self.teams)


async def wallboard(
    reads: AsyncEngine, teams: Collection[str], today: tuple[datetime, datetime], now: datetime
) -> Figures:
    """`today` is [midnight, midnight) there. A team no longer configured is still given while it has open cases."""
    async with reads.connect() as connection:
        counts = (await connection.execute(_counts())).all()
        named = list(dict.fromkeys([*teams, *(row.team for row in counts if row.status != CaseStatus.CLOSED)]))
        cases = await _by_team(connection, _cases(named, now))
        callbacks = await _by_team(connection, _callbacks(today[1], now))
        promises = await _by_team(connection, _ended(*today))
        steers, steered = await _steered(connection, today)
        held = (await connection.execute(select(func.count()).where(t.quarantine.c.state == "held"))).scalar_one()
    return Figures(
        teams=tuple(_team(team, cases.get(team), callbacks.get(team), promises.get(team)) for team in named),
        register=sum(row.number for row in counts),
        quarantined=held,
        steers={steer.value: steers[steer.value] for steer in (Steer.CLICK, Steer.CALL, Steer.FACE)},
        steered={outcome.value: steered[outcome.value] for outcome in SteerOutcome},
    )


async def _by_team(connection: AsyncConnection, query: Select[Any]) -> Rows:
    return {row.team: row for row in (await connection.execute(query)).all()}


def _counts() -> Select[Any]:
    """Answered from the index `cases_by_team` alone."""
    c = t.cases.c
    return select(c.team, c.status, func.count().label("number")).group_by(c.team, c.status)


def _cases(teams: Collection[str], now: datetime) -> Select[Any]:
    c, waits = t.cases.c, t.cases.c.status.in_(WAITING)
    late, soon = is_late(now), breaks(now, now + SOON)
    return (
        select(
            c.team,
            _number(waits).label("waiting"),
            _number(waits & late).label("waiting_late"),
            _number(waits & soon).label("waiting_soon"),
            func.min(c.received_at).filter(waits).label("oldest"),
            func.min(c.next_breach).label("breach"),
            _number(late).label("late"),
            *(_number(breaks(now, now + timedelta(minutes=ahead))).label(f"within_{ahead}") for ahead in BREAKS),
        )
        .where(c.team.in_(list(teams)), c.status.in_(OPEN))
        .group_by(c.team)
    )


def is_late(now: datetime) -> ColumnElement[bool]:
    return t.cases.c.next_breach <= to_micros(now)


def breaks(now: datetime, end: datetime) -> ColumnElement[bool]:
    """Not late yet, but by `end`."""
    return (t.cases.c.next_breach > to_micros(now)) & (t.cases.c.next_breach <= to_micros(end))


def came_in(start: datetime, end: datetime) -> ColumnElement[bool]:
    return (t.cases.c.received_at >= to_micros(start)) & (t.cases.c.received_at < to_micros(end))


def to_call(midnight: datetime) -> ColumnElement[bool]:
    """A callback owed, and due before today ends; with its case, which is open."""
    p = t.promises.c
    return and_(
        p.kind == PromiseKind.CALLBACK.value,
        p.state.in_(OWED),
        p.due < to_micros(midnight),
        p.fulfilled.is_(None),
        t.cases.c.status != CaseStatus.CLOSED.value,
    )


def ended(start: datetime, end: datetime) -> ColumnElement[bool]:
    """Kept or broken today. None ends after it is due, so that only what is due from today on need be looked at."""
    p = t.promises.c
    return and_(
        p.kind.in_(KINDS),
        p.state.in_(ENDED),
        p.due >= to_micros(start),
        p.ended >= to_micros(start),
        p.ended < to_micros(end),
    )


def _callbacks(midnight: datetime, now: datetime) -> Select[Any]:
    p, late = t.promises.c, t.promises.c.due <= to_micros(now)
    return (
        select(p.team, _number(~late).label("callbacks"), _number(late).label("callbacks_late"))
        .join(t.cases, t.cases.c.reference == p.case)
        .where(to_call(midnight))
        .group_by(p.team)
    )


def _ended(start: datetime, end: datetime) -> Select[Any]:
    p = t.promises.c
    return (
        select(p.team, _number(p.state == PromiseState.KEPT.value).label("kept"), func.count().label("ended"))
        .where(ended(start, end))
        .group_by(p.team)
    )


async def _steered(connection: AsyncConnection, today: tuple[datetime, datetime]) -> tuple[Tally[str], Tally[str]]:
    """Cases of today by what was advised, and by what became of it."""
    c = t.cases.c
    query = select(c.steer, c.steer_outcome, func.count()).where(came_in(*today)).group_by(c.steer, c.steer_outcome)
    steers, outcomes = Tally[str](), Tally[str]()
    for steer, outcome, number in await connection.execute(query):
        steers[steer] += number
        outcomes[outcome or ""] += number
    return steers, outcomes


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count().filter(condition)


def _team(team: str, cases: Row[Any] | None, callbacks: Row[Any] | None, promises: Row[Any] | None) -> TeamFigures:
    found = TeamFigures(team=team)
    if cases is not None:
        found = found.with_(
            waiting=cases.waiting,
            waiting_late=cases.waiting_late,
            waiting_soon=cases.waiting_soon,
            late=cases.late,
            oldest=optional_moment(cases.oldest),
            breach=optional_moment(cases.breach),
            breaks=tuple(cases._mapping[f"within_{ahead}"] for ahead in BREAKS),
        )
    if callbacks is not None:
        found = found.with_(callbacks=callbacks.callbacks, callbacks_late=callbacks.callbacks_late)
    return found if promises is None else found.with_(kept=promises.kept, ended=promises.ended)
