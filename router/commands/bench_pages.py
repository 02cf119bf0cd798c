"""The bench of pages: a Balie of its own with so many open cases, and every page of every role asked for, over and over.

The pages are those of the table of permissions, so that a new one is measured by itself. Beside it /healthz, which does next to
nothing. What a browser that was never here fetches for a page is counted too: the page as it is packed, its styles, scripts and font.
"""

import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import aiohttp
import msgspec

from router.commands.server import Server, running_server
from router.web.permissions import TABLE, By, Who

ROUNDS = 15
START_SECONDS = 120.0
PASSWORD, TOKEN = "bench-pages", "bench"
ROLES = ("agent", "webcare", "lead", "operations", "admin")
STREAMS = ("/events", "/operations/events", "/wallboard/events", "/monitor/events", "/desk/events")
OTHER = (
    "/metrics",
    "/healthz",
    "/readyz",
    "/api/",
    "/static/",
    "/status",
    "/sent/",
    "/embed",
    "/favicon.ico",
    "/channels/",
)
LAG = re.compile(r'^balie_stream_lag{partition="0"} 0\.0$', re.MULTILINE)
FILES = re.compile(r"/static/[\w./-]+")
Figures = list[tuple[str, float, str, float | None]]


class Asked(msgspec.Struct):
    """One page of one role."""

    role: str
    path: str
    times: list[float]
    size: int  #: bytes over the wire, with what it needs
    status: int


def bench_pages(count: int, profile: bool) -> Figures:
    """Name, median in milliseconds, unit, and /healthz beside it; the slowest of the rounds and the size stand in the name."""
    with tempfile.TemporaryDirectory(prefix="balie-bench-") as folder, _serving(Path(folder)) as (server, environment):
        command = [sys.executable, "-m", "router", "simulate", "--backlog", str(count)]
        subprocess.run(command, env=environment, check=True, stdout=sys.stderr)
        asked = asyncio.run(_all(server))
    bare = next(each for each in asked if each.path == "/healthz")
    return [_figure(each, median(bare.times) * 1000) for each in asked if each is not bare]


def _figure(each: Asked, bare: float) -> tuple[str, float, str, float | None]:
    slowest, size = max(each.times) * 1000, each.size / 1000
    wrong = "" if each.status == 200 else f", answers {each.status}"
    name = f"{each.role:10} {each.path:38} slowest {slowest:5.0f} ms, {size:4.0f} KB{wrong};"
    return name, median(each.times) * 1000, "ms", bare


async def _all(server: Server) -> list[Asked]:
    await _decided(server)
    headers = {"Authorization": f"Bearer {TOKEN}"}
    async with aiohttp.ClientSession(server.url, headers=headers) as session, session.get("/api/v1/cases") as answer:
        case = (await answer.json())["items"][0]["reference"]
    found = [await _one("nobody", "/healthz", server)]
    for role in ("nobody", *ROLES):
        found += [await _one(role, path, server) for path in _paths(role, case)]
    return found


async def _decided(server: Server) -> None:
    """Return when nothing lies on the stream any more: what is measured is pages, not the worker beside them."""
    async with aiohttp.ClientSession(server.url) as session:
        while True:
            async with session.get("/metrics") as answer:
                if LAG.search(await answer.text()):
                    return
            await asyncio.sleep(1)


def _paths(role: str, case: str) -> Iterator[str]:
    """Of the pages that this role may open and that stand for themselves."""
    filled = {"reference": case, "product": "passport", "stage": "routing", "figure": "waiting"}
    for route, who in TABLE.items():
        method, _, pattern = route.partition(" ")
        names = re.findall(r"{(\w+)}", pattern)
        page = method == "GET" and not pattern.startswith(OTHER) and pattern not in STREAMS
        if page and _is_for(role, who) and set(names) <= set(filled):
            yield re.sub(r"{(\w+)}", lambda name: filled[name[1]], pattern)


def _is_for(role: str, who: Who) -> bool:
    if role == "nobody":
        return who.by == By.NOBODY
    return who.by == By.SESSION and role in who.roles


async def _one(role: str, path: str, server: Server) -> Asked:
    async with aiohttp.ClientSession(
        server.url, cookie_jar=aiohttp.CookieJar(unsafe=True), auto_decompress=False
    ) as session:
        if role != "nobody":
            await _log_in(session, role)
        times, status, body, packed = [], 0, b"", 0
        for _ in range(ROUNDS):
            began = time.perf_counter()
            async with session.get(path, headers={"Accept-Encoding": "gzip", "Accept-Language": "nl"}) as answer:
                body, status = await answer.read(), answer.status
            times.append(time.perf_counter() - began)
        packed = len(body) + await _beside(session, path)
        return Asked(role, path, times, packed, status)


async def _log_in(session: aiohttp.ClientSession, role: str) -> None:
    async with session.get("/login") as answer:
        await answer.read()
    token = next(each.value for each in session.cookie_jar if each.key.endswith("csrf"))
    form = {"csrf": token, "username": role, "password": PASSWORD, "next": "/desk"}
    async with session.post("/login", data=form, allow_redirects=False) as answer:
        assert answer.status == 303, await answer.text()


async def _beside(session: aiohttp.ClientSession, path: str) -> int:
    """Bytes of the files that the page names, and that its style names."""
    seen, sizes = set[str](), 0
    waiting = await _named(session, path)
    while waiting:
        file = waiting.pop()
        seen.add(file)
        async with session.get(file, headers={"Accept-Encoding": "gzip"}) as answer:
            sizes += len(await answer.read())
        if file.endswith((".css", ".js")):
            waiting |= await _named(session, file) - seen
    return sizes


async def _named(session: aiohttp.ClientSession, path: str) -> set[str]:
    async with session.get(path, headers={"Accept-Encoding": "identity"}) as answer:
        text = (await answer.read()).decode(errors="replace")
    base = path.rpartition("/")[0]
    near = {
        f"{base}/{name}" for name in re.findall(r'(?:url\(|from |import )["\']?\.?/?((?:vendor/)?[\w./-]+\.\w+)', text)
    }
    return {name for name in FILES.findall(text) if "." in name.rpartition("/")[2]} | (
        near if base.startswith("/static") else set()
    )


@contextmanager
def _serving(folder: Path) -> Iterator[tuple[Server, dict[str, str]]]:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("BALIE_")}
    ports = {f"BALIE_{name}_PORT": "0" for name in ("HTTP", "SMTP", "MAILBOX")}
    secrets = {"BALIE_DATA_DIR": str(folder), "BALIE_DEMO_PASSWORD": PASSWORD, "BALIE_API_TOKEN": TOKEN}
    environment = {**ours, **ports, **secrets}
    process = subprocess.Popen(
        [sys.executable, "-m", "router", "serve"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield _ready(folder, process), environment
        process.terminate()
        process.wait(60)
    finally:
        process.kill()


def _ready(folder: Path, process: "subprocess.Popen[bytes]") -> Server:
    began = time.perf_counter()
    while not (folder / "server.json").exists():
        assert process.poll() is None and time.perf_counter() - began < START_SECONDS, "the server does not start"
        time.sleep(0.1)
    return running_server(folder)
