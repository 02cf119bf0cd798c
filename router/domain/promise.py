"""Promises: what we told somebody we would do, and by when (DOMAIN.md, "Promises, exactly")."""

from datetime import datetime, timedelta

from router.domain.errors import Refused
from router.domain.record import Record
from router.domain.words import PromiseKind, PromiseState


class Promise(Record):
    """One due moment of one case. It ends exactly once, and nothing restarts its clock (I5)."""

    id: str  #: case reference, kind and number
    case: str
    kind: PromiseKind
    team: str
    term: str  #: "2 working days"
    since: datetime  #: the moment the term is counted from
    due: datetime
    why: str  #: how this moment was reached, in the municipality's own language
    warns: tuple[datetime, ...] = ()  #: the moments at which it is at risk, in order
    legal: datetime | None = None  #: the law's own moment, beside a shorter promised one
    next_at: datetime | None = None  #: when the clock must look at it again; None when it has ended
    generation: int = 0  #: a timer carrying an older number does nothing (I6)
    state: PromiseState = PromiseState.OPEN
    ended: datetime | None = None
    fulfilled: datetime | None = None
    reason: str | None = None  #: why it was cancelled

    @property
    def warning(self) -> int:
        """Which warn point the timer stands at: 1 and on; 0 when it stands at the due moment, or nowhere."""
        return self.warns.index(self.next_at) + 1 if self.next_at in self.warns else 0

    @property
    def is_open(self) -> bool:
        return self.state == PromiseState.OPEN

    @property
    def is_owed(self) -> bool:
        """Open, or broken and still not done: somebody still waits."""
        return self.is_open or (self.state == PromiseState.BROKEN and self.fulfilled is None)

    def started(self) -> "Promise":
        """With its first timer set."""
        return self.with_(next_at=min(self.warns[0], self.due) if self.warns else self.due)

    def keep(self, at: datetime) -> "Promise":
        """Fulfilled at `at`. After its due moment it is broken and notes `fulfilled`. Raises Refused when it has ended."""
        if self.state == PromiseState.BROKEN and self.fulfilled is None:
            return self._timed(None, fulfilled=at)
        self._must_be_open()
        if at > self.due:
            return self.break_().keep(at)
        return self._timed(None, state=PromiseState.KEPT, ended=at)

    def warned(self) -> "Promise":
        """A warn point passed; the next moment to look is the one after it, and at last the due moment."""
        self._must_be_open()
        following = self.warns[self.warning :] if self.warning else ()
        return self._timed(min(following[0], self.due) if following else self.due)

    def break_(self) -> "Promise":
        """The moment passed. It broke at its due moment, whenever we noticed."""
        self._must_be_open()
        return self._timed(None, state=PromiseState.BROKEN, ended=self.due)

    def cancel(self, at: datetime, reason: str) -> "Promise":
        self._must_be_open()
        return self._timed(None, state=PromiseState.CANCELLED, ended=at, reason=reason)

    def _timed(self, next_at: datetime | None, **changes: object) -> "Promise":
        return self.with_(next_at=next_at, generation=self.generation + 1, **changes)

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Refused(f"This promise has ended already: it was {self.state} at {self.ended:%Y-%m-%d %H:%M} UTC.")


def left(promise: Promise, now: datetime) -> timedelta:
    """Time left until it breaks; negative when it is late."""
    return promise.due - now


def next_breach(promises: tuple[Promise, ...]) -> datetime | None:
    """The first moment at which one of these breaks."""
    return min((promise.due for promise in promises if promise.is_owed), default=None)
