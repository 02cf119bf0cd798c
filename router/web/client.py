"""Whose address a request comes from, also behind a proxy of ours (BALIE_PROXIES)."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

from aiohttp import web

from router.web.site import site_of


def client_of(request: web.Request) -> str:
    hops = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    return first_of_others(request.remote or "", hops, site_of(request).proxies)


def first_of_others(peer: str, hops: Sequence[str], proxies: Sequence[IPv4Network | IPv6Network]) -> str:
    """The last address on the way here that is no proxy of ours. What stands before it anybody may have written.

    `hops` are those of X-Forwarded-For: each proxy adds the address that it was called from at the end."""
    address = peer
    for hop in reversed([each.strip() for each in hops]):
        if _parsed(hop) is None or not _among(proxies, address):
            break
        address = hop
    return address


def _among(proxies: Sequence[IPv4Network | IPv6Network], address: str) -> bool:
    found = _parsed(address)
    return found is not None and any(found in network for network in proxies)


def _parsed(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address)
    except ValueError:
        return None
