"""What people do with a case, each the same three steps: load, verb, apply. Pages, API and clock call these."""

from uuid import uuid4

from router.domain.case import CaseFile
from router.domain.change import Actor, Change
from router.domain.errors import NotFound
from router.domain.words import CallbackOutcome, Kind, PromiseKind, Result, SteerOutcome, SteerReason
from router.steps.answer_offer import CITIZEN, answer_offer
from router.steps.call_back import call_back
from router.steps.choose_callback import Choice, choose_callback
from router.steps.close import close
from router.steps.correct import Correction, correct
from router.steps.handing import Handing
from router.steps.load_file import file_of
from router.steps.merge import merge
from router.steps.note import note
from router.steps.plan_promise import planned
from router.steps.promise_call import promise_call
from router.steps.rate import rate
from router.steps.reopen import reopen
from router.steps.reply import may_be_so_long, reply, way_of
from router.steps.same_person import same_person
from router.steps.wait import wait, wake

NOTHING = Change()


class Acts(Handing):
    """Each reads, decides by a pure verb and writes; what is stale is refused."""

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

    async def reopen(self, reference: str, by: Actor, text: str, version: int | None = None) -> Change:
        """Closed by mistake, or too early."""
        note_id = str(uuid4())

        async def verb(file: CaseFile) -> Change:
            return reopen(file, by, note_id, text, self._clock.now())

        return await self._do(reference, by, version, verb)

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
