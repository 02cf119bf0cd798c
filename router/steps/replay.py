"""Replay: a contact in quarantine, decided again after the mend. It takes the place of its own row; nothing is doubled."""

from collections.abc import Callable
from datetime import datetime

import msgspec

from router.clock import Clock
from router.domain.change import Change, History, Quarantined
from router.domain.contact import CallEvent, Event, Inbound, Receipt, Revision
from router.domain.errors import NotFound, Refused
from router.queues.base import Queues
from router.rules.decide import StageFailed
from router.rules.rulebook import Rulebook
from router.steps.accept import read
from router.steps.apply import applied
from router.steps.context import Context, context_for
from router.steps.decide import decided_call, decided_contact
from router.steps.receipt import receipts_in, received
from router.steps.references import References
from router.steps.revise import revise
from router.store.base import Store


class Replayer:
    def __init__(self, store: Store, queues: Queues, clock: Clock, book: Callable[[], Rulebook]) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._references = References(store)

    async def replay(self, contact: str) -> Change:
        """Raises NotFound; Refused, with the reason, when it fails again."""

        async def verb() -> Change:
            held = await self._store.held(contact)
            if held is None or held.state != "held":
                raise NotFound("This contact is not in quarantine.")
            return await self._again(held)

        return await applied(self._store, self._queues, verb)

    async def _again(self, held: Quarantined) -> Change:
        now = self._clock.now()
        try:
            event = read(held.record)
            if isinstance(event, Inbound) and event.id != held.id:
                event = event.with_(id=held.id)  # another body under an id that stands: now a contact of its own
            change = await self._change(event, now)
        except (msgspec.MsgspecError, StageFailed) as error:
            raise Refused(f"It failed again: {error}") from error
        return change.with_(
            quarantined=(held.with_(state="replayed", at=now),),
            history=(*change.history, History(subject=held.id, type="replayed", at=now)),
        )

    async def _change(self, event: Event, now: datetime) -> Change:
        organisation = self._book().municipality.organisation
        contacts = [event] if isinstance(event, Inbound) else []
        calls = [event] if isinstance(event, CallEvent) else []
        await self._references.stock(organisation, [*(each.received_at for each in contacts), *(now for _ in calls)])
        context: Context = await context_for(
            contacts,
            calls,
            store=self._store,
            loads={},
            reference=lambda moment: self._references.next(organisation, moment),
            revisions=[event] if isinstance(event, Revision) else [],
            receipts=receipts_in([event]),
        )
        if isinstance(event, Revision):
            return revise(event, context, now)
        if isinstance(event, Receipt):
            return received(event, context, self._book(), now)
        if isinstance(event, CallEvent):
            return decided_call(event, context, self._book(), now)
        return decided_contact(event, context, self._book(), now)
