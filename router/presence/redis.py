"""Presence in Redis, shared by every process. Nothing expires there: a heartbeat is compared with the time that a reader brings.

While Redis is away a process goes on with what it knows; what it knows is put back when Redis returns without it.
"""

import os
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import structlog

from router.domain.errors import QueuesDown
from router.domain.presence import Presence
from router.queues.redis_server import RedisServer, script

log = structlog.get_logger()
PATIENCE = 0.5  #: seconds: presence is news of this minute, nobody waits for it
CALL = 8  #: random bytes that tell a call made again from another that says the same
_packed = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(Presence).decode


class RedisPresences:
    """Meets router.presence.base.Presences."""

    def __init__(self, server: RedisServer) -> None:
        self._server, self._keys = server, [server.key("presence")]
        self._seen = dict[str, Presence]()  #: the newest of each that this process knows of

    async def all(self) -> Mapping[str, Presence]:
        try:
            found = {each.account: each for each in map(_unpacked, await self._call("presence_all", []))}
            await self._put_back([each for each in self._seen.values() if not _as_new(found.get(each.account), each)])
        except QueuesDown as error:
            log.warning("presence.from-memory", reason=str(error))
            return dict(self._seen)
        self._seen |= {name: each for name, each in found.items() if _as_new(each, self._seen.get(name))}
        return dict(self._seen)

    async def put(self, presence: Presence) -> bool:
        try:
            kept = await self._call("presence_put", [presence.account, presence.version, _call_of(presence)])
        except QueuesDown as error:
            log.warning("presence.in-memory", reason=str(error))
            kept = presence.version == self._version(presence.account) + 1
        if kept:
            self._seen[presence.account] = presence
        return bool(kept)

    async def _put_back(self, presences: Sequence[Presence]) -> None:
        for each in presences:
            await self._call("presence_back", [each.account, each.version, _call_of(each)])

    def _version(self, account: str) -> int:
        return self._seen[account].version if account in self._seen else 0

    async def _call(self, name: str, arguments: Sequence[bytes | str | int]) -> Any:
        return await self._server.call(script(name), self._keys, arguments, PATIENCE)


def _call_of(presence: Presence) -> bytes:
    return os.urandom(CALL) + _packed(presence)


def _as_new(this: Presence | None, other: Presence | None) -> bool:
    return other is None or (this is not None and this.version >= other.version)
