"""The bench of claims: one agent alone, then fifty on one queue, some cut off at any step, beside a bare loop of the same updates.

`alone` is one agent who takes a case when nothing else goes on. The fifty ask for the next as soon as they have one, without end: no
town's agents do. The bare loop reads and commits a claim at a time; ours reads and commits together what is asked at once.
The register is SQLite in a folder of the bench; the queue is in memory, or in Redis when BALIE_QUEUES says so. At the end every case
has exactly one owner and everybody's load is what they hold, or the bench fails.
"""

import asyncio
import cProfile
import gc
import pstats
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from random import Random

from router.clock import SystemClock
from router.commands.bench_timers import write_cases
from router.domain.change import Actor
from router.domain.errors import Refused
from router.domain.moments import to_micros
from router.domain.seeker import TOTAL, Seeker
from router.domain.words import Role
from router.presence.picked import presences_beside
from router.queues.base import Queues
from router.queues.picked import queues_at
from router.roles.reconciler import Reconciler
from router.rules.load import load
from router.settings import queues_named
from router.steps.acts import Acts
from router.steps.attend import Attendance
from router.steps.rebuild_queues import rebuilt
from router.store import statements as sql
from router.store.migrate import migrate
from router.store.rows import CASE
from router.store.sqlite import SqliteStore
from router.store.writer import connect

AGENTS, AT_MOST = 50, 10_000
CUT_OFF = 0.02  #: of all requests
Figures = list[tuple[str, float, str, float | None]]


def bench_claims(count: int, profile: bool) -> Figures:
    """`count` cases, 10,000 at most. Name, figure, unit, and what it is compared with."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(0.0005)  # all as the server does at start
    profiler = cProfile.Profile() if profile else None
    with tempfile.TemporaryDirectory() as name:
        found = asyncio.run(_measured(Path(name), min(count, AT_MOST), profiler))
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
    return found


async def _measured(folder: Path, count: int, profiler: cProfile.Profile | None) -> Figures:
    path, clock, book = folder / "store.db", SystemClock(), load(Path("examples/klaverdam"))
    await migrate(path)
    write_cases(path, "KV", [clock.now()] * count)
    store, queues = SqliteStore(path), queues_at(queues_named(), f"bench-claims-{time.monotonic_ns()}", clock)
    await store.open()
    await queues.open()
    try:
        await rebuilt(store, queues)
        acts = Acts(store, queues, clock, lambda: book, Attendance(presences_beside(queues), clock))
        floor = Floor(acts, queues, count)
        if profiler:
            profiler.enable()
        alone = await floor.alone(count // 10)
        spent = await floor.work(Reconciler(store, queues, clock))
        if profiler:
            profiler.disable()
        await _one_owner_each(store, floor.agents, count)
        await queues.replace([])
    finally:
        await queues.close()
        await store.close()
    bare = _bare(path, floor.agents, count)
    return [
        ("claims", (count - len(alone)) / spent, "claims/s", count / bare),
        *_ranked("claim", floor.took),
        *_ranked("claim alone", alone),
        ("cut off", floor.cut_off, "requests", None),
    ]


def _ranked(name: str, took: Sequence[float]) -> Figures:
    ranked = sorted(took)
    return [
        (f"{name} p50", ranked[len(ranked) // 2] * 1000, "ms", None),
        (f"{name} p99", ranked[len(ranked) * 99 // 100] * 1000, "ms", None),
    ]


class Floor:
    """Agents who ask for the next case until none is left."""

    def __init__(self, acts: Acts, queues: Queues, count: int) -> None:
        self._acts, self._queues, self._rng = acts, queues, Random(11)
        self.took: list[float] = []
        self.cut_off, self._last = 0, 0.0
        self.agents = [
            Actor(account=f"agent-{number}", name="", role=Role.AGENT, teams=("kcc",), capacity={"other": count})
            for number in range(AGENTS)
        ]

    async def alone(self, count: int) -> list[float]:
        """Seconds of each of so many claims by the first agent, who waits a moment before each."""
        actor, took = self.agents[0], list[float]()
        seeker = Seeker(account=actor.account, teams=actor.teams)
        for _ in range(count):
            await asyncio.sleep(0.002)
            began = time.perf_counter()
            if await self._acts.take_next(actor, seeker) is not None:
                took.append(time.perf_counter() - began)
        return took

    async def work(self, reconciler: Reconciler) -> float:
        """Seconds until the last case that anybody was given."""
        watch = asyncio.create_task(self._watched(reconciler))
        began = time.perf_counter()
        await asyncio.gather(*(self._work(each) for each in self.agents))
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
        return self._last - began

    async def _watched(self, reconciler: Reconciler) -> None:
        """Who is cut off between writing and telling leaves a case in the list that is taken already."""
        while True:
            await asyncio.sleep(1)
            await reconciler.look()

    async def _work(self, actor: Actor) -> None:
        seeker = Seeker(account=actor.account, teams=actor.teams)
        idle = 0
        while idle < AGENTS:
            began, change = time.perf_counter(), None
            try:
                async with asyncio.timeout(self._rng.random() * 0.03 if self._rng.random() < CUT_OFF else None):
                    change = await self._acts.take_next(actor, seeker)
            except TimeoutError:
                self.cut_off += 1
                continue
            except Refused:
                continue
            if change is not None:
                self._last = time.perf_counter()
                self.took.append(self._last - began)
                idle = 0
                continue
            if not await self._queues.top("kcc", 1):
                return
            idle += 1
            await asyncio.sleep(0.1)


async def _one_owner_each(store: SqliteStore, agents: Sequence[Actor], count: int) -> None:
    """Raises AssertionError."""
    held = {agent.account: await store.held_by(agent.account) for agent in agents}
    every = [reference for references in held.values() for reference in references]
    assert len(every) == len(set(every)) == count, f"{len(set(every))} of {count} cases have one owner"
    assert not await store.waiting(), "cases wait that nobody was given"
    for account, references in held.items():
        assert (await store.loads_of(account)).get(TOTAL, 0) == len(references), f"the load of {account} is wrong"


TAKEN = ("version", "status", "assignee", "changed_at")  #: what taking up a case changes of it


def _bare(path: Path, agents: Sequence[Actor], count: int) -> float:
    """Seconds for the same reads and conditional updates, a FULL commit each, with the rows ready and nobody else there."""
    connection, now = connect(path), SystemClock().now()
    connection.execute("DELETE FROM loads")
    names = [row[0] for row in connection.execute("SELECT reference FROM cases ORDER BY reference LIMIT ?", (count,))]
    rows = {name: row for name, *row in connection.execute(f"SELECT reference, {', '.join(TAKEN)} FROM cases")}
    taken = sql.update("cases", CASE.key, TAKEN, sql.OF_VERSION)
    history = sql.INSERTS["history"].by_size[1]
    began = time.perf_counter()
    for number, name in enumerate(names):
        account, had = agents[number % len(agents)].account, number // len(agents)
        connection.execute("SELECT * FROM cases WHERE reference = ?", (name,)).fetchall()
        connection.execute('SELECT * FROM promises WHERE "case" = ?', (name,)).fetchall()
        connection.execute("SELECT lane, active FROM loads WHERE account = ?", (account,)).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(taken, (*rows[name], name, rows[name][0]))
        for lane in ("mail", TOTAL):
            connection.execute(sql.NEW_LOAD, (account, lane))
            connection.execute(sql.CHANGED_LOAD, (had + 1, account, lane, had))
        connection.execute(history, (name, "claimed", to_micros(now), account, "{}"))
        connection.execute("COMMIT")
    spent = time.perf_counter() - began
    connection.close()
    return spent
