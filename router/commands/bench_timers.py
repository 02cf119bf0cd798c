"""The bench of the durable clock: how late timers fire among many that wait, beside a bare loop over the same rows.

Each promise is of a case of its own and breaks, with Klaverdam's escalation rules. Lateness is from its moment to the end of the
commit. `steady` is 200 due a second for ten seconds, `burst` 10,000 due at once. The bare loop reads, updates and inserts the rows of
a burst with no logic: its rows are ready, in batches of the same size, each a FULL commit.
"""

import asyncio
import cProfile
import gc
import pstats
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from router.clock import SystemClock
from router.domain.case import Case
from router.domain.moments import to_micros
from router.domain.promise import Promise
from router.domain.words import Channel, PromiseKind
from router.measures import Histogram, Measures
from router.queues.memory import MemoryQueues
from router.roles.ticker import BATCH, Ticker
from router.rules.load import load
from router.store import statements as sql
from router.store.migrate import migrate
from router.store.rows import CASE, PROMISE
from router.store.sqlite import SqliteStore
from router.store.writer import connect
from router.store.writing import insert_rows

A_SECOND, SECONDS, BURST = 200, 10, 10_000
AHEAD = timedelta(days=2)  #: nothing of the many that wait comes due meanwhile
LEAD = timedelta(seconds=1.5)  #: from writing the timers to the first moment
CASE_BREAKS = ("version", "changed_at", "next_breach", "priority")  #: what a broken promise changes of its case
BREAKS = ("state", "next_at", "generation")  #: and of itself
Figures = list[tuple[str, float, str, float | None]]


class Exact(Histogram):
    """Every lateness as it was."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[float] = []

    def saw(self, seconds: Iterable[float]) -> None:
        self.seen.extend(seconds)


def bench_timers(count: int, profile: bool) -> Figures:
    """`count` promises that wait. Name, figure, unit, and what it is compared with."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(0.0005)  # all as the server does at start
    with tempfile.TemporaryDirectory() as name:
        profiler = cProfile.Profile() if profile else None
        found = asyncio.run(_measured(Path(name) / "store.db", count, profiler))
        if profiler:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
        return found


