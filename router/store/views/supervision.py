"""How each team is doing today, recounted from history and calls at every asking: no counter can drift (I9)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from router.domain.change import History
from router.domain.moments import to_micros
from router.domain.record import Record
from router.domain.words import CallEventKind
from router.store import tables as t
from router.store.partial import ACTED
from router.store.rows import HISTORY

RECENT = timedelta(hours=4)  #: calls that tell how long one takes now
LETS_GO = ("closed", "released", "transferred")  #: what ends the work that a claim began
AFTER = (CallEventKind.ENDED.value, CallEventKind.QUEUED.value, CallEventKind.TRANSFERRED.value)


class Work(Record):
    """What one team's people did today."""

    handled: tuple[timedelta, ...] = ()  #: from taking a case to letting it go, of those let go today; by the clock
    offers_missed: int = 0
    transfers: int = 0  #: that left this team

    @property
    def handle_median(self) -> timedelta | None:
        seconds = [each.total_seconds() for each in self.handled]
        return timedelta(seconds=median(seconds)) if seconds else None


class Calls(Record):
    """One team's callers, now and in the last hours."""

    waiting: int = 0
    handled: tuple[timedelta, ...] = ()  #: from answer to end


async def work_today(reads: AsyncEngine, midnight: datetime) -> Mapping[str, Work]:
    """By team, since `midnight`. Who took a case at one team and let it go after it moved, worked for the first."""
    h = t.history
    since = to_micros(midnight)
    acts = select(h).where(ACTED, h.c.at >= since)
    ended = select(h.c.subject).where(ACTED, h.c.at >= since, h.c.type.in_(LETS_GO))
    claims = select(h).where(h.c.type == "claimed", h.c.at < since, h.c.subject.in_(ended))
    async with reads.connect() as connection:
        today = HISTORY.all_of((await connection.execute(acts.order_by(h.c.seq))).all())
        before = HISTORY.all_of((await connection.execute(claims.order_by(h.c.seq))).all())
    return counted(before, today)


def counted(before: Sequence[History], today: Sequence[History]) -> Mapping[str, Work]:
    """From today's lines, with the claims of earlier days for what was still in hand at midnight."""
    handled: dict[str, list[timedelta]] = defaultdict(list)
    for team, length in _handled([*before, *today]):
        handled[team].append(length)
    missed = _per_team(str(line.data.get("team")) for line in today if line.type == "offer-missed")
    moved = _per_team(str(line.data.get("from")) for line in today if line.type == "transferred")
    return {
        team: Work(handled=tuple(handled[team]), offers_missed=missed[team], transfers=moved[team])
        for team in {*handled, *missed, *moved}
    }


def _handled(lines: Iterable[History]) -> Iterator[tuple[str, timedelta]]:
    taken: dict[str, History] = {}
    for line in lines:
        if line.type == "claimed":
            taken[line.subject] = line
        elif line.type in LETS_GO and (claim := taken.pop(line.subject, None)) is not None:
            yield str(claim.data.get("team")), max(line.at - claim.at, timedelta(0))


def _per_team(teams: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = defaultdict(int)
    for team in teams:
        counts[team] += 1
    return counts


async def calls_now(reads: AsyncEngine, team_of: Callable[[str], str], now: datetime) -> Mapping[str, Calls]:
    """By team: who waits on its lines, and the calls that were answered and are over. A longer wait than RECENT is a lost call."""
    found: dict[str, Calls] = defaultdict(Calls)
    async with reads.connect() as connection:
        for queue, length in await _legs(connection, now):
            calls = found[team_of(queue)]
            found[team_of(queue)] = (
                calls.with_(waiting=calls.waiting + 1)
                if length is None
                else calls.with_(handled=(*calls.handled, length))
            )
    return found


async def _legs(connection: AsyncConnection, now: datetime) -> list[tuple[str, timedelta | None]]:
    """Queue and time handled; None for one that still waits."""
    e, leg = t.call_events.c, t.legs.c
    finished = select(func.min(e.at)).where(e.call == leg.call, e.at > leg.ended, e.event.in_(AFTER)).scalar_subquery()
    query = select(leg.queue, leg.ended, leg.ending, finished.label("finished")).where(
        leg.entered >= to_micros(now - RECENT), leg.entered <= to_micros(now)
    )
    rows = (await connection.execute(query)).all()
    waiting: list[tuple[str, timedelta | None]] = [(row.queue, None) for row in rows if row.ending is None]
    answered = (row for row in rows if row.ending == CallEventKind.ANSWERED and row.finished is not None)
    return waiting + [(row.queue, timedelta(microseconds=row.finished - row.ended)) for row in answered]
