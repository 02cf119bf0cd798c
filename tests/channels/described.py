"""What `tests/channels/<name>/neighbour.py` says of a channel as NEIGHBOUR, so that the contract suite can play every case."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from router.channels.outgoing import Message

Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request that the neighbour makes to us, under /channels/<name>/."""

    tail: str
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True, kw_only=True)
class Served:
    """Where the neighbour comes by. None: that case is in `elsewhere`."""

    good: Asked
    unsigned: Sequence[Asked]  #: a bad signature, a wrong or expired token, none at all: nothing of it is believed
    unreadable: Asked | None = None  #: it proves who it is, and its body is nonsense
    oversized: Asked | None = None  #: proves who it is, with more than may be
    stranger: Asked | None = None  #: of somebody whom the neighbour does not name


@dataclass(frozen=True, kw_only=True)
class Listened:
    """Where we ask the neighbour. The suite itself plays 429, 5xx, an expired token, silence and an endless answer."""

    bring: Callable[[], None] | None  #: something new lies there from now on; None: we only look whether it is well
    stranger: Callable[[], None] | None = None  #: something new of somebody without a name


@dataclass(frozen=True, kw_only=True)
class Neighbour:
    """Made anew for every test."""

    setting: Callable[[str], dict[str, Any]] | None = None  #: with the address of the neighbour, as in channels.yaml
    answer: Answer | None = None  #: the neighbour's own server, any path
    listened: Listened | None = None
    served: Served | None = None
    webhook: bytes | None = None  #: a body of POST /api/v1/channels/<name>/events
    message: Message | None = None  #: one that can go
    secrets: Mapping[str, str] = field(default_factory=dict)  #: env:NAME to its value, where the name will not do
    municipality: Any = None  #: where the channel asks it something
    elsewhere: Mapping[str, str] = field(default_factory=dict)  #: a case to the test that plays it: path::test


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


def routed(*routes: web.RouteDef) -> Answer:
    """A neighbour with these routes, as one answer."""
    app = web.Application()
    app.add_routes(routes)

    async def answer(request: web.Request) -> web.StreamResponse:
        found = await app.router.resolve(request)
        request._match_info = found
        return await found.handler(request)

    return answer
