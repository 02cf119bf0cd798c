"""After every log-in: which calls wait really? What we missed is made up for, and no wait is invented.

A call that waits and that we do not know began to wait its `Wait` ago, in whole seconds. One that we thought was waiting
and is not, ended unseen: it is `lost`, with no wait at all.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

from router.channels.phone.ami.events import Stay, Translator
from router.channels.phone.ami.framing import Message
from router.domain.contact import CallEvent
from router.domain.words import CallEventKind

MOST_ENTRIES = 10_000


class Waiting(NamedTuple):
    queue: str
    seconds: int
    caller: str | None


class Resync:
    """One comparison under way. `register` is what lies open there: call -> queue."""

    def __init__(self, translator: Translator, status: str, channels: str, register: Mapping[str, str]) -> None:
        self._translator, self._register = translator, register
        self._status, self._channels = status, channels  #: the ids of the two actions
        self._open = {status, channels}
        self._before = {unique for unique, stay in translator.stays.items() if stay.waits}
        self._entries: dict[str, Waiting] = {}
        self._linked: dict[str, str] = {}
        self._failed = False

    def take(self, message: Message) -> bool:
        """Whether this message was the last of the answer."""
        action = message.get("ActionID", "")
        if action not in self._open:
            return False
        event = message.get("Event", "")
        if event == "QueueEntry":
            self._entry(message)
        elif event == "CoreShowChannel" and len(self._linked) < MOST_ENTRIES:
            self._linked[message.get("Uniqueid", "")] = message.get("Linkedid", "")
        elif event in ("QueueStatusComplete", "CoreShowChannelsComplete"):
            self._open.discard(action)
        elif message.get("Response") == "Error":
            self._failed = self._failed or action == self._status
            self._open.discard(action)
        return not self._open

    def events(self, now: datetime) -> list[CallEvent]:
        """What was missed. Nothing when the switch would not say."""
        return [] if self._failed else [*self._vanished(now), *self._unknown(now)]

    def _entry(self, message: Message) -> None:
        queue, seconds = message.get("Queue", ""), message.get("Wait", "0")
        if queue in self._translator.switch.queues and len(self._entries) < MOST_ENTRIES:
            whole = int(seconds) if seconds.isascii() and seconds.isdigit() and len(seconds) < 7 else 0
            caller = self._translator.caller_of(message)
            self._entries[message.get("Uniqueid", "")] = Waiting(queue, whole, caller)

    def _vanished(self, now: datetime) -> list[CallEvent]:
        stays = self._translator.stays
        here = {stay.call for stay in stays.values()}
        gone = [
            unique for unique in self._before
            if unique not in self._entries and unique in stays and stays[unique].waits and not stays[unique].abandoned
        ]  # fmt: skip
        found = [self._translator.lost(unique, now) for unique in gone]
        waits = {self._call(unique) for unique in self._entries}
        for call, queue in self._register.items():
            if call not in here and call not in waits:
                found.append(CallEvent(call=call, event=CallEventKind.LOST, at=now, queue=queue, source="asterisk"))
        return found

    def _unknown(self, now: datetime) -> list[CallEvent]:
        found: list[CallEvent] = []
        for unique, entry in self._entries.items():
            if unique not in self._translator.stays and self._register.get(self._call(unique)) == entry.queue:
                self._translator.stays[unique] = Stay(self._call(unique), entry.queue, entry.caller)
                continue
            stay = self._translator.stays.get(unique)
            if stay is not None and stay.waits and stay.queue == entry.queue:
                continue
            linked = self._linked.get(unique) or unique
            since = now.replace(microsecond=0) - timedelta(seconds=entry.seconds)  # whole, as `Wait` is
            found += self._translator.joined(unique, linked, entry.queue, entry.caller, since)
        return found

    def _call(self, unique: str) -> str:
        return self._translator.call_of(self._linked.get(unique) or unique)
