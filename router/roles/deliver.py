"""The deliver role: everything outgoing passes here, each message under its own key."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol

import structlog

from router.channels.outgoing import Letter, Message, Posting
from router.clock import Clock
from router.domain.case import CaseFile
from router.domain.change import SYSTEM, Change, Outgoing
from router.domain.errors import NotFound, Refused, SendFailed, Stale, StoreDown
from router.queues.base import Queues
from router.roles.restraint import withheld
from router.roles.writing import Composer, Writing, as_message
from router.rules.rulebook import Rulebook
from router.steps import deliver
from router.steps.apply import applied
from router.steps.load_file import file_of
from router.steps.tell_people import WEBHOOK
from router.steps.undelivered import with_consequences
from router.steps.wait import woken
from router.steps.ways import MAIL, channel_of
from router.store.base import Store

log = structlog.get_logger()
Send = Callable[[Letter, datetime], Awaitable[None]]
Post = Callable[[Posting, datetime], Awaitable[None]]
BATCH = 50
AT_ONCE = 8
LOOK_EVERY = 0.25  #: seconds


class Channels(Protocol):
    """The channels that are on, as this role uses them."""

    async def send(self, name: str, message: Message, at: datetime) -> str | None:
        """The neighbour's id of what was sent. Raises SendFailed."""

    def repeats_are_harmless(self, name: str) -> bool: ...


class Ready(NamedTuple):
    """What is written down before the wire, and the wire."""

    change: Change
    wire: Callable[[datetime], Awaitable[str | None]]  #: the neighbour's id of what was sent, when it has one


