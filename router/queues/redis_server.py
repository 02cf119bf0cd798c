"""Calls on one Redis: each runs a Lua script, is never cancelled in flight, and is tried again for as long as that may help.

Every script has the same effect a second time, so a call whose answer was lost can be repeated.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import structlog
from redis.asyncio import Connection, Redis
from redis.exceptions import (
    AuthenticationError,
    AuthorizationError,
    BusyLoadingError,
    ConnectionError,
    NoPermissionError,
    NoScriptError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    TimeoutError,
)

from router.domain.errors import QueuesDown
from router.queues.redis_address import let_go, pool_at
from router.settings import BadSetting

log = structlog.get_logger()
LUA = Path(__file__).parent / "lua"
PATIENCE = 5.0  #: seconds for which a call is tried again
FIRST_PAUSE, LONGEST_PAUSE = 0.02, 0.5  #: seconds between tries
STOP_SECONDS = 5.0
PASSING = ("BUSY", "CLUSTERDOWN", "MASTERDOWN", "TRYAGAIN", "UNBLOCKED")  #: first words of errors that go by
SHUT_OUT = (AuthenticationError, AuthorizationError, NoPermissionError)
ACCESS = "+@read +@write +@scripting +@connection +info on the keys {namespace}:*"
Answer = TypeVar("Answer")


class Script:
    """A file of Lua, after the one with what all share."""

    def __init__(self, name: str, shared: str = "") -> None:
        self.name = name
        self.text = "\n".join((LUA / f"{each}.lua").read_text("utf-8") for each in (shared, name) if each).encode()
        self.digest = hashlib.sha1(self.text, usedforsecurity=False).hexdigest().encode()


@cache
def script(name: str, shared: str = "") -> Script:
    return Script(name, shared)


class RedisServer:
    """`run` is the server's own mark of the newest connection: another one means that it was restarted or replaced."""

    def __init__(self, url: str, namespace: str) -> None:
        self._url, self.namespace, self.run = url, namespace, ""
        self._pool = pool_at(url, self._greet)
        self._client = Redis(connection_pool=self._pool)
        self._under_way = set[asyncio.Task[Any]]()
        self._said = dict[str, str]()

    def key(self, name: str) -> bytes:
        """The braces keep all keys of a municipality on one node of a cluster."""
        return f"{{{self.namespace}}}:{name}".encode()

    async def open(self) -> None:
        """Raises BadSetting when this Redis cannot be used, QueuesDown when there is none."""
        try:
            await self.kept(self._tried(lambda: self._ask("PING"), PATIENCE))
        except QueuesDown as error:
            if isinstance(error.__cause__, SHUT_OUT):
                raise BadSetting(str(error)) from None
            raise
        policy = self._said.get("maxmemory_policy", "noeviction")
        if policy.startswith("allkeys"):
            raise BadSetting(
                f"This Redis throws keys away when it is full (maxmemory-policy {policy}): work that waits would vanish "
                "from the lists. Mend: CONFIG SET maxmemory-policy noeviction, and the same in redis.conf."
            )

    async def close(self) -> None:
        """What is in flight is waited for, some seconds."""
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=STOP_SECONDS)
        await self._client.aclose()
        await let_go(self._pool)

    async def call(
        self, what: Script, keys: Sequence[bytes], arguments: Sequence[bytes | str | int], patience: float = PATIENCE
    ) -> Any:
        """Its answer. Raises QueuesDown, with the mend where there is one."""

        async def once() -> Any:
            try:
                return await self._ask("EVALSHA", what.digest, len(keys), *keys, *arguments)
            except NoScriptError:  # a new server, or its scripts were flushed: this call brings it along
                return await self._ask("EVAL", what.text, len(keys), *keys, *arguments)

        return await self.kept(self._tried(once, patience))

    async def kept(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        """Who waits may be cancelled, the work goes on: a reply that nobody reads would be the next one's."""
        task = asyncio.create_task(work)
        self._under_way.add(task)
        task.add_done_callback(self._done)
        return await asyncio.shield(task)

    async def _ask(self, *words: bytes | str | int) -> Any:
        return await self._client.execute_command(*words)  # type: ignore[no-untyped-call]  # the library has no types there

    def _done(self, task: asyncio.Task[Any]) -> None:
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()  # whoever waited has it, or went away

    async def _tried(self, once: Callable[[], Awaitable[Any]], patience: float) -> Any:
        until, pause = asyncio.get_running_loop().time() + patience, FIRST_PAUSE
        while True:
            try:
                return await once()
            except (RedisError, OSError) as error:
                if isinstance(error, ReadOnlyError):
                    await self._pool.disconnect(inuse_connections=False)  # ask again who the primary is
                reason, passes = trouble(error)
                if not passes or asyncio.get_running_loop().time() + pause > until:
                    raise QueuesDown(reason) from error
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _greet(self, connection: Connection) -> None:
        """Log in, and see which server this is."""
        await connection.on_connect()
        await connection.send_command("INFO")
        said = await connection.read_response()
        lines = (said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)).splitlines()
        self._said = dict(line.split(":", 1) for line in lines if ":" in line)
        run = self._said.get("run_id", "")
        if self.run not in ("", run):
            log.warning("queues.other-server", version=self._said.get("redis_version"))
        self.run = run


def trouble(error: Exception) -> tuple[str, bool]:
    """Why the live index does not answer, with the mend; and whether it can pass by itself."""
    if isinstance(error, SHUT_OUT):
        return f"Redis lets us not in: {error}. Mend: the account and password in BALIE_QUEUES, with {ACCESS}", False
    if isinstance(error, BusyLoadingError):
        return "Redis is still reading its data from disk; it answers when it is done", True
    if isinstance(error, ReadOnlyError):
        return "this Redis is a replica, which takes no writing. Mend: name the primary, or redis+sentinel://", True
    if isinstance(error, OutOfMemoryError):
        return "Redis is full. Mend: raise its maxmemory; 1 KB for each case that waits is enough", True
    if isinstance(error, ConnectionError | TimeoutError | OSError):
        return f"Redis cannot be reached ({type(error).__name__}). Mend: start it, or set BALIE_QUEUES", True
    if str(error).startswith(PASSING):
        return f"Redis is busy: {str(error).split('.')[0]}. Mend: SCRIPT KILL when it stays so", True
    return f"Redis refused: {error}", False
