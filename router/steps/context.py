"""Context: everything read beforehand for a batch. It is folded: each contact sees what the one before it changed."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta

from router.domain.caller import NO_CALLER, REMEMBERED, Caller, missed_id
from router.domain.case import Case, CaseFile
from router.domain.change import Change
from router.domain.contact import (
    EDITED,
    CallEvent,
    Contact,
    Inbound,
    Receipt,
    Revision,
    Text,
    caller_party,
    party_id,
    party_of,
)
from router.domain.known import LATELY, NOBODY, Earlier, Known
from router.domain.words import Channel, Direction, PromiseKind
from router.rules.facts import Facts, QueueLoad
from router.steps.awaited import may_be_awaited
from router.steps.posted import Posted, posted
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
        callers: Mapping[str, Caller] = {},
        revised: Mapping[str, tuple[Contact, Text] | None] = {},
        shared: Collection[str] = (),
        posted: Posted | None = None,
        subjects: Mapping[str, str] = {},
    ) -> None:
        self.digests = dict(digests)
        self.calls = {call: list(events) for call, events in calls.items()}
        self._known = dict(known)
        self._loads = loads
        self.reference = reference  #: a new case reference for a contact received then
        self._threads = dict(threads)
        self._files = dict(files)
        self._callers = dict(callers)
        self._revised = dict(revised)
        self._shared = set(shared)
        self.posted = posted or Posted()
        self._subjects = dict(subjects)

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
                return self._going_on(found)
        if found := self._awaited(contact):
            return found
        found = self._files.get(contact.reference or "")
        if found is None or contact.source == "status":
            return found and self._going_on(found)
        known = contact.sender.address and party_of(contact).id in found.parties
        return self._going_on(found) if known else None

    def _awaited(self, contact: Inbound) -> CaseFile | None:
        """The case that a later mail of the same sender opened, when the two came in the wrong order."""
        found = [
            self._files[case] for each in may_be_awaited(contact) if (case := self._threads.get(each)) in self._files
        ]
        return next((self._going_on(file) for file in found if party_of(contact).id in file.parties), None)

    def _going_on(self, file: CaseFile) -> CaseFile:
        """The case it is part of now, when it was merged into another."""
        while file.case.merged_into and file.case.merged_into in self._files:
            file = self._files[file.case.merged_into]
        return file

    def lately(self, contact: Inbound, within: timedelta) -> CaseFile | None:
        """The case of what this sender wrote last, when that was within such a time of this contact."""
        known = self._known.get(party_id(contact.sender.address), NOBODY) if contact.sender.address else NOBODY
        case = just_before(contact, known, within)
        return self.file_on(case) if case else None

    def subject(self, reference: str) -> str:
        """Of the mail that opened a case in which something was written just now."""
        return self._subjects.get(reference, "")

    def caller(self, number: str) -> Caller:
        """What is known of who calls from this number."""
        return self._callers.get(party_id(f"tel:{number}"), NO_CALLER)

    def file(self, reference: str) -> CaseFile | None:
        return self._files.get(reference)

    def file_on(self, reference: str) -> CaseFile | None:
        """Of the case that this one is part of now."""
        found = self._files.get(reference)
        return found and self._going_on(found)

    def message(self, contact: str) -> tuple[Contact, Text] | None:
        """A contact that this batch revises, with its words as they are now."""
        return self._revised.get(contact)

    def is_alone(self, case: Case) -> bool:
        """Nothing came into this case but the contact that opened it, as far as a revision must know."""
        return case.reference not in self._shared

    def after(self, change: Change) -> "Context":
        """The context as the next contact of the batch sees it."""
        for contact in change.contacts:
            self.digests[contact.id] = contact.digest
        self._reworded(change)
        self.posted.after(change)
        for message, reference in change.threads:
            self._threads.setdefault(message, reference)  # as in the register: the first to name it keeps it
        parties = frozenset(party.id for party in change.parties)
        for before, case in change.cases:
            known = self._files.get(case.reference) if before else None
            promises = tuple(new for _, new in change.promises if new.case == case.reference)
            if known is not None:
                promises = tuple({promise.id: promise for promise in (*known.promises, *promises)}.values())
            self._files[case.reference] = CaseFile(
                case=case, promises=promises, parties=known.parties | parties if known else parties
            )
            if before is None:
                words = {text.id: text.subject for text in change.texts}
                self._subjects[case.reference] = words.get(case.contact, "")
            self._remember(change, case)
            self._promised(change, case)
        for event in change.call_events:
            self.calls.setdefault(event.call, []).append(event)
            self._called(event)
        return self

    def _reworded(self, change: Change) -> None:
        """What a later revision of the same batch will find; a contact that joined a case stands in its way."""
        written = {contact.id: contact for contact in change.contacts}
        for text in change.texts:
            if text.id in self._revised:
                known = self._revised[text.id]
                contact = written.get(text.id) or (known[0] if known else None)
                self._revised[text.id] = (contact, text) if contact else None
        openers = {case.contact for _, case in change.cases}
        self._shared.update(each.case for each in change.contacts if each.case and each.id not in openers)

    def _called(self, event: CallEvent) -> None:
        """Every event of a call is its caller's, also those that do not say who that is."""
        events = tuple(self.calls[event.call])
        for party in {party for each in events if (party := caller_party(each))}:
            self._callers[party] = self._callers.get(party, NO_CALLER).with_call(event.call, events)

    def _promised(self, change: Change, case: Case) -> None:
        """Who was promised a callback is not promised a second."""
        callbacks = [new for _, new in change.promises if new.kind == PromiseKind.CALLBACK]
        if callbacks and case.party and any(new.case == case.reference for new in callbacks):
            caller = self._callers.get(case.party, NO_CALLER)
            self._callers[case.party] = caller.with_(cases=tuple(dict.fromkeys((*caller.cases, case.reference))))

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
    revisions: Sequence[Revision] = (),
    receipts: Sequence[Receipt] = (),
    burst: timedelta = timedelta(0),
) -> Context:
    """Read what a batch needs: a query a table and none per contact, but for the few that are revised."""
    events = await store.calls({event.call for event in calls})
    callers = await store.callers(*_callers(calls, events, contacts))
    missed = {missed_id(call) for call in (*events, *(call for each in callers.values() for call in each.calls))}
    digests = await store.digests({*(contact.id for contact in contacts), *missed})
    threads = await store.threads(
        {message for contact in contacts for message in (*contact.reply_to, *may_be_awaited(contact))}
    )
    named = {contact.reference for contact in contacts if contact.reference}
    revised = await _revised(contacts, revisions, digests, store)
    theirs = {found[0].case for found in revised.values() if found and found[0].case}
    went = await posted(receipts, store)
    called = (case for each in callers.values() for case in each.cases)
    parties, since = _senders(contacts)
    known = await store.known({*parties, *callers}, since)
    fresh = _bursts(contacts, known, burst)
    cases = {*threads.values(), *named, *called, *theirs, *went.cases, *fresh}
    files = await files_and_on(store, cases)
    return Context(
        digests=digests,
        threads=threads,
        files=files,
        calls=events,
        known=known,
        loads=loads,
        reference=reference,
        callers=callers,
        revised=revised,
        posted=went,
        subjects=await _subjects(fresh, files, store),
        shared={case for case in theirs if len(await store.last_message_ids(case)) > 1},
    )


