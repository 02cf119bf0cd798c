"""Where a Redis is: redis://, rediss:// (TLS) and redis+sentinel:// with the name of the service it watches.

`rediss://account:password@host:6379/0?ssl_ca_certs=/etc/ssl/our.pem` and
`redis+sentinel://account:password@one:26379,two:26379/balie/0?tls=true&sentinel_password=…`
"""

from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from redis.asyncio import BlockingConnectionPool, Connection, ConnectionPool
from redis.asyncio.retry import Retry
from redis.asyncio.sentinel import Sentinel, SentinelConnectionPool
from redis.backoff import NoBackoff

from router.settings import BadSetting

CONNECTIONS = 16  #: at once, of one process
CONNECT_SECONDS, ANSWER_SECONDS = 2.0, 5.0
QUEUE_SECONDS = 20.0  #: that a call may wait for a connection while others use them
SENTINEL, SENTINEL_PORT = "redis+sentinel://", 26379
Greeting = Callable[[Connection], Awaitable[None]]


def pool_at(url: str, greeting: Greeting) -> ConnectionPool:
    """Not connected yet; `greeting` speaks first on every new connection. Raises BadSetting."""
    common: dict[str, Any] = {
        "socket_timeout": ANSWER_SECONDS,
        "socket_connect_timeout": CONNECT_SECONDS,
        "retry": Retry(NoBackoff(), 0),  # what may be tried again, and for how long, is said in redis_server.py
        "redis_connect_func": greeting,
        "client_name": "balie",
        "protocol": 2,
    }
    try:
        if url.startswith(SENTINEL):
            return _watched(url, common)
        return BlockingConnectionPool.from_url(url, max_connections=CONNECTIONS, timeout=QUEUE_SECONDS, **common)
    except ValueError as error:
        raise BadSetting(f"BALIE_QUEUES is no address of a Redis ({error}); write it as redis://host:6379/0") from None


async def let_go(pool: ConnectionPool) -> None:
    """Every connection, to the sentinels too."""
    await pool.disconnect()
    if isinstance(pool, SentinelConnectionPool):
        for sentinel in pool.sentinel_manager.sentinels:
            await sentinel.aclose()


def _watched(url: str, common: dict[str, Any]) -> ConnectionPool:
    """The primary that the sentinels name, asked again at every new connection."""
    parts = urlsplit(url)
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    service, _, database = parts.path.strip("/").partition("/")
    if not service:
        raise BadSetting("BALIE_QUEUES names no service; write it as redis+sentinel://host:26379/service/0")
    before, _, places = parts.netloc.rpartition("@")
    account, _, password = before.partition(":")
    access = {"username": unquote(account) or None, "password": unquote(password) or None}
    asking = {name.removeprefix("sentinel_"): value for name, value in options.items() if name.startswith("sentinel_")}
    tls = {name: value for name, value in options.items() if name.startswith("ssl_")}
    if options.get("tls") == "true":
        tls["ssl"] = True  # type: ignore[assignment]  # a flag among words
    timeouts = {name: common[name] for name in ("socket_timeout", "socket_connect_timeout", "retry")}
    sentinel = Sentinel(  # type: ignore[no-untyped-call]  # the library has no types there
        [_host(each) for each in places.split(",")], sentinel_kwargs={**asking, **tls, **timeouts, "protocol": 2}
    )
    return SentinelConnectionPool(  # type: ignore[no-untyped-call]
        service, sentinel, max_connections=CONNECTIONS, db=int(database or 0), **access, **tls, **common
    )


def _host(place: str) -> tuple[str, int]:
    host, _, port = place.rpartition(":") if place.rpartition(":")[2].isdigit() else (place, "", "")
    return host.strip("[]"), int(port or SENTINEL_PORT)
