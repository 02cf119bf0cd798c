"""Calls: an aggregate of its own, folded from what the switch tells, in any order and any number of times.

A call that is moved to another queue has several legs; each carries its own wait (DOMAIN.md, 25 seconds pickup).
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from router.domain.contact import CallEvent
from router.domain.record import Record
from router.domain.words import CallEventKind as Kind

ORDER = {kind: place for place, kind in enumerate(Kind)}  #: of things told of one and the same moment
ENDINGS = (Kind.ANSWERED, Kind.ABANDONED, Kind.TIMED_OUT, Kind.TRANSFERRED)


class Leg(Record):
    """One stay of a call in one queue."""

    call: str
    queue: str
    entered: datetime | None = None
    ended: datetime | None = None
    ending: Kind | None = None  #: answered, abandoned, timed-out or transferred; None while it waits
    agent: str | None = None

    @property
    def wait(self) -> timedelta | None:
        return None if self.entered is None or self.ended is None else self.ended - self.entered


def key_of(event: CallEvent) -> str:
    """What makes the same event the same: a repeat has no effect."""
    return f"{event.call}|{event.event}|{event.queue or ''}|{event.at.isoformat()}"


def legs(events: Iterable[CallEvent]) -> tuple[Leg, ...]:
    """The legs of one call. A later `queued` in the same queue after an ending starts a new leg."""
    found: list[Leg] = []
    for event in sorted(events, key=lambda event: (event.at, ORDER[event.event], event.queue or "")):
        if event.event == Kind.QUEUED:
            found.append(Leg(call=event.call, queue=event.queue or "", entered=event.at))
        elif event.event in ENDINGS:
            _end(found, event)
        elif event.event == Kind.ENDED:
            _hang_up(found, event)
    return tuple(found)


def _end(found: list[Leg], event: CallEvent) -> None:
    waiting = [place for place, leg in enumerate(found) if leg.ending is None and event.queue in (None, leg.queue)]
    if waiting:
        # A call moved on in the same moment ends the leg it came from, not the one it begins.
        before = [place for place in waiting if (found[place].entered or event.at) < event.at]
        place = (before or waiting)[-1]
        found[place] = found[place].with_(ended=event.at, ending=event.event, agent=event.agent)
        return
    if not found and event.event != Kind.TRANSFERRED:
        found.append(
            Leg(call=event.call, queue=event.queue or "", ended=event.at, ending=event.event, agent=event.agent)
        )


def _hang_up(found: list[Leg], event: CallEvent) -> None:
    """A call that ended while it waited was abandoned, if nobody told so."""
    if found and found[-1].ending is None:
        found[-1] = found[-1].with_(ended=event.at, ending=Kind.ABANDONED)
