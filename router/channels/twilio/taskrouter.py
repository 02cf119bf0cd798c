"""TaskRouter: what becomes of a task that is a call. Pure: each event has its own moment, so order and repeats do not matter.

EventType=reservation.accepted&Timestamp=1795424405&TaskSid=WT…&TaskQueueName=KCC&WorkerName=samira
&TaskAttributes={"call_sid":"CA…","from":"+31612345678","direction":"inbound"}
"""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from router.channels.twilio.told import caller_of, moment_of, sid_of
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind as Kind

KINDS: Mapping[str, Kind] = {
    "task.created": Kind.QUEUED,  # when its queue is known already; told again with the next it is the same beginning
    "task-queue.entered": Kind.QUEUED,
    "reservation.created": Kind.OFFERED,
    "reservation.accepted": Kind.ANSWERED,
    "task-queue.timeout": Kind.TIMED_OUT,
    "workflow.timeout": Kind.TIMED_OUT,
    "task.canceled": Kind.ABANDONED,
    "task.transfer-completed": Kind.TRANSFERRED,
    "task.wrapup": Kind.ENDED,
    "task.completed": Kind.ENDED,
}
OURS = ("ttl", "timeout", "timed out", "workflow")  #: in the reason of a cancelled task: Twilio gave up, not the caller
AFTER = (Kind.TRANSFERRED, Kind.ENDED)  #: said of the call, whatever queue the task was in last
WITH_AGENT = (Kind.OFFERED, Kind.ANSWERED)


class Attributes(msgspec.Struct):
    """What the flow wrote on the task; everything may be there, in any form."""

    call_sid: object = None
    from_: object = msgspec.field(default=None, name="from")
    caller: object = None


def events_of(
    fields: Mapping[str, str], teams: Mapping[str, str], region: str, arrived: datetime
) -> tuple[CallEvent, ...]:
    """None for an event that says nothing of a wait, a task that is no call, and a queue that is not followed.

    `teams` is what channels.yaml names: a queue's name or SID -> team."""
    kind, call = KINDS.get(fields.get("EventType", "")), _call(fields)
    team = teams.get(fields.get("TaskQueueName", "")) or teams.get(fields.get("TaskQueueSid", ""))
    if kind is None or call is None or (team is None and not (kind in AFTER and not _names_queue(fields))):
        return ()
    if kind == Kind.ABANDONED and any(word in fields.get("TaskCanceledReason", "").casefold() for word in OURS):
        kind = Kind.TIMED_OUT
    said = _attributes(fields)
    number = next((each for each in (said.from_, said.caller) if isinstance(each, str)), "")
    return (
        CallEvent(
            call=call,
            event=kind,
            at=moment_of(fields, arrived),
            queue=None if kind in AFTER else team,
            caller=caller_of(number, region),
            agent=(fields.get("WorkerName", "")[:80] or None) if kind in WITH_AGENT else None,
            source="twilio",
        ),
    )


def unfollowed(fields: Mapping[str, str], teams: Mapping[str, str]) -> str | None:
    """The name of a queue that channels.yaml does not know."""
    queue = fields.get("TaskQueueName", "")
    return queue if queue and queue not in teams and fields.get("TaskQueueSid", "") not in teams else None


def _names_queue(fields: Mapping[str, str]) -> bool:
    return bool(fields.get("TaskQueueName") or fields.get("TaskQueueSid"))


def _call(fields: Mapping[str, str]) -> str | None:
    """The call's own SID, so that what is told of the call and of its task is one; else the task's, where it is one of voice."""
    sid = _attributes(fields).call_sid
    if isinstance(sid, str) and sid_of(sid):
        return sid
    return sid_of(fields.get("TaskSid", "")) if fields.get("TaskChannelUniqueName") == "voice" else None


def _attributes(fields: Mapping[str, str]) -> Attributes:
    try:
        return msgspec.json.decode(fields.get("TaskAttributes", "{}"), type=Attributes)
    except (msgspec.MsgspecError, RecursionError):
        return Attributes()
