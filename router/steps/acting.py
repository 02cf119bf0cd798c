"""What every act shares: the ports, the load before the verb, the refusal of what is stale, and the write after it."""

from collections.abc import Awaitable, Callable

from router.channels.outgoing import Length
from router.clock import Clock
from router.domain.case import Case, CaseFile
from router.domain.change import SYSTEM, Actor, Change
from router.domain.contact import Party
from router.domain.promise import Promise
from router.domain.seeker import Holds
from router.domain.words import CaseStatus, PromiseKind
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.apply import applied
from router.steps.ask_another import Questions
from router.steps.attend import Attendance
from router.steps.changed_since import WEIGHTY, ChangedSince
from router.steps.load_file import file_of
from router.steps.plan_promise import planned
from router.steps.wait import woken
from router.store.base import Store

Verb = Callable[[CaseFile], Awaitable[Change]]
Measure = Callable[[str, str], Length | None]


class Acting:
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
