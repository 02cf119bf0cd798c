"""Answer together: what is said to one of a burst goes to all of them, each once, and to those who join while it lasts.

The answer is said in one case, the head. Each of the others gets it under its own post, with a message and key of its own, and
goes on in the head. A role does that, so that a click returns at once and a restart goes on where it was.
"""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import NAMESPACE_OID, uuid4, uuid5

from router.channels.outgoing import Length
from router.clock import Clock
from router.domain.burst import WITHIN
from router.domain.case import CaseFile
from router.domain.change import Actor, Change, History
from router.domain.contact import Party
from router.domain.errors import NotFound, Refused
from router.domain.gathering import Gathering, Post, burst_of, is_over, joining, latest, takes
from router.domain.municipality import Municipality
from router.domain.words import Result
from router.queues.base import Queues
from router.rules.rulebook import Rulebook
from router.steps.apply import applied
from router.steps.close import close
from router.steps.load_file import file_of
from router.steps.merge import merge
from router.steps.reply import may_be_so_long, reply
from router.steps.ways import ways_of
from router.store.base import Store

Posts = Callable[[datetime, datetime], Awaitable[Sequence[Post]]]
"""Every public post received between these moments."""
Gatherings = Callable[[], Awaitable[Sequence[Gathering]]]
"""Those that have not ended."""
Measure = Callable[[str, str], Length | None]


class Together:
    """One object a process; it holds ports and no state of its own."""

    def __init__(
        self,
        store: Store,
        queues: Queues,
        clock: Clock,
        book: Callable[[], Rulebook],
        length: Measure,
        posts: Posts,
        gatherings: Gatherings,
    ) -> None:
        self._store, self._queues, self._clock, self._book = store, queues, clock, book
        self._length, self._posts, self.gatherings = length, posts, gatherings

    async def begin(self, reference: str, by: Actor, text: str) -> Gathering:
        """Say it in this case, for all of its burst. Raises Refused."""
        now = self._clock.now()
        posts = await self._posts(now - 2 * WITHIN, now)
        burst = burst_of(reference, posts)
        if burst is None:
            raise Refused("These are no longer many at once. Answer each by itself.")
        contacts = {each.contact for each in burst.mentions}
        members = [each for each in posts if each.mention.contact in contacts]
        await self._not_yet(members)
        for source in {each.source for each in members if takes(each, by.account)}:
            may_be_so_long(self._length(source, text))
        gathering = Gathering(
            id=str(uuid4()),
            head=reference,
            text=str(uuid4()),
            by=by.account,
            at=now,
            first=burst.first,
            last=burst.last,
        )
        await applied(self._store, self._queues, lambda: self._said(gathering, by, text))
        return gathering

    async def go_on(self, most: int) -> int:
        """Give the answer to at most so many that wait for it; returns how many got it."""
        done = 0
        for gathering in await self.gatherings():
            done += await self._gather(gathering, most - done)
            if done >= most:
                break
        return done

    async def _not_yet(self, members: Sequence[Post]) -> None:
        heads = {each.head for each in await self.gatherings()}
        if heads & {name for each in members for name in (each.reference, each.merged_into)}:
            raise Refused("A colleague has answered these already. Who joins now gets that answer too.")

    async def _said(self, gathering: Gathering, by: Actor, text: str) -> Change:
        file = await file_of(self._store, gathering.head)
        if file.case.is_closed:
            raise Refused("This case is closed already.")
        party, town = await self._party(file), self._book().municipality
        if party is None or not _is_heard(file, party, town):
            raise Refused("This source takes no answers. Hand it over, or finish it without an answer.")
        said = reply(file, by, party, file.case.source, gathering.text, "", text, gathering.at)
        line = History(
            subject=gathering.head,
            type="answered-together",
            at=gathering.at,
            by=by.account,
            data={"version": said.case.version, "gathering": gathering.id},
        )
        return said.with_(gatherings=(gathering,), history=(*said.history, line))

    async def _gather(self, gathering: Gathering, most: int) -> int:
        now = self._clock.now()
        posts = await self._posts(gathering.first - WITHIN, now)
        waiting, done = joining(gathering, posts), 0
        head_open = any(each.reference == gathering.head and each.is_open for each in posts)
        for post in waiting if head_open else ():
            if done == most:
                break
            with suppress(Refused, NotFound):  # closed or taken in the meantime, or too long there: for a person
                await self._answer(gathering, post)
                done += 1
        after = gathering.with_(last=latest(gathering, waiting))
        if not head_open or (is_over(after, now) and not done):
            await self._finished(gathering)
            after = after.with_(ended=now)
        if after != gathering:
            await self._store.apply([Change(gatherings=(after,))])
        return done

    async def _finished(self, gathering: Gathering) -> None:
        """The head is closed, unless something is still promised there."""

        async def closed() -> Change:
            file = await file_of(self._store, gathering.head)
            if any(each.is_owed for each in file.promises):
                raise Refused("Something is promised here still.")
            holds = await self._store.loads_of(file.case.assignee) if file.case.assignee else {}
            return close(file, self._actor(gathering.by), Result.ANSWERED, None, "", holds, self._clock.now())

        with suppress(Refused, NotFound):
            await applied(self._store, self._queues, closed)

    async def _answer(self, gathering: Gathering, post: Post) -> None:
        """Two changes: a case that was answered and not put with the head is put there the next time."""
        contact = str(uuid5(NAMESPACE_OID, f"{gathering.id} {post.reference}"))
        by = self._actor(gathering.by)
        said = await self._store.message(gathering.text)
        assert said is not None, "a gathering begins with what was said"
        text = said[1].body
        may_be_so_long(self._length(post.source, text))

        async def answered() -> Change:
            file = await file_of(self._store, post.reference)
            party, town = await self._party(file), self._book().municipality
            if file.case.is_closed or party is None or not _is_heard(file, party, town):
                raise Refused("This case is closed already.")
            return reply(file, by, party, file.case.source, contact, "", text, self._clock.now())

        async def put_together() -> Change:
            file, into = await file_of(self._store, post.reference), await file_of(self._store, gathering.head)
            holds = await self._store.loads_of(file.case.assignee) if file.case.assignee else {}
            return merge(file, into, by, holds, self._book(), self._clock.now(), of_many=True)

        if await self._store.message(contact) is None:
            await applied(self._store, self._queues, answered)
        await applied(self._store, self._queues, put_together)

    def _actor(self, account: str) -> Actor:
        agent = self._book().municipality.agents.get(account)
        if agent is None:
            return Actor(account=account)
        return Actor(account=account, name=agent.name, role=agent.role, teams=agent.teams, capacity=agent.capacity)

    async def _party(self, file: CaseFile) -> Party | None:
        return await self._store.party(file.case.party) if file.case.party else None


def _is_heard(file: CaseFile, party: Party, town: Municipality) -> bool:
    """Under their own post; a mail to one of many would tell them what the others do not see."""
    return file.case.source in ways_of(file.case, party, town)
