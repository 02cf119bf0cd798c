"""Calls without TaskRouter: status callbacks, and what `<Enqueue>` and `<Queue>` ask while somebody waits.

CallSid=CA…&CallStatus=in-progress&From=%2B31612345678&QueueSid=QU…&QueueTime=12&QueuePosition=1      (the wait document)
CallSid=CA…&…&QueueResult=hangup&QueueSid=QU…&QueueTime=31                                             (the action)
CallSid=CA…&CallStatus=completed&Timestamp=Mon%2C%2023%20Nov%202026%2009%3A01%3A00%20%2B0000           (a status callback)

Of a wait Twilio tells its length in whole seconds and never when it began: `Waits` keeps that from the first time we hear of it.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from router.channels.twilio.told import caller_of, moment_of, sid_of
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind as Kind

RESULTS: Mapping[str, Kind] = {
    "bridged": Kind.ANSWERED,
    "bridging-in-process": Kind.ANSWERED,
    "hangup": Kind.ABANDONED,
    "leave": Kind.TIMED_OUT,
    "error": Kind.TIMED_OUT,
    "system-error": Kind.TIMED_OUT,
    "redirected": Kind.TRANSFERRED,
    "redirected-from-bridged": Kind.ANSWERED,
}
BEGINS = frozenset({"queued", "initiated", "ringing"})
OVER = frozenset({"completed", "busy", "no-answer", "failed", "canceled"})
MOST = 20_000  #: waits and endings remembered; the oldest go


class Waits:
    """When each call began to wait in each queue; and what was told before, so that a repeat says the same again."""

    def __init__(self) -> None:
        self._since: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._told: OrderedDict[str, tuple[CallEvent, ...]] = OrderedDict()

    def repeated(self, key: str) -> tuple[CallEvent, ...] | None:
        return self._told.get(key)

    def keep(self, key: str, events: tuple[CallEvent, ...]) -> None:
        self._told[key] = events
        while len(self._told) > MOST:
            self._told.popitem(last=False)

    def since(self, call: str, queue: str, told: datetime) -> datetime:
        found = self._since.setdefault((call, queue), told)
        while len(self._since) > MOST:
            self._since.popitem(last=False)
        return found

    def ended(self, call: str, queue: str) -> None:
        """What waits there next begins anew."""
        self._since.pop((call, queue), None)


def events_of(
    fields: Mapping[str, str],
    asked: Mapping[str, str],
    teams: Mapping[str, str],
    region: str,
    arrived: datetime,
    waits: Waits,
) -> tuple[CallEvent, ...]:
    """`asked` is what stands after the question mark of the address: `queue`, where Twilio names none."""
    call = sid_of(fields.get("ParentCallSid", "")) or sid_of(fields.get("CallSid", ""))
    if call is None:
        return ()
    team = teams.get(asked.get("queue", "")) or teams.get(fields.get("QueueSid", ""))
    caller = None if fields.get("ParentCallSid") else caller_of(fields.get("From", ""), region)
    made = _made(fields, call, team, arrived, waits)
    return tuple(
        CallEvent(call=call, event=kind, at=at, queue=queue, caller=caller, agent=agent, source="twilio")
        for kind, at, queue, agent in made
    )


Made = tuple[Kind, datetime, str | None, str | None]  #: what, when, in which queue, by whom


def _made(fields: Mapping[str, str], call: str, team: str | None, arrived: datetime, waits: Waits) -> Iterator[Made]:
    if "QueueTime" in fields:
        return _queue(fields, call, team, arrived, waits) if team else iter(())
    if fields.get("ParentCallSid"):
        return _leg(fields, team, arrived) if team else iter(())
    return _status(fields, call, team, arrived, waits)


def _queue(fields: Mapping[str, str], call: str, team: str, arrived: datetime, waits: Waits) -> Iterator[Made]:
    """While it waits, when it is fetched (`DequeingCallSid`), and how it left. The wait is the length that Twilio tells."""
    result = RESULTS.get(fields.get("QueueResult", ""))
    if "QueueResult" in fields and result is None:
        return  # it was full: they never waited
    told = fields["QueueTime"]
    waited = timedelta(seconds=int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0)
    since = waits.since(call, team, arrived.replace(microsecond=0) - waited)
    yield Kind.QUEUED, since, team, None
    if fields.get("DequeingCallSid"):
        result = Kind.ANSWERED
    if result is not None:
        yield result, since + waited, team, None
    if "QueueResult" in fields:
        waits.ended(call, team)


def _leg(fields: Mapping[str, str], team: str, arrived: datetime) -> Iterator[Made]:
    """The telephone of one of us, dialled for a caller: how that one call goes says nothing of the caller's end."""
    status, agent = fields.get("CallStatus", ""), fields.get("To", "")[:80] or None
    if status == "ringing":
        yield Kind.OFFERED, moment_of(fields, arrived), team, agent
    elif status == "in-progress":
        yield Kind.ANSWERED, moment_of(fields, arrived), team, agent


def _status(fields: Mapping[str, str], call: str, team: str | None, arrived: datetime, waits: Waits) -> Iterator[Made]:
    """Of the caller's own call. Only where its address names a queue is ringing a wait, and picking up an answer."""
    status, at = fields.get("CallStatus", ""), moment_of(fields, arrived)
    if not fields.get("Direction", "inbound").startswith("inbound"):
        return
    if status in OVER:
        yield Kind.ENDED, at, None, None
    elif team and status in BEGINS:
        yield Kind.QUEUED, waits.since(call, team, at), team, None
    elif team and status == "in-progress":
        yield Kind.ANSWERED, at, team, None
