"""Where a stranger may lead us: to machines in the open alone, looked at in the moment of connecting, so that a name
that means another machine a moment later leads nowhere."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from ipaddress import IPv6Address, IPv6Network, ip_address

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver

CALL_SECONDS = 30.0
TRANSLATED = (IPv6Network("64:ff9b::/96"), IPv6Network("2002::/16"))  #: an IPv4 address in other clothes


def in_the_open(address: str) -> bool:
    """False too for what is no address."""
    try:
        found = ip_address(address)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and any(found in each for each in TRANSLATED):
        return False
    return found.is_global and not found.is_multicast


def may_be_asked(host: str) -> bool:
    """A name, which is looked up when we connect, or an address in the open. Some write an address as one number."""
    is_address = ":" in host or host.replace(".", "").isdigit()
    return bool(host) and (in_the_open(host) if is_address else True)


class OpenNames(AbstractResolver):
    """Names of machines in the open; any other is nowhere."""

    def __init__(self) -> None:
        self._names = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._names.resolve(host, port, family)
        if not all(in_the_open(each["host"]) for each in found):
            raise OSError("this name leads into a network of ours")
        return found

    async def close(self) -> None:
        await self._names.close()


@asynccontextmanager
async def outside() -> AsyncIterator[ClientSession]:
    """For addresses that we were told by a stranger and that `may_be_asked`."""
    async with ClientSession(
        connector=TCPConnector(resolver=OpenNames()),
        timeout=ClientTimeout(total=CALL_SECONDS),
        cookie_jar=DummyCookieJar(),
    ) as session:
        yield session