async def _revised(
    contacts: Sequence[Inbound], revisions: Sequence[Revision], digests: Mapping[str, bytes], store: Store
) -> dict[str, tuple[Contact, Text] | None]:
    """What is told to be changed, and what came again in other words and says so itself."""
    again = (each for each in contacts if EDITED in each.wire)
    names = {each.id for each in again if digests.get(each.id, each.digest) != each.digest}
    return {name: await store.message(name) for name in {*names, *(each.contact for each in revisions)}}


async def files_and_on(store: Store, cases: Collection[str]) -> dict[str, CaseFile]:
    """These cases, with those that they were merged into."""
    found, wanted = dict[str, CaseFile](), set(cases)
    while wanted:
        more = await store.files(wanted)
        found.update(more)
        wanted = {file.case.merged_into for file in more.values() if file.case.merged_into} - set(found)
    return found


def _callers(
    calls: Sequence[CallEvent], known: Mapping[str, Sequence[CallEvent]], contacts: Sequence[Inbound]
) -> tuple[set[str], datetime]:
    """Who calls or asks to be called, and since when their earlier calls count."""
    told = (*calls, *(event for events in known.values() for event in events))
    parties = {party for event in told if (party := caller_party(event))}
    parties |= {party_id(f"tel:{each.sender.phone}") for each in contacts if each.callback and each.sender.phone}
    return parties, min((event.at for event in calls), default=NEVER) - REMEMBERED


def just_before(contact: Inbound, known: Known, within: timedelta) -> str | None:
    """The case of this sender's last message, when the two came so soon after each other."""
    last = known.earlier[0] if known.earlier else None
    return last.case if last is not None and abs(contact.received_at - last.at) < within else None


def _bursts(contacts: Sequence[Inbound], known: Mapping[str, Known], within: timedelta) -> set[str]:
    told = (
        just_before(each, known[party], within)
        for each in contacts
        if each.sender.address and (party := party_id(each.sender.address)) in known
    )
    return {case for case in told if case}


async def _subjects(cases: Collection[str], files: Mapping[str, CaseFile], store: Store) -> dict[str, str]:
    """Of the mails that opened these few cases."""
    mails = [each.case for name in cases if (each := files.get(name)) and each.case.channel == Channel.EMAIL]
    found = {case.reference: await store.message(case.contact) for case in mails}
    return {name: message[1].subject for name, message in found.items() if message}


def _senders(contacts: Sequence[Inbound]) -> tuple[set[str], datetime]:
    """Who they are, and since when their earlier contacts count."""
    parties = {party_id(address) for contact in contacts if (address := contact.sender.address)}
    return parties, min((each.received_at for each in contacts), default=NEVER) - LATELY
