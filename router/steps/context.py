"""Context: everything read beforehand for a batch. It is folded: each contact sees what the one before it changed."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from router.domain.case import Case, CaseFile
from router.domain.change import Change
from router.domain.contact import CallEvent, Inbound, party_id, party_of
from router.domain.known import LATELY, NOBODY, Earlier, Known
from router.domain.words import Direction
from router.rules.facts import Facts, QueueLoad
from router.store.base import Store

NEVER = datetime(9999, 1, 1, tzinfo=UTC)


class Context:
    """Belongs to one batch and one worker. Stages never ask the store; they ask this."""

    def __init__(
        self,
        *,
        digests: Mapping[str, bytes],
        threads: Mapping[str, str],
        files: Mapping[str, CaseFile],
        calls: Mapping[str, Sequence[CallEvent]],
        known: Mapping[str, Known],
        loads: Mapping[str, QueueLoad],
        reference: Callable[[datetime], str],
    ) -> None:
        self.digests = dict(digests)
        self.calls = {call: list(events) for call, events in calls.items()}
        self._known = dict(known)
        self._loads = loads
        self.reference = reference  #: a new case reference for a contact received then
        self._threads = dict(threads)
        self._files = dict(files)

    def facts_of(self, contact: Inbound) -> Facts:
        """What the decision about this contact may read."""
        address = contact.sender.address
        known = self._known.get(party_id(address), NOBODY) if address else NOBODY
        return Facts(joins=self.case_of(contact), loads=self._loads, known=known)

    def case_of(self, contact: Inbound) -> CaseFile | None:
        """The case a contact belongs to, by its thread; by reference alone only when its sender is known there.

        The status page has seen the link's secret already: no other source may be called `status`.
        """
        for message in contact.reply_to:
            if found := self._files.get(self._threads.get(message, "")):
                return found
        found = self._files.get(contact.reference or "")
        if found is None or contact.source == "status":
            return found
        return found if contact.sender.address and party_of(contact).id in found.parties else None

    def after(self, change: Change) -> "Context":
        """The context as the next contact of the batch sees it."""
        for contact in change.contacts:
            self.digests[contact.id] = contact.digest
        self._threads.update(change.threads)
        parties = frozenset(party.id for party in change.parties)
        for before, case in change.cases:
            known = self._files.get(case.reference, CaseFile(case=case)) if before else CaseFile(case=case)
            promises = {
                promise.id: promise
                for promise in (*known.promises, *(new for _, new in change.promises if new.case == case.reference))
            }
            self._files[case.reference] = CaseFile(
                case=case, promises=tuple(promises.values()), parties=known.parties | parties
            )
            self._remember(change, case)
        for event in change.call_events:
            self.calls.setdefault(event.call, []).append(event)
        return self

    def _remember(self, change: Change, case: Case) -> None:
        """The next contact of this sender is not the first."""
        for contact in change.contacts:
            if contact.party and contact.direction == Direction.IN:
                known = self._known.get(contact.party, NOBODY)
                earlier = Earlier(at=contact.received_at, case=case.reference, product=case.product)
                self._known[contact.party] = known.with_earlier(earlier)


async def context_for(
    contacts: Sequence[Inbound],
    calls: Sequence[CallEvent],
    *,
    store: Store,
    loads: Mapping[str, QueueLoad],
    reference: Callable[[datetime], str],
) -> Context:
    """Read what a batch needs: a query a table and none per contact."""
    digests = await store.digests({contact.id for contact in contacts})
    threads = await store.threads({message for contact in contacts for message in contact.reply_to})
    named = {contact.reference for contact in contacts if contact.reference}
    files = await store.files({*threads.values(), *named})
    events = await store.calls({event.call for event in calls})
    known = await store.known(*_senders(contacts))
    return Context(
        digests=digests, threads=threads, files=files, calls=events, known=known, loads=loads, reference=reference
    )


def _senders(contacts: Sequence[Inbound]) -> tuple[set[str], datetime]:
    """Who they are, and since when their earlier contacts count."""
    parties = {party_id(address) for contact in contacts if (address := contact.sender.address)}
    return parties, min((each.received_at for each in contacts), default=NEVER) - LATELY
