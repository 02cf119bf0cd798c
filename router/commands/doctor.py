"""`balie doctor`: every connection and setting looked at, each line with its mend. It changes nothing."""

import asyncio
import os
import shutil
import sqlite3
from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from router.channels.email.send import Relay
from router.clock import Clock
from router.commands.doctor_servers import kafka, redis
from router.commands.doctor_store import postgres, sqlite
from router.commands.doctor_switches import switches
from router.commands.finding import Finding, bad, good
from router.commands.mailboxes import reachable
from router.domain.errors import BalieError
from router.queues.picked import REDIS
from router.rules.load import problems_of
from router.rules.source import Source
from router.settings import Settings
from router.shapes import shapes
from router.store.picked import is_postgres
from router.stream.picked import KAFKA

DRIVERS = {"store": "asyncpg", "stream": "aiokafka", "queues": "redis"}
FREE_BYTES = 1_000_000_000
SKEW = timedelta(seconds=1)  #: between this machine and a server
SECONDS = 20.0  #: for one look


async def looked(settings: Settings, clock: Clock) -> list[Finding]:
    """Everything, in the order of a start. Nothing that goes wrong here stops the rest."""
    namespace = _namespace(settings.municipality)
    found = [*_machine(), *_folder(settings.data_dir), *_municipality(settings.municipality), *_settings(settings)]
    looks: list[tuple[str, Callable[[], Awaitable[Sequence[Finding]]]]] = [
        ("stream", lambda: _stream(settings, namespace)),
        ("queues", lambda: _queues(settings, namespace, clock)),
        ("store", lambda: _store(settings, namespace, clock)),
        ("relay", lambda: _relay(settings)),
        ("mailboxes", lambda: reachable(settings, clock)),
        ("switches", lambda: switches(settings)),
    ]
    for what, look in looks:
        found.extend(await _tried(what, look))
    return found


async def _tried(what: str, look: Callable[[], Awaitable[Sequence[Finding]]]) -> Sequence[Finding]:
    try:
        async with asyncio.timeout(SECONDS):
            return await look()
    except TimeoutError:
        return [
            bad(what, f"no answer within {SECONDS:.0f} seconds", "see that the server runs and no firewall is between")
        ]
    except (BalieError, OSError) as error:
        said, _, mend = str(error).partition("Mend: ")
        return [bad(what, said.strip(), mend or "see that the server runs, and the address in the setting")]


def _machine() -> Iterator[Finding]:
    try:
        yield good("version", f"Balie {version('balie')}, SQLite {sqlite3.sqlite_version}")
    except PackageNotFoundError:
        yield bad("version", "Balie is not installed, it only lies here", "make setup")


def _folder(folder: Path) -> Iterator[Finding]:
    if not folder.is_dir():
        yield good("data", f"{folder} is yet to be made")
        return
    if not os.access(folder, os.W_OK):
        yield bad(
            "data", f"{folder} cannot be written", f"chown it to the account that runs Balie: chown -R … {folder}"
        )
    free = shutil.disk_usage(folder).free
    if free < FREE_BYTES:
        yield bad("data", f"{free // 1_000_000} MB are free on the disk of {folder}", "make room: at least 1 GB")
    secrets = folder / "secrets"
    open_to_all = secrets.is_dir() and any(each.stat().st_mode & 0o077 for each in secrets.iterdir())
    if open_to_all:
        yield bad("data", f"others can read {secrets}", f"chmod 600 {secrets}/*")
    if os.access(folder, os.W_OK) and free >= FREE_BYTES and not open_to_all:
        yield good("data", f"{folder}, {free // 1_000_000_000} GB free")


def _municipality(folder: Path) -> Iterator[Finding]:
    problems = problems_of(folder, shapes())
    for problem in problems:
        yield bad("municipality", str(problem), "see the line; then balie check")
    if not problems:
        yield good("municipality", f"{folder} is sound")


def _settings(settings: Settings) -> Iterator[Finding]:
    scaled = [is_postgres(settings.store), settings.queues.startswith(REDIS), settings.stream.startswith(KAFKA)]
    if any(scaled) and not all(scaled):
        yield good("settings", "one process only: several need Kafka, Redis and PostgreSQL together")
    if settings.public_address is None and any(scaled):
        yield bad("settings", f"links in letters begin with {settings.public_url}", "set BALIE_PUBLIC_URL")


async def _stream(settings: Settings, namespace: str) -> Sequence[Finding]:
    if settings.stream.startswith(KAFKA):
        return await kafka(settings.stream, namespace)
    return await asyncio.to_thread(sqlite, "stream", settings.stream, False)


async def _queues(settings: Settings, namespace: str, clock: Clock) -> Sequence[Finding]:
    if not settings.queues.startswith(REDIS):
        return [good("queues", "in memory")]
    asked = clock.now()
    found, theirs = await redis(settings.queues, namespace)
    return [*found, _skew("queues", asked, theirs, clock.now())]


async def _store(settings: Settings, namespace: str, clock: Clock) -> Sequence[Finding]:
    if not is_postgres(settings.store):
        return await asyncio.to_thread(sqlite, "store", settings.store, True)
    found, asked, theirs, answered = await postgres(settings.store, namespace, clock)
    return [*found, _skew("store", asked, theirs, answered)]


async def _relay(settings: Settings) -> Sequence[Finding]:
    if settings.smtp_relay is None:
        return [good("relay", "the built-in mailbox: letters reach nobody")]
    relay = Relay.parse(settings.smtp_relay)
    _, writer = await asyncio.open_connection(relay.host, relay.port)
    writer.close()
    return [good("relay", f"{relay.host}:{relay.port} answers")]


def _skew(what: str, asked: datetime, theirs: datetime, answered: datetime) -> Finding:
    """A server's clock against ours, which read it somewhere between asking and the answer."""
    apart = max(asked - theirs, theirs - answered, timedelta(0))
    if apart > SKEW:
        return bad(
            what, f"its clock and ours are {apart.total_seconds():.1f} s apart", "let NTP keep both: timedatectl"
        )
    return good(what, "its clock and ours agree")


def _namespace(folder: Path) -> str:
    """Also of a municipality that is not sound."""
    data = Source.read(folder, "organisation.yaml").data
    return str(data.get("namespace", "balie")) if isinstance(data, dict) else "balie"
