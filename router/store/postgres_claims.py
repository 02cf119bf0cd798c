"""Due work, shared by the clocks of several processes: who asks claims what he is given, for a while.

A claim decides nothing: a timer's generation does, and the loser of a race has a Stale. It keeps two from the same work.
"""

import uuid
from collections.abc import Sequence
from typing import Any

from router.store.rows import OUTGOING, PROMISE

LEASE = "5 seconds"  #: after which another takes over what a stopped process had claimed
FREE = (
    "NOT EXISTS (SELECT FROM claims AS taken WHERE taken.what = held.id AND taken.holder <> $1 "
    "AND taken.until > clock_timestamp())"
)
ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(hashtextextended('balie.claims.' || current_schema(), 0))"
FORGET = "DELETE FROM claims WHERE holder = $1 AND what = ANY ($2::text[]) OR until < clock_timestamp()"
CLAIM = (
    f"INSERT INTO claims (what, holder, until) SELECT what, $1, clock_timestamp() + interval '{LEASE}' "
    "FROM unnest($2::text[]) AS sent (what) ON CONFLICT (what) DO UPDATE SET holder = $1, until = excluded.until"
)


def _claimable(table: str, columns: Sequence[str], still: str) -> str:
    """Rows that nobody else claimed or is changing at this moment, first due first."""
    names = ", ".join(f'"{name}"' for name in columns)
    return (
        f'SELECT {names} FROM "{table}" AS held WHERE next_at <= $2 AND {still} AND {FREE} '
        "ORDER BY next_at LIMIT $3 FOR UPDATE SKIP LOCKED"
    )


DUE = _claimable("promises", PROMISE.columns, "state = 'open'")
READY = _claimable("outgoing", OUTGOING.columns, "TRUE")
NEXT_AT = f"SELECT next_at FROM promises AS held WHERE next_at IS NOT NULL AND {FREE} ORDER BY next_at LIMIT 1"


class Claims:
    """Of one process, under a name of its own."""

    def __init__(self) -> None:
        self._holder = uuid.uuid4().hex
        self._held: dict[str, list[str]] = {DUE: [], READY: []}

    async def due(self, driver: Any, now: int, limit: int) -> Sequence[Any]:
        return await self._claimed(driver, DUE, now, limit)

    async def ready(self, driver: Any, now: int, limit: int) -> Sequence[Any]:
        return await self._claimed(driver, READY, now, limit)

    async def next_at(self, driver: Any) -> int | None:
        """Of what others are at work on, theirs is the moment."""
        found: int | None = await driver.fetchval(NEXT_AT, self._holder)
        return found

    async def _claimed(self, driver: Any, query: str, now: int, limit: int) -> Sequence[Any]:
        """What was claimed before and is not due any more is let go of."""
        async with driver.transaction():
            await driver.execute(ONE_AFTER_THE_OTHER)
            rows: Sequence[Any] = await driver.fetch(query, self._holder, now, limit)
            found = [row["id"] for row in rows]
            if gone := set(self._held[query]).difference(found):
                await driver.execute(FORGET, self._holder, sorted(gone))
            if found:
                await driver.execute(CLAIM, self._holder, found)
        self._held[query] = found
        return rows