async def _measured(path: Path, count: int, profiler: cProfile.Profile | None) -> Figures:
    await migrate(path)
    clock = SystemClock()
    write_cases(path, "wait", (clock.now() + AHEAD + timedelta(milliseconds=place) for place in range(count)))
    gap = timedelta(seconds=1) / A_SECOND
    steady = await _fired(path, "steady", [gap * place for place in range(A_SECOND * SECONDS)], None)
    burst = await _fired(path, "burst", [timedelta(0)] * BURST, profiler)
    bare = _bare(path)
    rank = sorted(steady)
    return [
        ("steady p50", rank[len(rank) // 2] * 1000, "ms late", None),
        ("steady p99", rank[len(rank) * 99 // 100] * 1000, "ms late", None),
        ("steady max", rank[-1] * 1000, "ms late", None),
        ("burst max", max(burst) * 1000, "ms late", bare * 1000),
        ("burst", BURST / max(burst), "timers/s", BURST / bare),
    ]


async def _fired(path: Path, name: str, moments: list[timedelta], profiler: cProfile.Profile | None) -> list[float]:
    """How late each was, in seconds."""
    store, clock, measures, exact = SqliteStore(path), SystemClock(), Measures(), Exact()
    book = load(Path("examples/klaverdam"))
    measures.lateness = exact
    await store.open()
    start = clock.now() + LEAD
    write_cases(path, name, (start + each for each in moments))
    ticker = Ticker(store, MemoryQueues(), clock, lambda: book, measures)
    task = asyncio.create_task(ticker.run())
    if profiler:
        profiler.enable()
    while len(exact.seen) < len(moments):  # noqa: ASYNC110 - it tells nobody how far it is
        await asyncio.sleep(0.05)
    if profiler:
        profiler.disable()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await store.close()
    return exact.seen


def write_cases(path: Path, name: str, moments: Iterable[datetime]) -> None:
    """So many cases, each with a promise that breaks at its moment."""
    connection = connect(path)
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("BEGIN IMMEDIATE")
    cases, promises = case_rows(name, SystemClock().now(), moments)
    connection.executemany(sql.INSERTS["cases"].by_size[1], cases)
    connection.executemany(sql.INSERTS["promises"].by_size[1], promises)
    connection.execute("COMMIT")
    connection.close()


def case_rows(
    name: str, now: datetime, moments: Iterable[datetime]
) -> tuple[Iterator[list[object]], Iterator[list[object]]]:
    case = Case(
        reference="", channel=Channel.EMAIL, source="email", contact="", party="", team="kcc", teams_seen=("kcc",),
        received_at=now - timedelta(days=2), changed_at=now,
    )  # fmt: skip
    promise = Promise(
        id="", case="", kind=PromiseKind.ANSWER, team="kcc", term="2 working days", since=case.received_at, due=now,
        why="tweede werkdag", entry="answer", calendar="kcc",
    ).started()  # fmt: skip
    dues = [to_micros(each) for each in moments]
    names = [f"{name}-{place}" for place in range(len(dues))]
    return (
        _with(CASE.row(case), CASE.columns, {"reference": names, "next_breach": dues}),
        _with(PROMISE.row(promise), PROMISE.columns, {"id": names, "case": names, "due": dues, "next_at": dues}),
    )


def _with(
    row: list[object], columns: tuple[str, ...], values: dict[str, list[object]] | dict[str, object]
) -> Iterator[list[object]]:
    places = [columns.index(name) for name in values]
    for each in zip(*values.values(), strict=True):
        filled = list(row)
        for place, value in zip(places, each, strict=True):
            filled[place] = value
        yield filled


def _bare(path: Path) -> float:
    """Seconds for the same input and output: due rows read, two rows updated each, history and notices written."""
    connection = connect(path)
    written = {name: _written(connection, name) for name in ("history", "notices")}
    cases, promises = (
        _stored(connection, "cases", "reference", CASE_BREAKS),
        _stored(connection, "promises", "id", BREAKS),
    )
    of_case = sql.update("cases", "reference", CASE_BREAKS, sql.OF_VERSION)
    of_promise = sql.update("promises", "id", BREAKS, sql.OF_GENERATION)
    connection.execute("UPDATE promises SET next_at = due, state = 'open' WHERE id LIKE 'burst-%'")
    per_batch = {name: -(-len(rows) * BATCH // BURST) for name, rows in written.items()}
    statements = sql.INSERTS
    connection.execute("DELETE FROM notices")
    started = time.perf_counter()
    for number in range(BURST // BATCH):
        due = connection.execute(
            "SELECT * FROM promises WHERE next_at <= ? AND state = 'open' ORDER BY next_at LIMIT ?",
            (to_micros(SystemClock().now()), BATCH),
        ).fetchall()
        marks = ", ".join("?" * len(due))
        names = [row[0] for row in due]
        connection.execute(f"SELECT * FROM cases WHERE reference IN ({marks})", names).fetchall()
        connection.execute(f'SELECT * FROM promises WHERE "case" IN ({marks})', names).fetchall()
        connection.execute("BEGIN IMMEDIATE")
        for name in names:
            connection.execute(of_case, (*cases[name], name, cases[name][0]))
            connection.execute(of_promise, (*promises[name], name, 1))
        for table, rows in written.items():
            size = per_batch[table]
            insert_rows(connection, statements[table], rows[number * size : (number + 1) * size])
        connection.execute("COMMIT")
    spent = time.perf_counter() - started
    connection.close()
    return spent


def _written(connection: sqlite3.Connection, table: str) -> list[tuple[object, ...]]:
    columns = {"history": "subject, type, at, by, data", "notices": "*"}[table]
    key = {"history": "subject", "notices": '"case"'}[table]
    return connection.execute(f"SELECT {columns} FROM {table} WHERE {key} LIKE 'burst-%'").fetchall()


def _stored(connection: sqlite3.Connection, table: str, key: str, columns: tuple[str, ...]) -> dict[str, list[object]]:
    names = ", ".join(f'"{name}"' for name in columns)
    return {
        name: row for name, *row in connection.execute(f"SELECT {key}, {names} FROM {table} WHERE {key} LIKE 'burst-%'")
    }
