"""The bench of the queues in Redis, beside a bare loop that makes the same Lua calls with its arguments ready.

BALIE_QUEUES says which Redis; without it a private one is started. `rebuild` reads a register and builds the index while updates go on;
`memory` is all keys together, as MEMORY USAGE counts them, for each case that waits.
"""

import asyncio
import cProfile
import os
import pstats
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

from router.clock import SystemClock
from router.commands.bench_timers import write_cases
from router.domain.moments import to_micros
from router.domain.place import Place
from router.domain.seeker import Seeker
from router.queues.picked import REDIS
from router.settings import BadSetting, queues_named
from router.steps.rebuild_queues import rebuilt
from router.store.migrate import migrate
from router.store.sqlite import SqliteStore

TEAMS = ("kcc", "burgerzaken", "openbare-ruimte", "belastingen")
BATCH = 200  #: places told at once, as the worker does
ASKED, SHOWN = 2000, 50
Figures = list[tuple[str, float, str, float | None]]


def bench_queues(count: int, profile: bool) -> Figures:
    """`count` cases that wait. Name, figure, unit, and what it is compared with. Raises BadSetting where there is no Redis."""
    profiler = cProfile.Profile() if profile else None
    with server_for_bench() as url:
        found = asyncio.run(_measured(url, count, profiler))
    if profiler:
        pstats.Stats(profiler).sort_stats("tottime").print_stats(25)
    return found


@contextmanager
def server_for_bench() -> Iterator[str]:
    """The one that is set, else a private one for as long as the bench runs."""
    if (url := queues_named()).startswith(REDIS):
        yield url
        return
    try:
        redis = import_module("scripts.servers.redis")
    except ImportError:
        raise BadSetting("Name a Redis to measure: BALIE_QUEUES=redis://127.0.0.1:6379/0") from None
    if (missing := redis.find()) is not None:
        raise BadSetting(missing)
    with tempfile.TemporaryDirectory() as folder, redis.running(Path(folder)) as url:
        yield url


async def _measured(url: str, count: int, profiler: cProfile.Profile | None) -> Figures:
    async with _fresh(url) as ours, _fresh(url) as bare:
        places = list(_places(count))
        moved = [each._replace(version=2, priority=each.priority + 1) for each in places]
        if profiler:
            profiler.enable()
        built = await _seconds(lambda: ours.replace(places))
        memory = await _memory(ours)
        told = await _seconds(lambda: _all(ours.update, moved))
        topped = await _seconds(lambda: _often(lambda at: ours.top(TEAMS[at % 4], SHOWN)))
        seekers = [Seeker(account="samira", teams=(team,)) for team in TEAMS]
        now = ours._clock.now()
        fitted = await _seconds(lambda: _often(lambda at: ours.fitting(seekers[at % 4], now, 5)))
        if profiler:
            profiler.disable()
        calls = await _bare(bare, places, moved)
        mended = await _rebuilt_at_work(url, count)
    return [
        ("build", count / built, "places/s", count / calls["mend"]),
        ("rebuild from register", count / mended, "places/s", count / calls["mend"]),
        ("updates", count / told, "places/s", count / calls["update"]),
        ("tops of 50", ASKED / topped, "calls/s", ASKED / calls["top"]),
        ("fitting", ASKED / fitted, "calls/s", ASKED / calls["fitting"]),
        ("memory", memory / count, "bytes/case", None),
    ]


def _places(count: int) -> Iterator[Place]:
    now = SystemClock().now()
    for number in range(count):
        at = now - timedelta(seconds=number * 7 % 900_000)
        breach = at + timedelta(days=2) if number % 3 else None
        yield Place(f"KV-2611-{number:07}", TEAMS[number % 4], number % 60, breach, at, 1, True)


async def _bare(bare: Any, places: Sequence[Place], moved: Sequence[Place]) -> dict[str, float]:
    """Seconds for the same calls, their arguments made beforehand."""
    from router.queues.redis import _batches, _pack

    now, mark = to_micros(bare._clock.now()), await bare.mark()
    mends = [[now, mark, batch] for batch in _batches(places)]
    updates = [[now, batch] for at in range(0, len(moved), BATCH) for batch in _batches(moved[at : at + BATCH])]
    tops = [[TEAMS[at % 4], SHOWN, 0] for at in range(ASKED)]
    wishes = [_pack(((), (), (team,), False)) for team in TEAMS]
    fits = [["samira", now, 5, 2000, wishes[at % 4]] for at in range(ASKED)]
    found = {}
    for name, calls in (("mend", mends), ("update", updates), ("top", tops), ("fitting", fits)):
        found[name] = await _seconds(lambda name=name, calls=calls: _raw(bare, name, calls))  # type: ignore[misc]
    return found


async def _raw(bare: Any, name: str, calls: Sequence[Sequence[Any]]) -> None:
    from router.queues.redis_server import script

    digest, ask = script(name, "place").digest, bare.server._client.execute_command
    for arguments in calls:
        await ask("EVALSHA", digest, len(bare._keys), *bare._keys, *arguments)


async def _rebuilt_at_work(url: str, count: int) -> float:
    """Seconds to build it from a register on SQLite, while a batch is told every ten milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        path, now = Path(folder) / "store.db", SystemClock().now()
        await migrate(path)
        write_cases(path, "KV", (now + timedelta(seconds=number) for number in range(count)))
        store = SqliteStore(path)
        await store.open()
        async with _fresh(url) as queues:
            work = asyncio.create_task(_at_work(queues))
            spent = await _seconds(lambda: rebuilt(store, queues))
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)
        await store.close()
    return spent


async def _at_work(queues: Any) -> None:
    version = 0
    while True:
        version += 1
        await queues.update([each._replace(version=version) for each in _places(20)])
        await asyncio.sleep(0.01)


async def _memory(queues: Any) -> int:
    """Bytes of all its keys."""
    used = [await queues.server._ask("MEMORY", "USAGE", key, "SAMPLES", 0) for key in queues._keys]
    return sum(int(each or 0) for each in used)


async def _all(tell: Callable[[Sequence[Place]], Awaitable[None]], places: Sequence[Place]) -> None:
    for first in range(0, len(places), BATCH):
        await tell(places[first : first + BATCH])


async def _often(ask: Callable[[int], Awaitable[Any]]) -> None:
    for at in range(ASKED):
        await ask(at)


async def _seconds(work: Callable[[], Awaitable[Any]]) -> float:
    began = time.perf_counter()
    await work()
    return time.perf_counter() - began


@asynccontextmanager
async def _fresh(url: str) -> AsyncIterator[Any]:
    """Queues under a name of their own, gone afterwards."""
    from router.queues.redis import RedisQueues
    from router.queues.redis_server import RedisServer

    queues = RedisQueues(RedisServer(url, f"bench-{os.getpid()}-{time.monotonic_ns()}"), SystemClock())
    await queues.open()
    try:
        yield queues
    finally:
        await queues.server._ask("UNLINK", *queues._keys)
        await queues.close()
