"""Calls: an aggregate of its own, folded from what the switch tells, in any order and any number of times.

A call that is moved to another queue has several legs; each carries its own wait (DOMAIN.md, 25 seconds pickup).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.domain.contact import CallEvent
from router.domain.record import Record
from router.domain.words import CallEventKind as Kind
from router.domain.words import PromiseState

ORDER = {kind: place for place, kind in enumerate(Kind)}  #: of things told of one and the same moment
ENDINGS = (Kind.ANSWERED, Kind.ABANDONED, Kind.TIMED_OUT, Kind.TRANSFERRED)
SKEW = timedelta(milliseconds=5)  #: the clocks of a switch step back: what it tells of one moment may lie so far apart
SAME_BEGINNING = timedelta(seconds=3)  #: "queued" again in the queue where it waits: one of them was only worked out
SAME_ENDING = timedelta(seconds=2)  #: "abandoned", and within this "timed-out": the queue gave up, not the caller


class Leg(Record):
    """One stay of a call in one queue."""

    call: str
    queue: str
    entered: datetime | None = None
    ended: datetime | None = None
    ending: Kind | None = None  #: how the wait ended, `lost` when nobody knows; None while it waits
    agent: str | None = None
    due: datetime | None = None  #: the pickup promise; None when the line was closed, or none is promised
    state: PromiseState | None = None  #: of that promise

    @property
    def wait(self) -> timedelta | None:
        return None if self.entered is None or self.ended is None else self.ended - self.entered


@dataclass(slots=True)
class _Stay:
    """A leg in the making. What is only inferred gives way to what the switch says itself."""

    leg: Leg
    inferred: bool = False

    def end(self, event: CallEvent, ending: Kind, at: datetime | None, *, inferred: bool = False) -> None:
        self.leg = self.leg.with_(ended=at, ending=ending, agent=event.agent)
        self.inferred = inferred

    def can_be_ended(self, event: CallEvent) -> bool:
        if event.queue not in (None, self.leg.queue):
            return False
        ended = self.leg.ended
        return self.leg.ending is None or (self.inferred and (ended is None or event.at <= ended + SKEW))


def key_of(event: CallEvent) -> str:
    """What makes the same event the same: a repeat has no effect."""
    return f"{event.call}|{event.event}|{event.queue or ''}|{event.at.isoformat()}"


def legs(events: Iterable[CallEvent]) -> tuple[Leg, ...]:
    """The legs of one call. A later `queued` in the same queue after an ending starts a new leg."""
    found: list[_Stay] = []
    for event in sorted(events, key=lambda event: (event.at, ORDER[event.event], event.queue or "")):
        if event.event == Kind.QUEUED:
            _queued(found, event)
        elif event.event in ENDINGS:
            _end(found, event)
        elif event.event in (Kind.ENDED, Kind.LOST):
            _gone(found, event)
    return tuple(stay.leg for stay in found)


def _queued(found: list[_Stay], event: CallEvent) -> None:
    """A call waits in one queue at a time: whichever it was in, it left at this moment."""
    if _was_its_beginning(found, event):
        return
    for stay in found:
        if stay.leg.ending is None:
            stay.end(event.with_(agent=None), Kind.TRANSFERRED, event.at, inferred=True)
    found.append(_Stay(Leg(call=event.call, queue=event.queue or "", entered=event.at)))


def _was_its_beginning(found: list[_Stay], event: CallEvent) -> bool:
    """Who asks a switch how long a call waits is told whole seconds: what the switch said by itself is the finer one."""
    leg = found[-1].leg if found else None
    if leg is None or leg.ending is not None or leg.queue != (event.queue or "") or leg.entered is None:
        return False
    if event.at - leg.entered > SAME_BEGINNING:
        return False
    if event.at.microsecond and not leg.entered.microsecond:
        found[-1].leg = leg.with_(entered=event.at)
    return True


def _end(found: list[_Stay], event: CallEvent) -> None:
    open_ones = [stay for stay in found if stay.can_be_ended(event)]
    # A call moved on in the same moment ends the leg it came from, not the one it begins.
    before = [stay for stay in open_ones if (stay.leg.entered or event.at) < event.at - SKEW]
    if before or (open_ones and event.event != Kind.TRANSFERRED):
        (before or open_ones)[-1].end(event, event.event, event.at)
    elif not open_ones and not _was_a_time_out(found, event):
        _without_a_beginning(found, event)


def _was_a_time_out(found: list[_Stay], event: CallEvent) -> bool:
    """Asterisk says "abandoned" first when a queue's own time is up; only then how it was."""
    if event.event != Kind.TIMED_OUT:
        return False
    for stay in reversed(found):
        leg = stay.leg
        close_by = leg.ended is not None and event.at - leg.ended <= SAME_ENDING
        if event.queue in (None, leg.queue) and leg.ending == Kind.ABANDONED and close_by:
            stay.leg = leg.with_(ending=Kind.TIMED_OUT)
            return True
    return False


def _without_a_beginning(found: list[_Stay], event: CallEvent) -> None:
    """It counts, and has no wait. Where the call waited before, it does no longer; since when nobody knows."""
    known = not event.queue or any(stay.leg.queue == event.queue for stay in found)
    if event.event == Kind.TRANSFERRED or (found and known):
        return
    for stay in found:
        if stay.leg.ending is None:
            stay.end(event.with_(agent=None), Kind.LOST, None, inferred=True)
    found.append(
        _Stay(Leg(call=event.call, queue=event.queue or "", ended=event.at, ending=event.event, agent=event.agent))
    )


def _gone(found: list[_Stay], event: CallEvent) -> None:
    """A call that ended while it waited was abandoned, if nobody told so; of a lost one the wait is not known."""
    if found and found[-1].leg.ending is None:
        if event.event == Kind.ENDED:
            found[-1].end(event.with_(agent=None), Kind.ABANDONED, event.at, inferred=True)
        else:
            found[-1].end(event.with_(agent=None), Kind.LOST, None, inferred=True)


def missed_at(events: Iterable[CallEvent]) -> datetime | None:
    """When its caller hung up unheard; None for a call that was answered, goes on, or ended in another way."""
    told = tuple(events)
    last = next(reversed(legs(told)), None)
    if last is None or last.ending != Kind.ABANDONED or last.ended is None:
        return None
    return None if any(each.event == Kind.ANSWERED and each.at >= last.ended for each in told) else last.ended


def answered_at(events: Iterable[CallEvent]) -> datetime | None:
    """When one of us last took it up."""
    return max((each.at for each in events if each.event == Kind.ANSWERED), default=None)
