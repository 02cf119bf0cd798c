"""How often one address may post: so many in a sliding window. In memory, bounded, and time is an argument."""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from ipaddress import ip_address
from math import ceil

from aiohttp import web

from router.web.client import client_of
from router.web.site import site_of

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
MOST_KEYS = 10_000  #: addresses remembered; the one that was quiet for longest goes first


@dataclass(slots=True)
class Limit:
    """`most` in `seconds` for each key."""

    most: int
    seconds: float
    keys: int = MOST_KEYS
    _seen: OrderedDict[str, deque[float]] = field(default_factory=OrderedDict)

    def wait(self, key: str, now: float) -> float:
        """0 when this one may pass, which is then counted; else the seconds until one may."""
        times = self._seen.setdefault(key, deque())
        self._seen.move_to_end(key)
        while times and times[0] <= now - self.seconds:
            times.popleft()
        while len(self._seen) > self.keys:
            self._seen.popitem(last=False)
        if len(times) >= self.most:
            return times[0] + self.seconds - now
        times.append(now)
        return 0.0


class Door:
    """Wraps the handlers of public posts. They share one count; a machine on the loopback has a wider one."""

    def __init__(self) -> None:
        self._public = Limit(20, 600)
        self._own = Limit(600, 60)

    def __call__(self, handler: Handler) -> Handler:
        async def limited(request: web.Request) -> web.StreamResponse:
            key = client_of(request)
            limit = self._own if _is_loopback(key) else self._public
            wait = limit.wait(key, site_of(request).clock.monotonic())
            return _too_often(request, ceil(wait)) if wait else await handler(request)

        return limited


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


def _too_often(request: web.Request, seconds: int) -> web.StreamResponse:
    pages = site_of(request).pages
    page = pages.response(request, "pages/citizen/busy.html", status=429, minutes=ceil(seconds / 60))
    page.headers["Retry-After"] = str(seconds)
    return page