class Deliverer:
    """Takes what is ready from the outbox and hands it to the wire."""

    def __init__(
        self,
        store: Store,
        queues: Queues,
        clock: Clock,
        book: Callable[[], Rulebook],
        send: Send,
        post: Post,
        composer: Composer,
        channels: Channels,
    ) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._send, self._post, self._channels = send, post, channels
        self._writing = Writing(store, book, composer)
        self._gate = asyncio.Semaphore(AT_ONCE)
        self.stopping = asyncio.Event()  #: set it, and `run` ends after the round under way: nothing is left uncertain

    async def run(self) -> None:
        await self._recover()
        while not self.stopping.is_set():
            try:
                done = await self.round()
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                done = 0
            if done < BATCH:
                with suppress(TimeoutError):
                    await asyncio.wait_for(self.stopping.wait(), LOOK_EVERY)

    async def _recover(self) -> None:
        """What was under way when the process before us ended; as soon as the register is there."""
        while not self.stopping.is_set():
            try:
                for outgoing in await self._store.unfinished():
                    await self._store.apply([deliver.recovered(outgoing, self._again(outgoing), self._clock.now())])
                return
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await asyncio.sleep(LOOK_EVERY)

    async def round(self) -> int:
        """Send what is ready now; returns how many."""
        ready = await self._store.ready(self._clock.now(), BATCH)
        kept_back = await withheld(ready, self._store, self._clock.now())
        async with asyncio.TaskGroup() as group:
            for outgoing in ready:
                group.create_task(self._undisturbed(outgoing, kept_back.get(outgoing.id)))
        return len(ready)

    async def _undisturbed(self, outgoing: Outgoing, reason: str | None) -> None:
        """One that cannot be begun now leaves the others alone; it stays ready. With a `reason` it is withheld."""
        try:
            if reason is None:
                await self._deliver(outgoing)
            else:
                log.warning("outgoing.withheld", id=outgoing.id, reason=reason)
                await self._note(outgoing, lambda file: deliver.withheld(outgoing, file, reason, self._clock.now()))
        except Stale:
            log.info("outgoing.taken", id=outgoing.id)  # another process was first
        except StoreDown as error:
            log.error("store.down", reason=str(error))

    async def _deliver(self, outgoing: Outgoing) -> None:
        async with self._gate:
            if outgoing.state == "started":  # long ago, by a process that does not live any more
                await self._store.apply([deliver.recovered(outgoing, self._again(outgoing), self._clock.now())])
                return
            file = await file_of(self._store, outgoing.case)
            ready = await self._ready(outgoing, file)
            if ready is None:
                await self._failed(outgoing, "no-address", False)
                return
            change, wire = ready
            await self._store.apply([change])
            ((_, under_way),) = change.outgoing
            try:
                source_id = await wire(self._clock.now())
            except SendFailed as error:
                code, again, unsure = str(error), error.again, error.unsure and not self._again(outgoing)
                log.warning("outgoing.failed", id=outgoing.id, code=code, again=again)
                await self._failed(under_way, code, again, unsure)
            else:
                await self._note(under_way, lambda file: deliver.sent(under_way, file, source_id, self._clock.now()))

    async def _ready(self, outgoing: Outgoing, file: CaseFile) -> Ready | None:
        """Composed; None when there is nowhere to send it."""
        if outgoing.purpose == "event":
            return self._event(outgoing)
        return await (self._mail if outgoing.channel == MAIL else self._message)(outgoing, file)

    async def _mail(self, outgoing: Outgoing, file: CaseFile) -> Ready | None:
        letter = await self._writing.letter(outgoing, file)
        if letter is None:
            return None
        message_id = f"<{letter.id}@{letter.from_address.rpartition('@')[2]}>"
        change = deliver.started(outgoing, (letter.subject, letter.text), message_id, self._clock.now())
        carrier = self._book().municipality.carriers.get(MAIL)
        if carrier is None:
            return Ready(change, partial(self._send, letter))
        return Ready(change, partial(self._say, carrier, as_message(letter, outgoing.case)))

    async def _message(self, outgoing: Outgoing, file: CaseFile) -> Ready | None:
        message = await self._writing.message(outgoing, file)
        if message is None:
            return None
        channel = channel_of(outgoing.channel, file.case)
        change = deliver.started(outgoing, ("", message.text), None, self._clock.now(), channel)
        return Ready(change, partial(self._say, outgoing.channel, message))

    async def _say(self, channel: str, said: Message, at: datetime) -> str | None:
        """A mistake in one channel is that channel's: what else is on its way goes on."""
        try:
            return await self._channels.send(channel, said, at)
        except (SendFailed, StoreDown):
            raise
        except Exception as error:
            log.exception("outgoing.channel-failed", channel=channel, error=type(error).__name__)
            raise SendFailed("channel-error", again=False, unsure=True) from None

    def _event(self, outgoing: Outgoing) -> Ready | None:
        posting = self._writing.posting(outgoing)
        if posting is None:
            return None
        return Ready(deliver.started(outgoing, ("", ""), None, self._clock.now()), partial(self._post, posting))

    def _again(self, outgoing: Outgoing) -> bool:
        """Whether one more of it does no harm: mail is known by its Message-ID, an event by its id."""
        return outgoing.channel in (MAIL, WEBHOOK) or self._channels.repeats_are_harmless(outgoing.channel)

    async def _failed(self, outgoing: Outgoing, code: str, again: bool, unsure: bool = False) -> None:
        """Given up, it has the consequences of one that bounced."""
        party = await self._store.party(outgoing.recipient) if outgoing.recipient else None

        def verb(file: CaseFile) -> Change:
            now, book = self._clock.now(), self._book()
            change = deliver.failed(outgoing, file, code, again, now, unsure)
            ((_, after),) = change.outgoing
            if after.state != "failed":
                return change
            change = with_consequences(change, outgoing, file, party, book.municipality, now)
            return woken(change, file, book, now, SYSTEM) if change.cases else change

        await self._note(outgoing, verb)

    async def _note(self, outgoing: Outgoing, verb: Callable[[CaseFile], Change]) -> None:
        """What came of it. With the register away it is kept until it can be written: nobody else knows."""

        async def fresh() -> Change:
            (latest,) = await self._store.outgoing([outgoing.id], ())
            if (latest.state, latest.attempts) != (outgoing.state, outgoing.attempts):
                return Change()  # a receipt was first: it says more
            return verb(await file_of(self._store, outgoing.case))

        while True:
            try:
                await applied(self._store, self._queues, fresh)
                return
            except (Refused, NotFound) as error:
                log.warning("outgoing.not-noted", id=outgoing.id, reason=str(error))
                return
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await asyncio.sleep(LOOK_EVERY)
