"""What an Asterisk says of its queues, to call events. No I/O: messages and the moment in, events out.

A call is known by its Linkedid as it was when it first joined; a channel in it by its Uniqueid. One call may
join several queues after one another, or one queue twice.

Of a caller who leaves, Asterisk says `QueueCallerAbandon` whether they hung up or the queue's own time was up. What
follows tells: `VarSet QUEUESTATUS=TIMEOUT` or a new `QueueCallerJoin`, else `Hangup`. So an abandonment is held back
until then, two seconds at most.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from router.channels.phone.ami.framing import Message
from router.channels.phone.ami.moments import moment_of
from router.channels.phone.keypad import asked_by_key
from router.domain.contact import CallEvent, Inbound
from router.domain.phone import normal_phone
from router.domain.switch import Switch
from router.domain.words import CallEventKind as Kind

PATIENCE = timedelta(seconds=2)  #: how long an abandonment waits for what it was
MOST = 20_000  #: channels remembered; the oldest go
NOBODY = ("", "<unknown>", "unknown", "anonymous", "restricted", "s")
GAVE_UP = (
    "TIMEOUT",
    "LEAVEEMPTY",
    "LEAVEUNAVAIL",
    "JOINEMPTY",
    "JOINUNAVAIL",
    "FULL",
)  #: the switch did, not the caller
MOVED = ("CONTINUE", "WITHDRAW")
ASKS = "BalieCallback"  #: the name of the event that the dial plan sends for who presses a key to be called back
Told = CallEvent | Inbound


@dataclass(slots=True)
class Stay:
    """A channel that joined a queue. `left` and `abandoned` are what was said last of how it went on."""

    call: str
    queue: str
    caller: str | None
    joined: datetime | None = None
    waits: bool = True
    left: datetime | None = None
    abandoned: datetime | None = None
    heard: datetime | None = None  #: by our own clock, when `abandoned` was said


class Translator:
    """One switch's calls. It outlives a connection: what it knows is compared with the switch at the next."""

    def __init__(self, switch: Switch, region: str) -> None:
        self.switch, self.region = switch, region
        self.stays: dict[str, Stay] = {}  #: by Uniqueid
        self.unfollowed: set[str] = set()  #: queues that channels.yaml does not name
        self._hangups = False  #: this switch tells us of them

    def take(self, message: Message, arrived: datetime) -> list[Told]:
        """What this message says. `arrived` counts where it does not say when."""
        handle = _HANDLERS.get(message.get("Event", ""))
        unique = message.get("Uniqueid") or message.get("TransfereeUniqueid", "")
        if handle is None or not unique:
            return []
        return list(handle(self, message, unique, moment_of(message, arrived), arrived))

    def settled(self, now: datetime) -> list[CallEvent]:
        """Abandonments that waited long enough. A switch that tells of hang-ups and told of none: the queue gave up."""
        found = []
        for stay in self.stays.values():
            if stay.abandoned and stay.heard and now - stay.heard >= PATIENCE:
                found.append(self._ended(stay, Kind.TIMED_OUT if self._hangups else Kind.ABANDONED, stay.abandoned))
        return found

    def cut(self) -> None:
        """The connection went: a hang-up may have been told to nobody."""
        self._hangups = False

    def call_of(self, linked: str) -> str:
        """Two switches may use one number: the name keeps them apart."""
        return f"{self.switch.name}:{linked}"

    def caller_of(self, message: Message) -> str | None:
        said = message.get("CallerIDNum", "")
        return None if said.casefold() in NOBODY else normal_phone(said, self.region)[:40]

    def joined(self, unique: str, linked: str, queue: str, caller: str | None, at: datetime) -> Iterator[CallEvent]:
        """A channel waits in a queue; whichever it was in before, it is there no longer. Told twice it is told once."""
        before = self.stays.get(unique)
        if before is not None:
            yield from () if before.joined == at and before.queue == queue else self._moved(before, at)
        self._remember(unique, Stay(before.call if before else self.call_of(linked), queue, caller, at))
        yield self._event(self.stays[unique], Kind.QUEUED, at)

    def lost(self, unique: str, at: datetime) -> CallEvent:
        """It is gone, and nobody saw how."""
        return self._event(self.stays.pop(unique), Kind.LOST, at)

    def _remember(self, unique: str, stay: Stay) -> None:
        self.stays.pop(unique, None)
        self.stays[unique] = stay
        while len(self.stays) > MOST:
            del self.stays[next(iter(self.stays))]

    def _moved(self, stay: Stay, at: datetime) -> Iterator[CallEvent]:
        if stay.abandoned is not None:
            yield self._ended(stay, Kind.TIMED_OUT, stay.abandoned)
        elif stay.waits:
            yield self._ended(stay, Kind.TRANSFERRED, stay.left or at)

    def _ended(self, stay: Stay, kind: Kind, at: datetime, agent: str | None = None) -> CallEvent:
        stay.waits, stay.left, stay.abandoned, stay.heard = False, None, None, None
        return self._event(stay, kind, at, agent)

    def _event(self, stay: Stay, kind: Kind, at: datetime, agent: str | None = None) -> CallEvent:
        return CallEvent(
            call=stay.call, event=kind, at=at, queue=stay.queue, caller=stay.caller, agent=agent, source="asterisk"
        )

    def _stay(self, message: Message, unique: str) -> Stay | None:
        """Also of a channel that joined before we listened: what it says of its queue is believed."""
        queue = message.get("Queue", "")
        stay = self.stays.get(unique)
        if stay is not None and queue in ("", stay.queue):
            return stay
        if not self._follows(queue):
            return None
        call = stay.call if stay else self.call_of(message.get("Linkedid") or unique)
        self._remember(unique, Stay(call, queue, self.caller_of(message)))
        return self.stays[unique]

    def _follows(self, queue: str) -> bool:
        if queue and queue not in self.switch.queues:
            self.unfollowed.add(queue)
        return queue in self.switch.queues

    def _join(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        queue = message.get("Queue", "")
        if self._follows(queue):
            yield from self.joined(unique, message.get("Linkedid") or unique, queue, self.caller_of(message), at)
        elif (stay := self.stays.get(unique)) is not None:
            yield from self._moved(stay, at)

    def _called(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        if (stay := self._stay(message, unique)) is not None and stay.waits:
            yield self._event(stay, Kind.OFFERED, at, self._agent(message))

    def _connected(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        if (stay := self._stay(message, unique)) is not None:
            yield self._ended(stay, Kind.ANSWERED, at, self._agent(message))

    def _abandoned(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        if (stay := self._stay(message, unique)) is not None and stay.waits:
            stay.abandoned, stay.heard = stay.abandoned or at, stay.heard or arrived
        return ()

    def _leaves(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        """Said before an answer too, and after an abandonment: it decides nothing by itself."""
        if (stay := self._stay(message, unique)) is not None and stay.waits:
            stay.left = at
        return ()

    def _variable(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        stay, value = self.stays.get(unique), message.get("Value", "")
        if stay is None or not stay.waits or message.get("Variable") != "QUEUESTATUS":
            return
        if value in GAVE_UP:
            yield self._ended(stay, Kind.TIMED_OUT, stay.abandoned or stay.left or at)
        elif value in MOVED:
            yield self._ended(stay, Kind.TRANSFERRED, stay.left or at)

    def _transferred(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        """An agent hands the caller over. What they waited has ended before; the hand-over itself is history."""
        stay = self.stays.get(unique)
        if stay is not None and not stay.waits:
            yield self._event(stay, Kind.TRANSFERRED, at)

    def _asked(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        """In a queue or before it. They wait no longer: for who left by a key no call is missed."""
        if message.get("UserEvent") != ASKS:
            return
        stay, digits = self.stays.get(unique), message.get("Digits", "")[:30]
        call = stay.call if stay else self.call_of(message.get("Linkedid") or unique)
        queue = (
            stay.queue if stay else next((each for each in (message.get("Queue", ""),) if self._follows(each)), None)
        )
        wish = asked_by_key(call, digits, self.caller_of(message), queue, "asterisk", self.region, min(at, arrived))
        if wish is not None:
            if stay is not None and stay.waits:
                yield self._ended(stay, Kind.TRANSFERRED, at)
            yield wish

    def _hung_up(self, message: Message, unique: str, at: datetime, arrived: datetime) -> Iterable[Told]:
        self._hangups = True
        stay = self.stays.pop(unique, None)
        if stay is None:
            return
        if stay.abandoned is not None:
            yield self._ended(stay, Kind.ABANDONED, stay.abandoned)
        yield self._event(stay, Kind.ENDED, at)

    def _agent(self, message: Message) -> str | None:
        device = message.get("Interface") or message.get("DestChannel")
        return self.switch.account_of(device)[:80] if device else None


_Handler = Callable[[Translator, Message, str, datetime, datetime], Iterable[Told]]
_HANDLERS: Mapping[str, _Handler] = {
    "QueueCallerJoin": Translator._join,
    "AgentCalled": Translator._called,
    "AgentConnect": Translator._connected,
    "QueueCallerAbandon": Translator._abandoned,
    "QueueCallerLeave": Translator._leaves,
    "VarSet": Translator._variable,
    "BlindTransfer": Translator._transferred,
    "AttendedTransfer": Translator._transferred,
    "Hangup": Translator._hung_up,
    "UserEvent": Translator._asked,
}
