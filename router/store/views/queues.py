"""How each team's queue stands, from the register itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import optional_moment, to_micros
from router.store import tables as t


async def queue_states(reads: AsyncEngine, teams: list[str], now: datetime) -> list[dict[str, object]]:
    """One row a team, in the order given, also of teams with nothing to do."""
    query = (
        select(
            t.cases.c.team,
            t.cases.c.status,
            func.count().label("count"),
            func.min(t.cases.c.received_at).label("oldest"),
            func.min(t.cases.c.next_breach).label("breach"),
        )
        .where(t.cases.c.status.in_(("queued", "offered", "active")))
        .group_by(t.cases.c.team, t.cases.c.status)
    )
    async with reads.connect() as connection:
        rows = {(row.team, row.status): row for row in (await connection.execute(query)).all()}
    return [
        _state(team, {status: rows.get((team, status)) for status in ("queued", "offered", "active")}, now)
        for team in teams
    ]


def _state(team: str, rows: dict[str, Row[Any] | None], now: datetime) -> dict[str, object]:
    waiting = [row for status, row in rows.items() if row is not None and status != "active"]
    oldest = min((row.oldest for row in waiting), default=None)
    breach = min((row.breach for row in waiting if row.breach is not None), default=None)
    counts = {status: row._mapping["count"] if row is not None else 0 for status, row in rows.items()}
    return {
        "queue": team,
        "team": team,
        "waiting": counts["queued"] + counts["offered"],
        "oldestSeconds": (to_micros(now) - oldest) // 1_000_000 if oldest is not None else None,
        "nextBreach": optional_moment(breach),
        "offered": counts["offered"],
        "active": counts["active"],
    }
