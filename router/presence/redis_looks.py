"""Looks in Redis: what each process knows is one value, written whole, so that who left is gone with the next one."""

import os
from collections import defaultdict
from contextlib import suppress
from datetime import datetime

import msgspec
import structlog

from router.domain.errors import QueuesDown
from router.domain.looking import LASTS, Look
from router.domain.moments import to_micros
from router.presence.looks import ByCase
from router.presence.redis import PATIENCE
from router.queues.redis_server import RedisServer, script

log = structlog.get_logger()
_packed = msgspec.msgpack.Encoder().encode
_unpacked = msgspec.msgpack.Decoder(dict[str, list[Look]]).decode


class RedisLooks:
    """Meets router.presence.looks.Looks."""

    def __init__(self, server: RedisServer) -> None:
        self._server, self._keys, self._me = server, [server.key("looks")], os.urandom(8)

    async def exchange(self, mine: ByCase, now: datetime) -> ByCase:
        moments = to_micros(now), to_micros(now - LASTS)
        try:
            given = (self._me, *moments, _packed(mine))
            others = await self._server.call(script("looks"), self._keys, given, PATIENCE)
        except QueuesDown as error:
            log.warning("looks.alone", reason=str(error))
            return {}
        found = defaultdict[str, list[Look]](list)
        for each in others:
            with suppress(msgspec.DecodeError):  # of another version, while one replaces the other
                for reference, looks in _unpacked(each).items():
                    found[reference] += looks
        return found
