"""The pipeline bench: simulated contacts, from bytes in to row and queue, beside a bare loop with the same rows and no logic.

Both append the same bytes to a log (a FULL commit a batch), read and decode them, write the same rows in one FULL transaction a
batch with the offset, and put the same places in the queue. The bare loop has its rows ready and decides nothing.
"""

import asyncio
import cProfile
import gc
import pstats
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from router.clock import SystemClock
from router.domain.contact import Inbound, Sender
from router.domain.words import Channel
from router.queues.base import Place, place_of
from router.queues.memory import MemoryQueues
from router.roles.worker import BATCH, Worker
from router.rules.load import load
from router.rules.rulebook import Rulebook
from router.simulate.corpus import records
from router.steps.accept import key_of
from router.store import tables
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore
from router.store.statements import SIZES, Insert
from router.store.writer import connect
from router.store.writing import insert_rows
from router.stream.base import Message
from router.stream.sqlite import SqliteStream

WRITTEN = (
    tables.parties,
    tables.contacts,
    tables.texts,
    tables.cases,
    tables.promises,
    tables.decisions,
    tables.history,
    tables.outgoing,
    tables.notices,
)
Rows = dict[str, list[tuple[object, ...]]]


def bench_pipeline(count: int, profile: bool) -> tuple[float, float]:
    """Contacts a second: ours and bare. With `profile`, where ours spends its time goes to standard output."""
    book = load(Path("examples/klaverdam"))
    messages = list(messages_of(count))
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    sys.setswitchinterval(0.0005)  # all three as the server does at start
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        profiler = cProfile.Profile() if profile else None
        ours, places = asyncio.run(_ours(folder, book, messages, profiler))
        if profiler:
            pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
        bare = asyncio.run(_bare(folder, messages, places))
    return count / ours, count / bare


def messages_of(count: int) -> Iterator[Message]:
    """The corpus as it lies on the stream: 20-120 words each, no two texts equal."""
    now = SystemClock().now()
    for place, body in enumerate(records(7, count)):
        sender = body.get("sender") or {}
        assert isinstance(sender, dict)
        contact = Inbound(
            id=f"bench-{place}",
            channel=Channel(str(body["channel"])),
            source="api",
            received_at=now,
            text=str(body.get("text", "")),
            subject=str(body.get("subject", "")),
            language=str(body["language"]) if body.get("language") else None,
            place=str(body["place"]) if body.get("place") else None,
            needs_assistance=bool(body.get("needsAssistance")),
            sender=Sender(**sender),
            source_id=str(body["sourceId"]),
        )
        yield Message(key_of(contact, b"bench"), msgspec.json.encode(contact))


async def _ours(
    folder: Path, book: Rulebook, messages: Sequence[Message], profiler: cProfile.Profile | None
) -> tuple[float, list[Place]]:
    await migrate(folder / "ours.db")
    store, stream, queues = SqliteStore(folder / "ours.db"), SqliteStream(folder / "ours-log.db"), MemoryQueues()
    await store.open()
    await stream.open()
    worker = Worker(stream, store, queues, SystemClock(), lambda: book)
    task = asyncio.create_task(worker.run(0))
    if profiler:
        profiler.enable()
    started = time.perf_counter()
    for first in range(0, len(messages), BATCH):
        await stream.append(messages[first : first + BATCH])
    while worker.position.offset < len(messages) - 1:  # noqa: ASYNC110 - it tells nobody how far it is
        await asyncio.sleep(0.001)
    spent = time.perf_counter() - started
    if profiler:
        profiler.disable()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    places = [place_of(case) for case in await store.waiting()]
    await stream.close()
    await store.close()
    return spent, places


async def _bare(folder: Path, messages: Sequence[Message], places: Sequence[Place]) -> float:
    """The same input and output, one batch after the other."""
    rows = _rows(folder / "ours.db")
    await migrate(folder / "bare.db")
    register, log, queues = connect(folder / "bare.db"), connect(folder / "bare-log.db"), MemoryQueues()
    log.execute("CREATE TABLE log (off INTEGER PRIMARY KEY, key BLOB NOT NULL, value BLOB NOT NULL)")
    register.execute('INSERT INTO partitions (partition, epoch, "offset") VALUES (0, 1, -1)')
    decoder = msgspec.json.Decoder(Inbound)
    batches = range(0, len(messages), BATCH)
    shares = {name: _shares(each, len(batches)) for name, each in rows.items()}
    inserting = {name: _insert(name) for name in rows}
    started = time.perf_counter()
    for number, first in enumerate(batches):
        some = messages[first : first + BATCH]
        log.execute("BEGIN IMMEDIATE")
        log.executemany(
            "INSERT INTO log VALUES (?, ?, ?)",
            [(first + place, each.key, each.value) for place, each in enumerate(some)],
        )
        log.execute("COMMIT")
        for _, value in log.execute("SELECT off, value FROM log WHERE off >= ? ORDER BY off LIMIT ?", (first, BATCH)):
            decoder.decode(value)
        register.execute("BEGIN IMMEDIATE")
        register.execute('UPDATE partitions SET "offset" = ?', (first,))
        for name, share in shares.items():
            insert_rows(register, inserting[name], share[number])
        register.execute("COMMIT")
        await queues.update(places[first : first + BATCH])
    spent = time.perf_counter() - started
    register.close()
    log.close()
    return spent


def _rows(path: Path) -> Rows:
    with sqlite3.connect(path) as connection:
        return {table.name: connection.execute(f'SELECT * FROM "{table.name}"').fetchall() for table in WRITTEN}


def _insert(table: str) -> Insert:
    row = f"({', '.join('?' * len(tables.metadata.tables[table].columns))})"
    return Insert({size: f'INSERT OR IGNORE INTO "{table}" VALUES {", ".join([row] * size)}' for size in SIZES})


def _shares(rows: list[tuple[object, ...]], parts: int) -> list[list[tuple[object, ...]]]:
    size = -(-len(rows) // parts)
    return [rows[place * size : (place + 1) * size] for place in range(parts)]
