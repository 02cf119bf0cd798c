"""A caller as their recent calls show them: unheard or helped by now?"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from router.domain.call import answered_at, missed_at
from router.domain.contact import CallEvent, contact_id
from router.domain.record import Record

REMEMBERED = timedelta(days=30)  #: how far back calls are read; an older one is nobody's to call back


class Caller(Record):
    """One number. Their calls, and the cases in which a callback was promised to them lately or is owed still."""

    calls: Mapping[str, tuple[CallEvent, ...]] = {}
    cases: tuple[str, ...] = ()

    def with_call(self, call: str, events: tuple[CallEvent, ...]) -> "Caller":
        return self.with_(calls={**self.calls, call: events})

    def unheard(self) -> tuple[datetime, str] | None:
        """When and in which call they last hung up, if none of us spoke with them since."""
        spoken = max((at for events in self.calls.values() if (at := answered_at(events))), default=None)
        missed = ((at, call) for call, events in self.calls.items() if (at := missed_at(events)))
        return max(((at, call) for at, call in missed if spoken is None or at > spoken), default=None)


NO_CALLER = Caller()


def missed_id(call: str) -> str:
    """The id of the contact that a missed call becomes: the same however often it is told."""
    return contact_id("phone", "missed", call)
