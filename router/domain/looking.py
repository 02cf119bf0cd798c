"""Who looks at a case, and who types in it: news of this half minute, so that two do not do the same work."""

from datetime import datetime, timedelta

from router.domain.record import Record

LASTS = timedelta(seconds=30)  #: without a word of the page somebody looks no more
TYPES = timedelta(seconds=15)  #: after the last key told


class Look(Record):
    """One person before one case."""

    account: str
    seen: datetime
    typed: datetime | None = None

    def is_there(self, now: datetime) -> bool:
        return now - self.seen <= LASTS

    def types(self, now: datetime) -> bool:
        return self.typed is not None and now - self.typed <= TYPES


class Onlooker(Record):
    """As a colleague sees it. What is typed, and where, is nobody's business."""

    account: str
    types: bool
