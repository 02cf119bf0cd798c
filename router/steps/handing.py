"""Who has a case: offered, taken, let go, handed on."""

from uuid import uuid4

from router.domain.case import CaseFile
from router.domain.change import Actor, Change
from router.domain.errors import NotFound
from router.domain.seeker import Seeker
from router.steps.acting import Acting
from router.steps.apply import applied
from router.steps.claim import HandsFull, HeldBy, claim, release
from router.steps.load_file import file_and_loads
from router.steps.offer import decline
from router.steps.raise_case import raise_case
from router.steps.transfer import transfer

NEXT_TRIED = 10


class Handing(Acting):
    """The acts by which a case changes hands."""

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
