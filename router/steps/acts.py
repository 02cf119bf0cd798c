"""What people do with a case, each the same three steps: load, verb, apply. Pages, API and clock call these."""

from collections.abc import Awaitable, Callable
from uuid import uuid4

from router.channels.outgoing import Length
from router.clock import Clock
from router.domain.case import Case, CaseFile
from router.domain.change import SYSTEM, Actor, Change
from router.domain.contact import Party
from router.domain.errors import NotFound
from router.domain.promise import Promise
from router.domain.seeker import Holds, Seeker
from router.domain.words import CallbackOutcome, CaseStatus, Kind, PromiseKind, Result, SteerOutcome, SteerReason
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.answer_offer import CITIZEN, answer_offer
from router.steps.apply import applied
from router.steps.ask_another import Questions
from router.steps.attend import Attendance
from router.steps.call_back import call_back
from router.steps.changed_since import WEIGHTY, ChangedSince
from router.steps.choose_callback import Choice, choose_callback
from router.steps.claim import HandsFull, HeldBy, claim, release
from router.steps.close import close
from router.steps.correct import Correction, correct
from router.steps.load_file import file_and_loads, file_of
from router.steps.merge import merge
from router.steps.note import note
from router.steps.offer import decline
from router.steps.plan_promise import planned
from router.steps.promise_call import promise_call
from router.steps.raise_case import raise_case
from router.steps.rate import rate
from router.steps.reply import may_be_so_long, reply, way_of
from router.steps.same_person import same_person
from router.steps.transfer import transfer
from router.steps.wait import wait, wake, woken
from router.store.base import Store

Verb = Callable[[CaseFile], Awaitable[Change]]
Measure = Callable[[str, str], Length | None]
NEXT_TRIED, NOTHING = 10, Change()


