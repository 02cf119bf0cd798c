"""Service levels, recounted from the legs of calls at every asking: no counter can drift (I9)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncEngine

from router.domain.moments import to_micros
from router.store import tables as t

FORMULA = "sl = answeredWithin / answered; sl2 = (answeredWithin + abandonedWithin) / (answered + abandoned)"


async def service_levels(
    reads: AsyncEngine, start: datetime, end: datetime, threshold: int, queue: str | None = None
) -> list[dict[str, object]]:
    """Per queue, over the calls that entered it in [start, end). `threshold` in seconds; within means wait <= threshold."""
    query = select(t.legs).where(t.legs.c.entered >= to_micros(start), t.legs.c.entered < to_micros(end))
    if queue is not None:
        query = query.where(t.legs.c.queue == queue)
    async with reads.connect() as connection:
        rows = (await connection.execute(query)).all()
    queues = sorted({row.queue for row in rows} | ({queue} if queue else set()))
    return [level(name, [row for row in rows if row.queue == name], threshold) for name in queues]


def level(queue: str, legs: Iterable[Row[Any]], threshold: int) -> dict[str, object]:
    """Waits are event times subtracted, whole microseconds; shown in milliseconds, truncated."""
    legs = list(legs)
    limit = threshold * 1_000_000
    waits = {
        ending: [leg.ended - leg.entered for leg in legs if leg.ending == ending]
        for ending in ("answered", "abandoned", "timed-out")
    }
    answered, abandoned = waits["answered"], waits["abandoned"]
    within = sum(1 for wait in answered if wait <= limit)
    left_within = sum(1 for wait in abandoned if wait <= limit)
    return {
        "queue": queue,
        "offered": len(legs),
        "answered": len(answered),
        "answeredWithin": within,
        "abandoned": len(abandoned),
        "abandonedWithin": left_within,
        "timedOut": len(waits["timed-out"]),
        "waiting": sum(1 for leg in legs if leg.ending is None),
        "thresholdSeconds": threshold,
        "sl": share(within, len(answered)),
        "sl2": share(within + left_within, len(answered) + len(abandoned)),
        "meanWaitSeconds": (sum(answered) // len(answered) // 1000) / 1000 if answered else None,
        "formula": FORMULA,
    }


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None
