"""The restart bench: so many open cases lie in the register, and a whole Balie is started on it, until /readyz says 200.

The cases are written in bulk, each with a promise that is due in two days. Beside it the same start with nothing in the register.
With `kafka` the queues are in a Redis that knows nothing yet, so that they are built anew, as after the loss of it; a second start finds
them whole.
"""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple
from urllib.error import URLError
from urllib.request import urlopen

from router.clock import SystemClock
from router.commands.bench_servers import Servers, servers_for_bench
from router.commands.bench_timers import AHEAD, case_rows, write_cases
from router.store.picked import migrated
from router.store.rows import CASE, PROMISE

START_SECONDS = 600.0
NAMESPACE = "klaverdam"
Figures = list[tuple[str, float, str, float | None]]


class Start(NamedTuple):
    seconds: float
    resident: int  #: bytes, when it was ready
    peak: int  #: bytes


def bench_restart(count: int, profile: bool, *, kafka: bool = False) -> Figures:
    """`count` cases that wait. Name, figure, unit, and what it is compared with: the start on an empty register."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="balie-bench-")))
        servers = stack.enter_context(servers_for_bench()) if kafka else None
        _started(folder / "data", servers, profile=False)  # compiles the modules, once for all
        empty = _started(folder / "data", servers, profile=False)
        _fill(folder / "data", servers, count)
        full = _started(folder / "data", servers, profile=profile)
        whole = _started(folder / "data", servers, profile=False) if kafka else None
    million = 1024 * 1024
    return [
        ("ready after", full.seconds, "s", empty.seconds),
        *([("ready again, queues whole", whole.seconds, "s", empty.seconds)] if whole else []),
        ("memory when ready", full.resident / million, "MB", empty.resident / million),
        ("most memory", full.peak / million, "MB", empty.peak / million),
    ]


def _fill(folder: Path, servers: Servers | None, count: int) -> None:
    now = SystemClock().now() + AHEAD
    moments = (now + timedelta(milliseconds=place) for place in range(count))
    if servers is None:
        write_cases(folder / "store.db", "KV", moments)
    else:
        asyncio.run(_copied(servers, moments))


async def _copied(servers: Servers, moments: Iterator[datetime]) -> None:
    import asyncpg

    await migrated(servers.postgres, NAMESPACE)
    cases, promises = case_rows("KV", SystemClock().now(), moments)
    connection = await asyncpg.connect(servers.postgres, server_settings={"search_path": NAMESPACE})
    for codec, rows in ((CASE, cases), (PROMISE, promises)):
        await connection.copy_records_to_table(codec.table.name, records=rows, columns=codec.columns)
    await connection.execute("ANALYZE")
    await connection.close()
    from router.queues.redis_server import RedisServer

    redis = RedisServer(servers.redis, NAMESPACE)
    await redis.open()
    await redis._ask("FLUSHALL")
    await redis.close()


def _started(folder: Path, servers: Servers | None, *, profile: bool) -> Start:
    """From the command until /readyz says 200."""
    began = time.perf_counter()
    with _serving(folder, servers, profile) as process:
        while not _is_ready(folder):
            assert process.poll() is None, "it ended by itself"
            assert time.perf_counter() - began < START_SECONDS, "it does not become ready"
            time.sleep(0.02)
        spent = time.perf_counter() - began
        sizes = dict(line.split(":", 1) for line in Path(f"/proc/{process.pid}/status").read_text().splitlines())
        resident, peak = (int(sizes[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
    return Start(spent, resident, peak)


@contextmanager
def _serving(folder: Path, servers: Servers | None, profile: bool) -> Iterator[subprocess.Popen[bytes]]:
    compiled = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "modules")}
    scaled = {f"BALIE_{name}": url for name, url in zip(("STREAM", "QUEUES", "STORE"), servers or (), strict=False)}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BALIE_")}
    ports = {f"BALIE_{name}_PORT": "0" for name in ("HTTP", "SMTP", "MAILBOX")}
    profiled = ["-m", "cProfile", "-s", "tottime"] if profile else []
    process = subprocess.Popen(
        [sys.executable, *profiled, "-m", "router", "serve"],
        env={**environment, **ports, **scaled, **compiled, "BALIE_DATA_DIR": str(folder)},
        stdout=None if profile else subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
        process.terminate()
        process.wait(60)
    finally:
        process.kill()
        (folder / "server.json").unlink(missing_ok=True)


def _is_ready(folder: Path) -> bool:
    try:
        told = json.loads((folder / "server.json").read_bytes())
        with urlopen(f"{told['url']}/readyz", timeout=5) as answer:
            return bool(answer.status == 200)
    except (OSError, URLError, ValueError):
        return False