class Acts:
    """One object a process; it holds ports and no state of its own."""

    def __init__(
        self,
        store: Store,
        queues: Queues,
        clock: Clock,
        book: Callable[[], Rulebook],
        attendance: Attendance,
        length: Measure = lambda channel, text: None,
    ) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self.attendance = attendance
        self._questions = Questions(store, queues, clock, book)
        self.length = length  #: how long a text is over a channel, and how long it may be

    async def claim(self, reference: str, by: Actor, version: int | None = None) -> Change:
        async def fresh() -> Change:
            file, holds = await file_and_loads(self._store, reference, by.account)
            await self._unchanged(file.case, version, by)
            return claim(file, by, holds, self._clock.now())

        change = await applied(self._store, self._queues, fresh)
        await self.attendance.given(by.account)
        return change

    async def decline(self, reference: str, by: Actor, version: int | None = None) -> Change:
        """Let an offer go."""

        async def verb(file: CaseFile) -> Change:
            return decline(file, by, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def take_next(self, by: Actor, seeker: Seeker) -> Change | None:
        """Next please: the earliest turn that this agent can take; None when nothing waits for them. Raises Refused."""
        full: HandsFull | None = None
        for reference in await self._queues.fitting(seeker, self._clock.now(), NEXT_TRIED, lend=True):
            try:
                return await self.claim(reference, by)
            except HeldBy:
                continue  # another was first: the one behind it
            except HandsFull as error:
                full = error  # a call too many; a mail behind it may fit
        if full is not None:
            raise full
        return None

    async def release(self, reference: str, by: Actor, reason: str | None = None, version: int | None = None) -> Change:
        async def verb(file: CaseFile) -> Change:
            return release(file, by, await self._held(file), reason, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def reply(
        self,
        reference: str,
        by: Actor,
        text: str,
        subject: str = "",
        version: int | None = None,
        channel: str | None = None,
        also: Change = NOTHING,
    ) -> Change:
        """Over `channel`, or the one that the citizen used, or another that reaches them."""
        contact = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            party = await self._party(file)
            way = way_of(file, party, self._book().municipality, channel)
            assert party is not None, "no way leads to nobody"
            may_be_so_long(self.length(way, text))
            return reply(file, by, party, way, contact, subject, text, self._clock.now()).and_(also)

        return await self._do(reference, by, version, verb)

    async def same_person(self, reference: str, by: Actor, other: str, same: bool) -> Change:
        """Whether this case's citizen and that party are one person."""

        async def verb(file: CaseFile) -> Change:
            return same_person(file, by, await self._store.party(other), same, self._clock.now())

        return await self._do(reference, by, None, verb)

    async def note(
        self, reference: str, by: Actor, text: str, version: int | None = None, also: Change = NOTHING
    ) -> Change:
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            return note(file, by, note_id, text, self._book().municipality, self._clock.now()).and_(also)

        return await self._do(reference, by, version, verb)

    async def transfer(self, reference: str, by: Actor, team: str, text: str, version: int | None = None) -> Change:
        teams, note_id = self._book().municipality.teams, str(uuid4())
        if team not in teams:
            raise NotFound(f'There is no team "{team}". Teams are: {", ".join(teams)}.')

        async def verb(file: CaseFile) -> Change:
            now = self._clock.now()
            promised = self._promised(file, team)
            return transfer(file, teams[team], by, note_id, text, await self._held(file), promised, now)

        return await self._do(reference, by, version, verb)

    async def raise_to(self, reference: str, by: Actor, team: str, text: str, version: int | None = None) -> Change:
        """To a team and its lead, with a word to everybody there."""
        town, note_id = self._book().municipality, str(uuid4())
        if team not in town.teams:
            raise NotFound(f'There is no team "{team}". Teams are: {", ".join(town.teams)}.')

        async def verb(file: CaseFile) -> Change:
            told = [each.account for each in town.agents.values() if team in each.teams and each.account != by.account]
            now, holds, promised = self._clock.now(), await self._held(file), self._promised(file, team)
            return raise_case(file, town.teams[team], by, note_id, text, holds, promised, told, now)

        return await self._do(reference, by, version, verb)

    async def call_back(
        self, reference: str, by: Actor, outcome: CallbackOutcome, text: str = "", version: int | None = None
    ) -> Change:
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            town, party = self._book().municipality, await self._party(file)
            return call_back(file, by, outcome, note_id, text, town, party, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def promise_call(self, reference: str, by: Actor, number: str, version: int | None = None) -> Change:
        """To the citizen, who wrote this number and would like it."""

        async def verb(file: CaseFile) -> Change:
            return promise_call(file, by, await self._party(file), number, self._book(), self._clock.now())

        return await self._do(reference, by, version, verb)

    async def choose_callback(self, reference: str, said: Choice) -> Change:
        """By the citizen, whom we could not reach."""

        async def verb(file: CaseFile) -> Change:
            now, party = self._clock.now(), await self._party(file)
            answer = planned(file, PromiseKind.ANSWER, file.case.team, self._book(), now)
            return choose_callback(file, said, party, answer, self._book().municipality, now)

        return await self._do(reference, CITIZEN, None, verb)

    async def rate(self, reference: str, score: int, text: str = "") -> Change:
        """By the citizen, after closing."""
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            lines = await self._store.told_after(reference, 0, ("rated",))
            return rate(file, score, note_id, text, lines, self._clock.now())

        return await self._do(reference, CITIZEN, None, verb)

    async def close(
        self, reference: str, by: Actor, result: Result, text: str = "", version: int | None = None
    ) -> Change:
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            return close(file, by, result, note_id, text, await self._held(file), self._clock.now())

        change = await self._do(reference, by, version, verb)
        await self.attendance.wrap_up(by.account, self._book().municipality.teams[change.case.team].wrap_up)
        return change

    async def wait(self, reference: str, by: Actor, text: str = "", version: int | None = None) -> Change:
        """For the citizen, with what is asked of them."""
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            return wait(file, self._book(), by, note_id, text, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def wake(self, reference: str, by: Actor, version: int | None = None) -> Change:
        async def verb(file: CaseFile) -> Change:
            return wake(file, by, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def merge(self, reference: str, by: Actor, into: str, version: int | None = None) -> Change:
        """This case goes on in another."""

        async def verb(file: CaseFile) -> Change:
            other = await file_of(self._store, into)
            return merge(file, other, by, await self._held(file), self._book(), self._clock.now())

        return await self._do(reference, by, version, verb)

    async def another_question(
        self, reference: str, by: Actor, text: str, product: str | None = None, kind: Kind | None = None
    ) -> Change:
        """A second case of the contact that this one came from; the new one alone is in the change."""
        return await self._questions.ask(reference, by, text, product, kind)

    async def answer_offer(
        self,
        reference: str,
        by: Actor,
        outcome: SteerOutcome,
        reason: SteerReason | None = None,
        text: str = "",
        version: int | None = None,
    ) -> Change:
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            return answer_offer(file, by, outcome, reason, note_id, text, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def correct(self, reference: str, by: Actor, correction: Correction, version: int | None = None) -> Change:
        if isinstance(correction.product, str) and correction.product not in self._book().municipality.products:
            raise NotFound(f'There is no product "{correction.product}" in the catalogue. Choose one that is.')

        async def verb(file: CaseFile) -> Change:
            return correct(file, by, correction, self._clock.now())

        return await self._do(reference, by, version, verb)

    async def _do(self, reference: str, by: Actor, version: int | None, verb: Verb) -> Change:
        async def fresh() -> Change:
            file = await file_of(self._store, reference)
            await self._unchanged(file.case, version, by)
            change = await verb(file)
            if file.case.status != CaseStatus.WAITING:
                return change
            return woken(change, file, self._book(), self._clock.now(), by.account)

        return await applied(self._store, self._queues, fresh)

    async def _unchanged(self, case: Case, version: int | None, by: Actor) -> None:
        """Raises ChangedSince when another person answered, moved or closed it after `version`; a clock's tick is no reason."""
        if version is None or case.version == version:
            return
        told = await self._store.told_after(case.reference, version, WEIGHTY)
        others = [each for each in told if each.by not in (by.account, SYSTEM)]
        if others:
            raise ChangedSince(others)

    async def _party(self, file: CaseFile) -> Party | None:
        return await self._store.party(file.case.party) if file.case.party else None

    async def _held(self, file: CaseFile) -> Holds:
        return await self._store.loads_of(file.case.assignee) if file.case.assignee else {}

    def _promised(self, file: CaseFile, team: str) -> Promise | None:
        kind = PromiseKind.PARTNER if self._book().municipality.teams[team].is_partner else PromiseKind.TRANSFER
        return planned(file, kind, team, self._book(), self._clock.now())
