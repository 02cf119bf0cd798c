"""The deliver role: everything outgoing passes here, each message under its own key."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import NamedTuple, Protocol

import msgspec
import structlog

from router.channels.outgoing import Letter, Posting
from router.clock import Clock
from router.domain.case import CaseFile
from router.domain.change import Change, Outgoing
from router.domain.contact import Party, Text
from router.domain.errors import NotFound, Refused, SendFailed, Stale, StoreDown
from router.domain.municipality import Municipality
from router.domain.product import in_language
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps import call_back, deliver
from router.steps.apply import applied
from router.steps.load_file import file_of
from router.store.base import Store

log = structlog.get_logger()
Send = Callable[[Letter, datetime], Awaitable[None]]
Post = Callable[[Posting, datetime], Awaitable[None]]
BATCH = 50
AT_ONCE = 8
BY_ITSELF = ("acknowledgement", call_back.LETTER)  #: letters to citizens that nobody wrote
LOOK_EVERY = 0.25  #: seconds


class Composer(Protocol):
    """Writes the texts that go out by themselves."""

    def acknowledgement(self, file: CaseFile, party: Party, municipality: Municipality) -> tuple[str, str]: ...

    def missed_callback(
        self, file: CaseFile, party: Party, asks: str, attempts: int, municipality: Municipality
    ) -> tuple[str, str]: ...

    def forward(self, file: CaseFile, text: Text, municipality: Municipality) -> tuple[str, str]: ...

    def notice(self, file: CaseFile, why: str, to: str, municipality: Municipality) -> tuple[str, str]: ...


class Ready(NamedTuple):
    """What is written down before the wire, and the wire."""

    change: Change
    wire: Callable[[datetime], Awaitable[None]]


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
    ) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._send, self._post, self._composer = send, post, composer
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
        """What was under way when a process ended; as soon as the register is there."""
        while not self.stopping.is_set():
            try:
                for outgoing in await self._store.unfinished():
                    await self._store.apply([deliver.recovered(outgoing, self._clock.now())])
                return
            except StoreDown as error:
                log.error("store.down", reason=str(error))
                await asyncio.sleep(LOOK_EVERY)

    async def round(self) -> int:
        """Send what is ready now; returns how many."""
        ready = await self._store.ready(self._clock.now(), BATCH)
        async with asyncio.TaskGroup() as group:
            for outgoing in ready:
                group.create_task(self._undisturbed(outgoing))
        return len(ready)

    async def _undisturbed(self, outgoing: Outgoing) -> None:
        """One that cannot be begun now leaves the others alone; it stays ready."""
        try:
            await self._deliver(outgoing)
        except Stale:
            log.info("outgoing.taken", id=outgoing.id)  # another process was first
        except StoreDown as error:
            log.error("store.down", reason=str(error))

    async def _deliver(self, outgoing: Outgoing) -> None:
        async with self._gate:
            file = await file_of(self._store, outgoing.case)
            ready = self._event(outgoing) if outgoing.purpose == "event" else await self._mail(outgoing, file)
            if ready is None:
                await self._note(
                    outgoing, lambda file: deliver.failed(outgoing, file, "no-address", False, self._clock.now())
                )
                return
            change, wire = ready
            await self._store.apply([change])
            ((_, under_way),) = change.outgoing
            try:
                await wire(self._clock.now())
            except SendFailed as error:
                code, again = str(error), error.again
                log.warning("outgoing.failed", id=outgoing.id, code=code, again=again)
                await self._note(
                    under_way, lambda file: deliver.failed(under_way, file, code, again, self._clock.now())
                )
            else:
                await self._note(under_way, lambda file: deliver.sent(under_way, file, self._clock.now()))

    async def _mail(self, outgoing: Outgoing, file: CaseFile) -> Ready | None:
        letter = await self._letter(outgoing, file)
        if letter is None:
            return None
        message_id = f"<{letter.id}@{letter.from_address.rpartition('@')[2]}>"
        change = deliver.started(outgoing, (letter.subject, letter.text), message_id, self._clock.now())
        return Ready(change, partial(self._send, letter))

    def _event(self, outgoing: Outgoing) -> Ready | None:
        """The event composed; None when organisation.yaml no longer knows the webhook."""
        url = self._book().municipality.organisation.webhooks.get(outgoing.address or "")
        if url is None:
            return None
        body = msgspec.json.encode({"id": outgoing.id, "case": outgoing.case, **outgoing.data})
        change = deliver.started(outgoing, ("", ""), "", self._clock.now())
        return Ready(change, partial(self._post, Posting(id=outgoing.id, url=url, body=body)))

    async def _note(self, outgoing: Outgoing, verb: Callable[[CaseFile], Change]) -> None:
        """What came of it. With the register away it is kept until it can be written: nobody else knows."""

        async def fresh() -> Change:
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

    async def _letter(self, outgoing: Outgoing, file: CaseFile) -> Letter | None:
        """The message composed; None when there is nowhere to send it."""
        municipality = self._book().municipality
        party = await self._store.party(outgoing.recipient) if outgoing.recipient else None
        to = outgoing.address or (party.email if party else None)
        if not to:
            return None
        subject, text = await self._words(outgoing, file, party, municipality)
        ours = outgoing.purpose == "notice"  # the thread with the citizen is not theirs
        earlier = () if ours else await self._store.last_message_ids(outgoing.case)
        team = municipality.teams[file.case.team]
        return Letter(
            id=outgoing.id,
            to=to,
            to_name=party.name if party else None,
            from_address=municipality.organisation.email,
            from_name=f"{municipality.organisation.name}, {in_language(team.label, file.case.language)}",
            subject=subject,
            text=text,
            in_reply_to=earlier[0] if earlier else None,
            references=tuple(reversed(earlier)),
            automatic=ours or outgoing.purpose in BY_ITSELF,
        )

    async def _words(
        self, outgoing: Outgoing, file: CaseFile, party: Party | None, municipality: Municipality
    ) -> tuple[str, str]:
        if outgoing.purpose == "acknowledgement" and party is not None:
            return self._composer.acknowledgement(file, party, municipality)
        if outgoing.purpose == call_back.LETTER and party is not None:
            asks, attempts = str(outgoing.data.get("asks", "")), int(str(outgoing.data.get("attempts", 1)))
            return self._composer.missed_callback(file, party, asks, attempts, municipality)
        if outgoing.purpose == "notice":
            return self._composer.notice(file, self._why(outgoing), str(outgoing.data.get("to", "")), municipality)
        found = await self._store.message(outgoing.contact or file.case.contact)
        text = found[1] if found else Text(id="")
        if outgoing.purpose == "forward":
            return self._composer.forward(file, text, municipality)
        return text.subject or file.case.reference, text.body

    def _why(self, outgoing: Outgoing) -> str:
        """The words of the rule that sent a notice, as it is now."""
        name = outgoing.data.get("rule")
        return next((rule.why for rule in self._book().rules["escalation"] if rule.id == name), "") or str(name or "")
