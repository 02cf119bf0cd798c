"""Levers: what operations set by hand for a while, beside the rules: a closed line or day, overflow, push, a paused way, a notice."""

from datetime import date, datetime

from router.domain.record import Record
from router.domain.words import Word

EVERYWHERE = "*"  #: of a subject: every team, every product


class LeverKind(Word):
    LINE = "line"  #: the telephone line is closed
    DAY = "day"  #: a day is closed: `subject` is a calendar, `value` the day
    OVERFLOW = "overflow"  #: of a team: `value` is the team that takes over, or "off"
    WORK = "work"  #: of a team: `value` is push or pull
    STEER = "steer"  #: of a product: `value` is the way that is not advised
    NOTICE = "notice"  #: to a team, or to all: `reason` is the notice


class Lever(Record):
    """One that was pulled. It stays in the register as it was, so that it can be read back who did what and why."""

    id: str
    kind: LeverKind
    subject: str
    value: str
    reason: str  #: in words of our own people; never about a citizen
    by: str
    at: datetime
    until: datetime | None = None  #: it ends by itself
    lifted_at: datetime | None = None
    lifted_by: str | None = None

    def is_on(self, now: datetime) -> bool:
        return self.lifted_at is None and (self.until is None or now < self.until)

    @property
    def day(self) -> date:
        """Of a closed day."""
        return date.fromisoformat(self.value)
