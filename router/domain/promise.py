"""Promises: what we told somebody we would do, and by when (DOMAIN.md, "Promises, exactly")."""

from datetime import datetime, timedelta

from router.domain.attempts import Asks, Span
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
    entry: str = ""  #: the line of promises.yaml it was made by; empty where that was not kept
    calendar: str = ""  #: the calendar it is counted on, wherever its case goes; empty where that was not kept
    legal_term: str | None = None  #: "8 weeks", of `legal`
    paused: datetime | None = None  #: since when it stands still, waiting for the citizen
    stood: tuple[tuple[datetime, datetime], ...] = ()  #: when it stood still before: from and until
    not_before: datetime | None = None  #: of a callback: between which moments they asked to be called
    not_after: datetime | None = None
    attempts: int = 0  #: of a callback: how often we rang
    next_attempt: datetime | None = None  #: when we ring again; None before the first, and where we wait for their word
    asks: Asks | None = None  #: what we asked them when we could not reach them; None once they answered

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
        if self.paused is None and at > self.due:
            return self.break_().keep(at)
        # While it stands still its due moment moves along with the time.
        return self._timed(None, state=PromiseState.KEPT, ended=at, due=max(self.due, at) if self.paused else self.due)

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

    def pause(self, at: datetime) -> "Promise":
        """It stands still from `at`; no timer fires. Raises Refused when it has ended."""
        self._must_be_open()
        return self._timed(None, paused=at)

    def recounted(self, due: datetime, why: str, warns: tuple[datetime, ...], **changes: object) -> "Promise":
        """To end at `due`: the clock looks again at the first of `warns` that has not fired yet."""
        self._must_be_open()
        fired = self.warning - 1 if self.warning else len(self.warns)
        if self.paused is not None:
            fired = sum(each <= self.paused for each in self.warns)
        coming = [each for each in warns[fired:] if each < due]
        return self._timed(coming[0] if coming else due, due=due, why=why, warns=warns, **changes)

    @property
    def wish(self) -> Span:
        """When they asked to be called."""
        return Span(start=self.not_before, end=self.not_after)

    def rung(self, next_attempt: datetime | None, asks: Asks | None) -> "Promise":
        """One attempt more, in vain. Its clock runs on."""
        return self.with_(
            generation=self.generation + 1, attempts=self.attempts + 1, next_attempt=next_attempt, asks=asks
        )

    def wished(self, wish: Span, next_attempt: datetime) -> "Promise":
        """They answered what we asked; we ring again at that moment. Its clock runs on."""
        return self.with_(
            generation=self.generation + 1,
            not_before=wish.start,
            not_after=wish.end,
            next_attempt=next_attempt,
            asks=None,
        )

    def _timed(self, next_at: datetime | None, **changes: object) -> "Promise":
        return self.with_(next_at=next_at, generation=self.generation + 1, **{"paused": None, **changes})

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise Refused(f"This promise has ended already: it was {self.state} at {self.ended:%Y-%m-%d %H:%M} UTC.")


def left(promise: Promise, now: datetime) -> timedelta:
    """Time left until it breaks; negative when it is late."""
    return promise.due - now


def next_breach(promises: tuple[Promise, ...]) -> datetime | None:
    """The first moment at which one of these breaks; what stands still does not."""
    return min((each.due for each in promises if each.is_owed and each.paused is None), default=None)
