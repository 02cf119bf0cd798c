"""The live rulebook, and how another takes its place: all fallible work first, then one assignment."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import structlog

from router.clock import Clock
from router.domain.change import SYSTEM, Change, History, KeptRulebook
from router.domain.closing import CalendarError
from router.domain.lever import Lever
from router.domain.record import Record
from router.rules.content import content_of, packed, version_of
from router.rules.files import Unsound
from router.rules.load import load, problems_of
from router.rules.rulebook import Rulebook
from router.rules.source import Problem
from router.rules.turned import turned
from router.shapes import shapes

log = structlog.get_logger()
TRIES = 3  #: to read a folder while somebody saves in it


class Loaded(Record):
    """Which rulebook is live, since when and by whom."""

    version: str
    at: datetime
    by: str


class Outcome(Record):
    """Of a reload: the version that is live after it, and why it is still the old one where there are problems."""

    version: str
    problems: tuple[Problem, ...] = ()


class LiveRules:
    """Everybody reads through `book`, so that a decision has one rulebook from beginning to end."""

    def __init__(
        self,
        folder: Path,
        book: Rulebook,
        *,
        apply: Callable[[Sequence[Change]], Awaitable[int]],
        teams_at_work: Callable[[], Awaitable[Mapping[str, int]]],
        clock: Clock,
        swapped: Callable[[Rulebook], None] = lambda book: None,
    ) -> None:
        self.folder, self.own, self._book = folder, book, book  # as its files say, and as the levers turned it
        self.levers: tuple[Lever, ...] = ()  #: those that are on
        self._apply, self._teams_at_work, self._clock, self._swapped = apply, teams_at_work, clock, swapped
        self._turn = asyncio.Lock()
        self._checked: tuple[str, tuple[Problem, ...]] = (book.version, ())
        self.loaded = Loaded(version=book.version, at=clock.now(), by=SYSTEM)
        self.failures = 0  #: since the start
        self.problems: tuple[Problem, ...] = ()  #: of the last reload; none when it went well

    def book(self) -> Rulebook:
        return self._book

    async def keep(self) -> None:
        """At start: the files of what is live, so that its decisions can still be read years later."""
        content = await asyncio.to_thread(content_of, self.folder)
        if version_of(content) == self._book.version:
            await self._apply([_kept(content, self._book.version, SYSTEM, self._clock.now())])

    async def reload(self, by: str) -> Outcome:
        """What is on the disk becomes live, whole; or nothing changes and the problems are told. Raises StoreDown."""
        async with self._turn:
            try:
                book, content = await asyncio.to_thread(read, self.folder)
                _stop_if_work_is_left(book, await self._teams_at_work())
            except Unsound as error:
                return self._refused(error.problems, by)
            now = self._clock.now()
            await self._apply([_kept(content, book.version, by, now)])  # before the first decision that names it
            self.own, self._book = book, await asyncio.to_thread(_as_turned, book, self.levers)
            self._swapped(self._book)
            self.loaded, self.problems = Loaded(version=book.version, at=now, by=by), ()
            self._checked = (book.version, ())
            log.info("rulebook.loaded", version=book.version, by=by)
            return Outcome(version=book.version)

    async def turn(self, levers: Sequence[Lever]) -> None:
        """What operations set by hand counts from now on; `levers` are those that are on."""
        async with self._turn:
            if tuple(levers) != self.levers:
                self._book = await asyncio.to_thread(_as_turned, self.own, levers)
                self.levers = tuple(levers)
                self._swapped(self._book)
                log.info("levers.turned", on=len(levers))

    async def on_disk(self) -> tuple[str, tuple[Problem, ...]]:
        """The version of the folder as it is now, and its problems. Loaded again only when a file changed."""
        version = version_of(await asyncio.to_thread(content_of, self.folder))
        if version != self._checked[0]:
            self._checked = (version, await asyncio.to_thread(problems_of, self.folder, shapes()))
        return self._checked

    def _refused(self, problems: tuple[Problem, ...], by: str) -> Outcome:
        self.failures += 1
        self.problems = problems
        first = problems[0]
        log.warning("rulebook.refused", by=by, problems=len(problems), file=first.file, line=first.line)
        return Outcome(version=self._book.version, problems=problems)


def read(folder: Path) -> tuple[Rulebook, dict[str, bytes]]:
    """A rulebook with the very files it was made of. Raises Unsound."""
    for _ in range(TRIES):
        book, content = load(folder, shapes()), content_of(folder)
        if version_of(content) == book.version:
            return book, content
    raise Unsound([Problem(file=str(folder), line=1, message="files change all the time; reload when they are saved")])


def _as_turned(book: Rulebook, levers: Sequence[Lever]) -> Rulebook:
    """Without the levers where a calendar would never open with them: new files came after they were pulled."""
    try:
        return turned(book, levers)
    except CalendarError as error:
        log.error("levers.refused", reason=str(error))
        return book


def _stop_if_work_is_left(book: Rulebook, at_work: Mapping[str, int]) -> None:
    """A team that still has cases cannot leave: nobody would be asked for them."""
    gone = {team: count for team, count in at_work.items() if team not in book.municipality.teams}
    if gone:
        raise Unsound(
            [
                Problem(
                    file="teams.yaml",
                    line=1,
                    message=f'team "{team}" is gone but has {count} open case(s); keep it until they are transferred',
                )
                for team, count in sorted(gone.items())
            ]
        )


def _kept(content: Mapping[str, bytes], version: str, by: str, now: datetime) -> Change:
    return Change(
        rulebooks=(KeptRulebook(version=version, at=now, by=by, files=packed(content)),),
        history=(History(subject=version, type="rulebook-loaded", at=now, by=by),),
    )
