"""What a closed day would do to what was promised, before anybody closes it."""

import asyncio
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from router.domain.calendar import Calendar
from router.domain.closing import CalendarError
from router.domain.due import Term
from router.domain.due_many import due_moments
from router.domain.moments import EPOCH, from_micros, to_micros
from router.domain.municipality import Municipality
from router.domain.promise import Promise
from router.domain.record import Record
from router.store.base import Store

BATCH = 500
MOST = 50_000  #: promises looked at; a municipality with more is told that there are more


class Effect(Record):
    """How many open promises would end later."""

    moved: int
    teams: tuple[tuple[str, int], ...]  #: most first
    first: datetime | None = None  #: the earliest and the latest of the new moments
    last: datetime | None = None
    whole: bool = True  #: every promise was looked at


async def closing_effect(store: Store, before: Municipality, after: Municipality) -> Effect:
    """Nothing is written."""
    changed = {
        name: calendar
        for name, calendar in after.calendars.items()
        if calendar.version != before.calendars[name].version
    }
    dues, teams, cursor, seen = list[datetime](), Counter[str](), (EPOCH, ""), 0
    while seen < MOST and (batch := await store.to_come(cursor, BATCH)):
        cursor, seen = (batch[-1].next_at or EPOCH, batch[-1].id), seen + len(batch)
        for promise, due in await asyncio.to_thread(lambda found: list(_moved(found, changed)), batch):
            dues.append(due)
            teams[promise.team] += 1
    ends = (min(dues), max(dues)) if dues else (None, None)
    return Effect(moved=len(dues), teams=tuple(teams.most_common()), first=ends[0], last=ends[1], whole=seen < MOST)


def _moved(batch: Sequence[Promise], changed: dict[str, Calendar]) -> Iterator[tuple[Promise, datetime]]:
    """As the recounter counts again: what waits for a citizen or ends by the law is left to it."""
    for promise in batch:
        if promise.calendar not in changed or promise.stood or promise.legal is not None:
            continue
        try:
            (due,) = due_moments(Term.parse(promise.term), changed[promise.calendar], [to_micros(promise.since)])
        except CalendarError:
            continue
        if due != to_micros(promise.due) and not promise.term.endswith(("second", "seconds")):
            yield promise, from_micros(due)
